"""What all charts have in common: colours that hold on light and on dark ground, and a quiet layout.

Blue and orange are told apart with any kind of colour blindness; each also has a dash and a symbol of its own. Their
contrast is above 3:1 (WCAG 2.2, 1.4.11) on white and on near-black; the ground itself is the page's.
"""

from __future__ import annotations

import plotly.graph_objects as go

SIDES = ("#2b7bba", "#c8641b")
DASHES = ("solid", "dash")
SYMBOLS = ("circle", "diamond")
LINE = "rgba(128, 128, 128, 0.6)"
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
