"""Expected goals: how likely a shot from a place becomes a goal.

The model is the logistic regression of D. Sumpter's *Soccermatics*, lesson 2, "Fitting the xG model"
(https://soccermatics.readthedocs.io/en/latest/gallery/lesson2/plot_xGModelFit.html), fitted there on 8,451 shots of the
Premier League 2017/18 in Wyscout's data. It knows the place alone: not the keeper, the pressure, the foot or the head.
Nothing of it is calibrated on the matches shown here.
"""

from __future__ import annotations

import numpy as np

from lib.charts import pitch

MODEL = (
    "Expected goals: logistic model of the shot's place alone (Sumpter, Soccermatics; 8,451 shots of the Premier "
    "League 2017/18), not calibrated for this competition. A penalty counts 0.79."
)
PENALTY = 0.79  # the share of penalties that are scored, as Opta counts them
GOAL_M = 7.32  # IFAB Laws of the Game 1.10
FARTHEST_M = pitch.LENGTH_M / 2  # the model's parabola turns up again beyond what it was fitted on


def goals(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The probability that a shot from (*x*, *y*), in per cent of the pitch seen by the side that shoots, is a goal.

    NaN where the place is not known.
    """
    depth = np.minimum((100 - np.asarray(x, dtype="float64")) * pitch.LENGTH_M / 100, FARTHEST_M)
    aside = np.abs(np.asarray(y, dtype="float64") - 50) * pitch.WIDTH_M / 100
    distance, angle = np.hypot(depth, aside), opening(depth, aside)
    logit = (
        0.5103
        + 0.6338 * angle
        - 0.2798 * distance
        + 0.1243 * depth
        - 0.0300 * aside
        + 0.0014 * depth**2
        + 0.0041 * aside**2
        - 0.1251 * angle * depth
    )
    return 1 / (1 + np.exp(-logit))


def opening(depth: np.ndarray, aside: np.ndarray) -> np.ndarray:
    """The angle in radians in which the goal is seen, *depth* metres before its line and *aside* of its middle."""
    return np.arctan2(GOAL_M * depth, depth**2 + aside**2 - (GOAL_M / 2) ** 2)
