"""Matches to draw, out of recordings and by hand."""

from types import SimpleNamespace

import pandas as pd
import plotly.graph_objects as go

from lib.adapters import importers
from lib.charts import frames
from lib.settings import ROOT
from lib.sport import fold
from lib.sport.actions import Action
from lib.sport.state import EventState

FINAL_2018 = ROOT / "content" / "demo" / "world-cup-2018-final.json.gz"
QUARTER_FINAL_2018 = ROOT / "tests" / "data" / "wyscout-2058012.json.gz"


def recorded(path) -> list[Action]:
    """The actions of a recorded match."""
    return importers.read(path.name, path.read_bytes())


def source(figure: go.Figure) -> str:
    """What is said under a figure of how its numbers came."""
    [said] = [one.text.replace("<br>", " ") for one in figure.layout.annotations if one.name == "source"]
    return said


def drawn(actions: list[Action]) -> tuple[pd.DataFrame, EventState]:
    """The actions as a frame, and what they mean."""
    located = [SimpleNamespace(action=action, partition=3, offset=100 + n) for n, action in enumerate(actions)]
    return frames.actions_frame(located), fold.fold(actions[0].subject, actions)
