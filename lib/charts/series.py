"""Charts of what Prometheus answers: tidy rows and a table of labels to lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pandas as pd
import plotly.graph_objects as go

from lib.charts import look

DASHES = ("solid", "dash", "dot", "dashdot")


def lines(
    frame: pd.DataFrame,
    labels: pd.DataFrame,
    *,
    keep: str,
    marks: Sequence[tuple[datetime, str]] = (),
    height: int = 260,
) -> go.Figure:
    """A stepped line for each series; between samples the last one holds. Gaps stay gaps.

    *frame* has the columns ``series``, ``time`` and ``value``, *labels* a row for each series. *marks* are moments at
    which something happened, and what.
    """
    made = look.figure(height, keep=keep)
    if marks:
        made.add_trace(_upright(marks, max(frame["value"].max(), 1)))
    for place, (number, rows) in enumerate(frame.groupby("series", sort=True)):
        name = names(labels).get(number, "")
        made.add_trace(
            go.Scatter(
                x=rows["time"],
                y=rows["value"],
                name=name,
                mode="lines",
                line={
                    "shape": "hv",
                    "width": 2,
                    "color": look.SERIES[place % len(look.SERIES)],
                    "dash": DASHES[place // len(look.SERIES) % len(DASHES)],
                },
                hovertemplate="%{x|%H:%M:%S}: %{y}<extra>" + name + "</extra>",
            )
        )
    made.update_layout(showlegend=True)
    made.update_yaxes(rangemode="tozero")
    return made


def _upright(marks: Sequence[tuple[datetime, str]], top: float) -> go.Scatter:
    """A thin line for each mark: one trace for all of them, which the legend hides."""
    return go.Scatter(
        x=[place for at, _ in marks for place in (at, at, None)],
        y=[place for _ in marks for place in (0, top, None)],
        text=[text for _, text in marks for _ in range(3)],
        name="Actions",
        mode="lines",
        line={"width": 1, "color": look.LINE, "dash": "dot"},
        hovertemplate="%{x|%H:%M:%S}: %{text}<extra></extra>",
    )


def names(labels: pd.DataFrame) -> dict[int, str]:
    """For each series, what tells it from the others: the values of the labels in which they differ."""
    telling = [column for column in labels.columns if column != "__name__" and labels[column].nunique() > 1]
    shown = telling or [column for column in labels.columns if column != "__name__"][-1:]
    return {
        number: " · ".join(str(row[column]) for column in shown if row[column]) for number, row in labels.iterrows()
    }
