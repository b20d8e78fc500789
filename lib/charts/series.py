"""Charts of what Prometheus answers: tidy rows and a table of labels to lines."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from lib.charts import look

DASHES = ("solid", "dash", "dot", "dashdot")


def lines(frame: pd.DataFrame, labels: pd.DataFrame, *, keep: str, height: int = 260) -> go.Figure:
    """A stepped line for each series; between samples the last one holds. Gaps stay gaps.

    *frame* has the columns ``series``, ``time`` and ``value``, *labels* a row for each series.
    """
    made = look.figure(height, keep=keep)
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


def names(labels: pd.DataFrame) -> dict[int, str]:
    """For each series, what tells it from the others: the values of the labels in which they differ."""
    telling = [column for column in labels.columns if column != "__name__" and labels[column].nunique() > 1]
    shown = telling or [column for column in labels.columns if column != "__name__"][-1:]
    return {
        number: " · ".join(str(row[column]) for column in shown if row[column]) for number, row in labels.iterrows()
    }
