"""A football pitch to draw on, in metres: the home side attacks to the right, the other one to the left."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from lib.charts import look

LENGTH_M, WIDTH_M = 105, 68  # the pitch that per cents are drawn on: IFAB Laws of the Game 1.3, preferred by FIFA
SPORTS = {"football"}


def figure(height: int, *, keep: str, markings: bool = True) -> go.Figure:
    """An empty pitch, seen from above; without *markings* only its outline and its halves."""
    made = look.figure(height, keep=keep, shapes=_lines(markings))
    made.update_xaxes(visible=False, range=[-3, LENGTH_M + 3], constrain="domain")
    made.update_yaxes(visible=False, range=[WIDTH_M + 3, -3], scaleanchor="x", constrain="domain")
    return made


def metres(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Places on the drawn pitch, from its upper left corner; the left of a side that attacks to the right is up.

    *rows* have ``x`` and ``y`` in per cent, seen by the acting side, and ``side``, 0 for home.
    """
    home = rows["side"] == 0
    return {
        "across": rows["x"].where(home, 100 - rows["x"]) * LENGTH_M / 100,
        "down": rows["y"].where(home, 100 - rows["y"]) * WIDTH_M / 100,
    }


def _lines(markings: bool) -> list[dict[str, object]]:
    """As IFAB's Laws of the Game 1.3 to 1.8 measure them."""
    middle = WIDTH_M / 2
    shapes = [_box(0, 0, LENGTH_M, WIDTH_M), _box(LENGTH_M / 2, 0, LENGTH_M / 2, WIDTH_M)]
    if not markings:
        return shapes
    shapes.append(_box(LENGTH_M / 2 - 9.15, middle - 9.15, LENGTH_M / 2 + 9.15, middle + 9.15, "circle"))
    for depth, half in ((16.5, 20.16), (5.5, 9.16), (-2, 3.66)):
        shapes.append(_box(0, middle - half, depth, middle + half))
        shapes.append(_box(LENGTH_M - depth, middle - half, LENGTH_M, middle + half))
    for spot in (11, LENGTH_M - 11):
        shapes.append(_box(spot - 0.3, middle - 0.3, spot + 0.3, middle + 0.3, "circle"))
    return shapes


def _box(x0: float, y0: float, x1: float, y1: float, type: str = "rect") -> dict[str, object]:
    line = {"color": look.LINE, "width": 1.5}
    return {"type": type, "x0": x0, "y0": y0, "x1": x1, "y1": y1, "line": line, "layer": "below"}
