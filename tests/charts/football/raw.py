"""The recorded matches as Wyscout wrote them, for counts that our own code had no part in."""

from functools import cache
from pathlib import Path

import pytest

from tests.charts.matches import FINAL_2018, drawn, recorded
from tests.recorded import DATA, document

PATHS = {path.stem: path for path in (FINAL_2018, *sorted(DATA.glob("wyscout-*.json.gz")))}
GOAL, OWN_GOAL, ACCURATE = 101, 102, 1801

every_match = pytest.mark.parametrize("path", PATHS.values(), ids=PATHS.keys())


@cache
def match(path: Path):
    """The frame and the state of a match."""
    return drawn(recorded(path))


@cache
def events(path: Path) -> list[dict]:
    """Its events before the shoot-out."""
    return [one for one in document(path)["events"] if one["matchPeriod"] != "P"]


def tags(event: dict) -> set[int]:
    """The numbers of an event's tags."""
    return {one["id"] for one in event["tags"]}


@cache
def teams(path: Path) -> tuple[int, int]:
    """The numbers of both teams, home first."""
    home, away = document(path)["teams"]
    return int(home), int(away)


def is_shot(event: dict) -> bool:
    """A shot, from a free kick or the penalty mark too."""
    return event["eventName"] == "Shot" or event["subEventName"] in {"Free kick shot", "Penalty"}


def is_placed(event: dict) -> bool:
    """Whether it says where from and where to: two corners of the pitch stand for "not known"."""
    places = [(one["x"], one["y"]) for one in event["positions"]]
    return len(places) > 1 and not {(0, 0), (100, 100)} & set(places)
