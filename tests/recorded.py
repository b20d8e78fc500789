"""The recorded matches that tests read: real data, with credits beside it."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lib.settings import ROOT
from lib.sport import fold
from lib.sport.actions import Action
from lib.sport.state import EventState

DATA = Path(__file__).parent / "data"
DEMO = ROOT / "content" / "demo"
WORLD_CUPS = (DATA / "worldcup-2018.json.gz", DATA / "worldcup-2022.json.gz", DEMO / "worldcup-2026.json")
LEAGUE = DATA / "premier-league-2022-23.json.gz"
FINAL = DEMO / "world-cup-2018-final.json.gz"
LINEUPS = DEMO / "world-cup-2018-final-lineups.jsonl"


def document(path: Path) -> dict[str, Any]:
    """A file's JSON."""
    raw = path.read_bytes()
    return json.loads(gzip.decompress(raw) if path.suffix == ".gz" else raw)


def states(recorded: Iterable[Action]) -> dict[str, EventState]:
    """The state of each event, in the order of the file."""
    by_event: dict[str, list[Action]] = defaultdict(list)
    for action in recorded:
        by_event[action.subject].append(action)
    return {event: fold.fold(event, its_actions) for event, its_actions in by_event.items()}
