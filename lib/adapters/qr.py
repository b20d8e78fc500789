"""QR codes, by segno."""

from __future__ import annotations

import segno

QUIET = 4  # modules of white around it (ISO/IEC 18004)


def data_uri(text: str) -> str:
    """The code of *text* as an SVG, in a ``data:`` address for an image; black on white, whatever is around it."""
    return segno.make(text, error="m", micro=False).svg_data_uri(border=QUIET, dark="#000", light="#fff")
