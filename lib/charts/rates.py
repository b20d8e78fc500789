"""Charts of streams: how much comes, of what kind, and when."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from lib.charts import look

MOST_KINDS = 8
OTHERS = "others"
NAMELESS = "no type"
GRAINS = ((3_600, "min"), (48 * 3_600, "h"), (60 * 86_400, "D"))  # the longest span in seconds, and the grain for it


def a_second(rates: pd.DataFrame, *, keep: str, seconds: int = 300) -> go.Figure:
    """Messages a second by type, over the last so many *seconds* up to the newest one.

    *rates* has ``time`` (a second, UTC), ``type`` and ``count``; a second without a row had none.
    """
    made = look.figure(240, keep=keep, barmode="stack", bargap=0)
    counted = by_second(rates, seconds)
    for place, kind in enumerate(counted.columns):
        made.add_trace(_bars(counted[kind], kind, place, "%{x|%H:%M:%S}"))
    made.update_layout(showlegend=True)
    made.update_yaxes(title="Actions a second", rangemode="tozero")
    return made


def by_second(rates: pd.DataFrame, seconds: int) -> pd.DataFrame:
    """A row for each of the last *seconds*, a column for each of the most frequent types; the others together."""
    if rates.empty:
        return pd.DataFrame()
    recent = rates[rates["time"] > rates["time"].max() - pd.Timedelta(seconds=seconds)]
    named = recent.assign(type=_named(recent["type"], recent["count"]))
    wide = named.pivot_table(index="time", columns="type", values="count", aggfunc="sum", fill_value=0)
    every = pd.date_range(wide.index.min(), wide.index.max(), freq="s")
    return wide.reindex(every, fill_value=0)[wide.sum().sort_values(ascending=False).index]


def rejections(frame: pd.DataFrame, *, keep: str) -> go.Figure:
    """How many actions were rejected, by reason, in each minute, hour or day; *frame* has ``time`` and ``reason``."""
    made = look.figure(220, keep=keep, barmode="stack", bargap=0.15)
    counted = by_reason(frame)
    for place, reason in enumerate(counted.columns):
        made.add_trace(_bars(counted[reason], reason.replace("_", " "), place, "%{x|%d %b %H:%M}"))
    made.update_layout(showlegend=True)
    made.update_yaxes(title="Rejected", rangemode="tozero")
    return made


def by_reason(frame: pd.DataFrame) -> pd.DataFrame:
    """A row for each minute, hour or day in which something was rejected, a column for each reason."""
    if frame.empty:
        return pd.DataFrame()
    span = (frame["time"].max() - frame["time"].min()).total_seconds()
    grain = next((name for longest, name in GRAINS if span <= longest), "7D")
    wide = frame.groupby([frame["time"].dt.floor(grain), "reason"]).size().unstack(fill_value=0)
    return wide[wide.sum().sort_values(ascending=False).index]


def lags(frame: pd.DataFrame, *, keep: str) -> go.Figure:
    """The lag of each group over time; *frame* has ``time``, ``group``, ``topic`` and ``lag``."""
    made = look.figure(220, keep=keep)
    summed = frame.groupby(["group", "time"], as_index=False)["lag"].sum()
    for place, (group, rows) in enumerate(summed.groupby("group", sort=True)):
        made.add_trace(
            go.Scatter(
                x=rows["time"],
                y=rows["lag"],
                name=group,
                mode="lines",
                line={"width": 2, "color": look.SERIES[place % len(look.SERIES)]},
                hovertemplate="%{x|%H:%M:%S}: %{y} behind<extra>" + group + "</extra>",
            )
        )
    made.update_layout(showlegend=True)
    made.update_yaxes(title="Records behind", rangemode="tozero")
    return made


def _named(types: pd.Series, counts: pd.Series) -> pd.Series:
    most = counts.groupby(types).sum().nlargest(MOST_KINDS).index
    return types.where(types.isin(most), OTHERS).replace("", NAMELESS)


def _bars(counted: pd.Series, name: str, place: int, time: str) -> go.Bar:
    colour = look.SERIES[place % len(look.SERIES)]
    return go.Bar(
        x=counted.index,
        y=counted,
        name=name,
        marker={"color": colour, "line": {"width": 0}, "pattern": {"shape": "" if place < len(look.SERIES) else "/"}},
        hovertemplate=time + ": %{y}<extra>" + name + "</extra>",
    )
