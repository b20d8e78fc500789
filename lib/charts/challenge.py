"""Charts of a challenge: what comes together day by day, against its target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pandas as pd
import plotly.graph_objects as go

from lib.charts import look
from lib.charts.series import DASHES
from lib.sport.field_state import ChallengeState, MemberLine, TeamLine
from lib.sport.profiles import ChallengeFormat


def progress(state: ChallengeState, shape: ChallengeFormat, *, keep: str) -> go.Figure:
    """What has come together up to each day, with the way to the target: of all, of each team, or of a member."""
    made = look.figure(340, keep=keep)
    days = _days(state, shape)
    for place, (name, by_day) in enumerate(_wholes(state, shape)):
        _line(made, place, name, days, _added_up(by_day, days))
    if shape.target and shape.first_day and shape.last_day:
        span = (shape.last_day - shape.first_day).days + 1
        made.add_trace(
            go.Scatter(
                x=[shape.first_day - timedelta(days=1), shape.last_day],
                y=[0, shape.target],
                name="Target",
                mode="lines",
                line={"color": look.LINE, "dash": "dash", "width": 2},
                hovertemplate=f"{shape.target / span:,.0f} {shape.unit} a day<extra>Target</extra>",
            )
        )
    made.update_yaxes(title=_title(shape), rangemode="tozero")
    return made


def by_day(state: ChallengeState, shape: ChallengeFormat, *, keep: str) -> go.Figure:
    """What each day brought, by team."""
    made = look.figure(280, keep=keep, barmode="stack", bargap=0.15)
    days = _days(state, shape)
    rows = [(team.name, team.by_day) for team in state.teams] or [("Everybody", state.by_day)]
    for place, (name, amounts) in enumerate(rows):
        heights = [amounts.get(day.isoformat(), 0) for day in days]
        color = look.SERIES[place % len(look.SERIES)]
        made.add_trace(go.Bar(x=days, y=heights, name=name, marker={"color": color, "line": {"width": 0}}))
    made.update_yaxes(title=shape.unit)
    made.update_layout(showlegend=len(rows) > 1)
    return made


def days_frame(state: ChallengeState, shape: ChallengeFormat) -> pd.DataFrame:
    """A row for each day: the sum of everybody, and of each team."""
    columns = {"all": state.by_day} | {team.name: team.by_day for team in state.teams}
    rows = [
        {"day": day} | {name: amounts.get(day.isoformat(), 0.0) for name, amounts in columns.items()}
        for day in _days(state, shape)
    ]
    return pd.DataFrame(rows, columns=["day", *columns])


def teams_frame(teams: Sequence[TeamLine]) -> pd.DataFrame:
    """A row for each team."""
    rows = [(one.rank, one.id, one.name, one.members, one.active, one.total, one.score) for one in teams]
    return pd.DataFrame(rows, columns=["place", "id", "team", "members", "active", "total", "score"])


def members_frame(lines: Sequence[MemberLine]) -> pd.DataFrame:
    """A row for each member."""
    rows = [(one.rank, one.id, one.name, one.team, one.days, one.total) for one in lines]
    return pd.DataFrame(rows, columns=["place", "id", "name", "team", "days", "total"])


def _wholes(state: ChallengeState, shape: ChallengeFormat) -> list[tuple[str, Mapping[str, float]]]:
    """What is compared with the target, by day: all together, the teams as they are ranked, or the average member."""
    if shape.target_of == "all" or not state.teams:
        share = max(1, state.members) if shape.target_of == "person" else 1
        return [("Everybody", {day: amount / share for day, amount in state.by_day.items()})]
    average = shape.target_of == "person" or shape.team == "average"
    return [
        (team.name, {day: amount / (max(1, team.members) if average else 1) for day, amount in team.by_day.items()})
        for team in state.teams
    ]


def _title(shape: ChallengeFormat) -> str:
    average = shape.target_of == "person" or (shape.target_of == "team" and shape.team == "average")
    return f"{shape.unit} a member" if average else shape.unit


def _days(state: ChallengeState, shape: ChallengeFormat) -> list[date]:
    """From the first day, or the first one with something, to the last one with something."""
    given = sorted(date.fromisoformat(day) for day in state.by_day)
    if not given:
        return []
    first = shape.first_day or given[0]
    return [first + timedelta(days=number) for number in range((given[-1] - first).days + 1)]


def _added_up(by_day: Mapping[str, float], days: Sequence[date]) -> list[float]:
    total, found = 0.0, []
    for day in days:
        total += by_day.get(day.isoformat(), 0.0)
        found.append(round(total, 3))
    return found


def _line(made: go.Figure, place: int, name: str, x: Sequence[date], y: Sequence[float]) -> None:
    made.add_trace(
        go.Scatter(
            x=x,
            y=y,
            name=name,
            mode="lines+markers",
            line={
                "color": look.SERIES[place % len(look.SERIES)],
                "dash": DASHES[place // len(look.SERIES) % len(DASHES)],
                "width": 2,
            },
            hovertemplate="%{x|%d %b}: %{y:,.0f}<extra>%{fullData.name}</extra>",
        )
    )
