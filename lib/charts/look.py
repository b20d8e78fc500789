"""What all charts have in common: colours that hold on light and on dark ground, and a quiet layout.

Blue and orange are told apart with any kind of colour blindness; each also has a dash and a symbol of its own. Their
contrast is above 3:1 (WCAG 2.2, 1.4.11) on white and on near-black; the ground itself is the page's.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

import plotly.graph_objects as go

SIDES = ("#2b7bba", "#c8641b")
DASHES = ("solid", "dash")
SYMBOLS = ("circle", "diamond")
LINE = "rgba(128, 128, 128, 0.6)"
QUIET = "#8a8f98"
FAINT = "rgba(128, 128, 128, 0.25)"
CLEAR = "rgba(0, 0, 0, 0)"
SERIES = (*SIDES, "#8a63b8", "#2f8f68", "#7f7f7f", "#a8822a")


def figure(height: int, *, keep: str, **layout: object) -> go.Figure:
    """An empty figure. What a reader zoomed or hid stays as it is while *keep* is the same."""
    made = go.Figure()
    made.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 28, "b": 8},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "title": None},
        hovermode="closest",
        uirevision=keep,
        dragmode=False,
        **layout,
    )
    made.update_xaxes(showgrid=False, zeroline=False, automargin=True)
    made.update_yaxes(gridcolor=FAINT, zeroline=False, automargin=True)
    return made


def line(x: Iterable[object], y: Iterable[object], side: int, name: str) -> go.Scatter:
    """A line in the colour and with the dash of a *side*, 0 for home."""
    return go.Scatter(
        x=list(x), y=list(y), name=name, mode="lines", line={"color": SIDES[side], "dash": DASHES[side], "width": 3}
    )


def periods(made: go.Figure, starts: list[tuple[str, float]]) -> None:
    """Mark where each period but the first starts: its name, and the minute of play."""
    for name, minute in starts[1:]:
        separator(made, minute, name)


def separator(made: go.Figure, x: float, text: str) -> None:
    """A thin upright line at *x* with its *text*."""
    made.add_vline(x, line={"color": LINE, "width": 1, "dash": "dot"})
    made.add_annotation(x=x, y=1, yref="paper", text=text, showarrow=False, xanchor="left")


def source(made: go.Figure, sentence: str) -> None:
    """Say under the chart by which model or method its numbers came; the words go wherever the figure goes."""
    lines = textwrap.wrap(sentence, 60)
    room = 15 * len(lines) + 10
    axes = 44 if made.layout.xaxis.visible is not False else 4
    made.add_annotation(
        text="<br>".join(lines), name="source", align="left", showarrow=False, font={"size": 11}, opacity=0.85,
        x=0, xref="paper", xanchor="left", y=0, yref="paper", yanchor="top", yshift=-axes,
    )  # fmt: skip
    made.update_layout(margin_b=room + axes, height=made.layout.height + room)
