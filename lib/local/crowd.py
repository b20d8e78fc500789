"""Those who watch what the demo plays: departments that predict the next match and cheer at points."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import timedelta

from lib.adapters.importers.script import Script
from lib.sport.actions import Action, Score

DEPARTMENTS = (
    "Canteen",
    "Design",
    "Finance",
    "Legal",
    "Logistics",
    "People",
    "Research",
    "Sales",
    "Support",
    "Workshop",
)
SETS = ([3, 0], [3, 1], [3, 2], [2, 3], [1, 3], [0, 3])
LOUD_S = 4  # how long a point is cheered at


def predictions(announced: Action, seed: int) -> list[Action]:
    """What some departments predict of a match in sets that was *announced*, each a moment after the other."""
    chance, script, at = random.Random(f"{announced.subject}-{seed}"), Script(announced.subject, "demo"), announced.time
    for name in chance.sample(DEPARTMENTS, 7):
        at += timedelta(milliseconds=chance.randint(20, 200))
        script.add("prediction", at, voter=f"demo-{name.lower()}", name=name, score=chance.choice(SETS))
    return script.actions


def loud(played: Sequence[Action], seed: int) -> list[Action]:
    """What is *played*, with the cheers at its points, in the order of their time."""
    if not played:
        return []
    chance, script = random.Random(f"{played[0].subject}-{seed}"), Script(played[0].subject, "demo")
    for point in played:
        if isinstance(point.data, Score):
            _cheers(script, point, chance)
    return sorted([*played, *script.actions], key=lambda one: one.order)


def _cheers(script: Script, point: Action, chance: random.Random) -> None:
    """Loud at once, then less and less."""
    left = chance.randint(2, 40)
    for second in range(1, LOUD_S):
        if left:
            at = point.time + timedelta(seconds=second * 0.8)
            script.add("cheer", at, participant=point.data.credited_to or point.data.participant, count=left)
        left //= 3
