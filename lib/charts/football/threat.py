"""Expected threat: how much nearer to a goal an action brought the ball.

The values are the published grid of K. Singh, *Introducing Expected Threat* (2018),
https://karun.in/blog/expected-threat.html, ``open_xt_12x8_v1.json``: for each of 12 by 8 zones the probability that
a side with the ball there scores in its next few actions.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib.charts import frames
from lib.charts.football import shots
from lib.sport.state import EventState

MODEL = "Threat: of a pass, the expected threat (K. Singh's published grid, 2018) that it added; of a shot, its xG."
PASSES = frozenset({"pass", "corner-kick", "free-kick", "throw-in", "goal-kick", "kick-off", "carry", "take-on"})
FAILED = frozenset({"incomplete", "offside", "out", "lost"})

# A row for each zone from the touchline to the middle, a column from the own goal to the other one; mirrored below.
_HALF = (
    (0.00638303, 0.00779616, 0.00844854, 0.00977659, 0.01126267, 0.01248344,
     0.01473596, 0.01745060, 0.02122129, 0.02756312, 0.03485072, 0.03792590),
    (0.00750072, 0.00878589, 0.00942382, 0.01059490, 0.01214719, 0.01384540,
     0.01611813, 0.01870347, 0.02401521, 0.02953272, 0.04066992, 0.04647721),
    (0.00887990, 0.00977745, 0.01001304, 0.01110462, 0.01269174, 0.01429128,
     0.01685596, 0.01935132, 0.02412240, 0.02855202, 0.05491138, 0.06442595),
    (0.00941056, 0.01082722, 0.01016549, 0.01132376, 0.01262646, 0.01484598,
     0.01689528, 0.01997070, 0.02385149, 0.03511326, 0.10805102, 0.25745362),
)  # fmt: skip
GRID = np.array([*_HALF, *_HALF[::-1]])


def at(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The threat of having the ball at (*x*, *y*), in per cent of the pitch seen by the side that has it."""
    rows, columns = GRID.shape
    column = np.clip(np.floor(np.asarray(x, dtype="float64") / 100 * columns), 0, columns - 1)
    row = np.clip(np.floor(np.asarray(y, dtype="float64") / 100 * rows), 0, rows - 1)
    known = ~(np.isnan(column) | np.isnan(row))
    values = np.full(column.shape, np.nan)
    values[known] = GRID[row[known].astype("int64"), column[known].astype("int64")]
    return values


def table(frame: pd.DataFrame, state: EventState) -> pd.DataFrame:
    """A row for each action that brought the ball nearer to a goal, by time: who, what, and its ``threat``."""
    acting = frames.in_play(frame, state)
    moved = acting[acting["play"].isin(PASSES) & ~acting["outcome"].isin(FAILED)]
    gained = at(moved["end_x"], moved["end_y"]) - at(moved["x"], moved["y"])
    moved = moved.assign(threat=gained)
    shot = shots.table(frame, state).assign(play="shot", threat=lambda rows: rows["xg"])
    wanted = ["minute", "shown", "side", "participant", "member", "play", "outcome", "threat"]
    rows = pd.concat([moved[moved["threat"] > 0][wanted], shot.dropna(subset="threat")[wanted]])
    return rows.sort_values("minute", kind="stable").reset_index(drop=True)
