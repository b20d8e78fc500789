"""The analysis of a match on its page: chances, threat, the ball, passes; drawn anew while it goes on."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lib.charts import frames
from lib.charts.football import chances, momentum, passes, possession, shots
from lib.sport.state import EventState
from lib.web import figures, resources

SPORTS = {"football"}
NOTHING = (
    "Shots, passes and touches are recorded as plays, and there are none: they come with an imported match "
    "(`python -m lib import`) or from a device that sends them."
)


def event_analysis(event: str) -> None:
    """All analyses of *event*, or a sentence why there are none. Raise Unavailable."""
    feed = resources.node().feed
    state = feed.record(event).state
    if state.declared is None or state.declared.sport not in SPORTS:
        st.info("Shots, momentum, passes and chances are analysed for football.", icon=":material/query_stats:")
        return
    actions = frames.actions_frame(feed.actions(event))
    _chances(actions, state)
    if (actions["kind"] == "play").any():
        _plays(actions, state)
    else:
        st.info(NOTHING, icon=":material/query_stats:")
    _download(event, actions)


def _chances(actions: pd.DataFrame, state: EventState) -> None:
    figures.chart("Win probability", chances.chart(actions, state), key=f"analysis.chances.{state.id}")
    figures.table("Win probability", chances.table(actions, state), key=f"{state.id}-win-probability")


def _plays(actions: pd.DataFrame, state: EventState) -> None:
    figures.chart("Momentum", momentum.chart(actions, state), key=f"analysis.momentum.{state.id}")
    figures.table("Momentum", momentum.table(actions, state), key=f"{state.id}-momentum")
    figures.chart("Shots and expected goals", shots.shot_map(actions, state), key=f"analysis.shots.{state.id}")
    figures.chart("Expected goals so far", shots.race(actions, state), key=f"analysis.race.{state.id}")
    figures.table("Shots", shots.table(actions, state), key=f"{state.id}-shots")
    figures.chart("Possession by minute", possession.chart(actions, state), key=f"analysis.possession.{state.id}")
    figures.table("Possession", possession.table(actions, state), key=f"{state.id}-possession")
    network = passes.table(actions, state)
    for side, name in enumerate(frames.names(state)):
        drawn = passes.network(actions, state, side)
        figures.chart(f"Pass network {name}", drawn, key=f"analysis.passes.{side}.{state.id}")
        counted = passes.players(network[network["side"] == side])
        figures.table(f"Passes {name}", counted, key=f"{state.id}-passes-{side}")


def _download(event: str, actions: pd.DataFrame) -> None:
    figures.file(
        "All actions as Parquet",
        lambda: actions.to_parquet(index=False),
        f"{event}.parquet",
        "application/vnd.apache.parquet",
        key=f"analysis.parquet.{event}",
    )
