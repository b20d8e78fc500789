"""Files that are perhaps compressed with gzip."""

from __future__ import annotations

import zlib

from lib.errors import BadImport

GZIP = b"\x1f\x8b"
MAX_BYTES = 256 * 1024 * 1024


def unpacked(raw: bytes) -> bytes:
    """The bytes as they were before. Raise BadImport when they are damaged or too many."""
    if not raw.startswith(GZIP):
        return raw
    try:
        unzip = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        found = unzip.decompress(raw, MAX_BYTES)
    except zlib.error as error:
        raise BadImport(f"the compressed file is damaged ({error}).") from None
    if not unzip.eof:
        raise BadImport(f"the compressed file is cut off, or has more than {MAX_BYTES} bytes unpacked.")
    return found
