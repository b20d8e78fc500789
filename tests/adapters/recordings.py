"""Files of watches and phones, made for tests: a walk of two segments in GPX, a run in FIT."""

import struct
from datetime import UTC, datetime, timedelta

START = datetime(2026, 5, 2, 22, 30, tzinfo=UTC)
FIT_EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
CRC = (
    0x0000, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401,
    0xA001, 0x6C00, 0x7800, 0xB401, 0x5000, 0x9C01, 0x8801, 0x4400,
)  # fmt: skip


def gpx(*segments, kind="walking"):
    """A GPX 1.1 track; a point is (seconds from the start or None, latitude, longitude)."""
    parts = "".join(f"<trkseg>{''.join(_point(*point) for point in segment)}</trkseg>" for segment in segments)
    return (
        '<?xml version="1.0"?>\n<gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1">'
        f"<trk><type>{kind}</type>{parts}</trk></gpx>"
    ).encode()


def _point(seconds, lat, lon):
    time = "" if seconds is None else f"<time>{START + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%SZ}</time>"
    return f'<trkpt lat="{lat}" lon="{lon}">{time}</trkpt>'


def fit(points=60, *, offset_h=2, strides=1500):
    """A FIT activity: a run with a record a second, by a watch that is *offset_h* hours ahead of UTC."""
    body = _define(0, 20, [(253, 4, 0x86), (0, 4, 0x85), (1, 4, 0x85), (5, 4, 0x86)])  # record
    for second in range(points):
        lat, lon = round((52.5 + second / 30_000) * 2**31 / 180), round(13.4 * 2**31 / 180)
        body += struct.pack("<BIiiI", 0, _seconds(second), lat, lon, second * 350)
    body += _define(1, 18, [(2, 4, 0x86), (7, 4, 0x86), (8, 4, 0x86), (9, 4, 0x86), (10, 4, 0x86), (5, 1, 0x00)])
    body += struct.pack("<BIIIIIB", 1, _seconds(0), points * 1000, points * 1000, points * 350, strides, 1)  # session
    body += _define(2, 34, [(253, 4, 0x86), (5, 4, 0x86)])  # activity
    body += struct.pack("<BII", 2, _seconds(points), _seconds(points) + offset_h * 3600)
    head = struct.pack("<BBHI4s", 14, 0x20, 2132, len(body), b".FIT")
    head += struct.pack("<H", _crc(head))
    return head + body + struct.pack("<H", _crc(head + body))


def _define(local, message, fields):
    rows = b"".join(struct.pack("<BBB", *field) for field in fields)
    return struct.pack("<BBBHB", 0x40 | local, 0, 0, message, len(fields)) + rows


def _seconds(second):
    return round((START - FIT_EPOCH).total_seconds()) + second


def _crc(raw):
    """The checksum of the FIT protocol."""
    crc = 0
    for byte in raw:
        for nibble in (byte & 0xF, byte >> 4):
            crc = (crc >> 4 & 0x0FFF) ^ CRC[crc & 0xF] ^ CRC[nibble]
    return crc
