"""The kinds of live blocks: one table, and one for values within a line.

A new kind is a row here and an element in the browser (``lib/web/components``): its keys, its documentation and what
sanitising lets through follow from the row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:~-]{0,127}")
DIGEST = re.compile(r"[0-9a-f]{16}")
VALUE_TAG = "tl-value"
SOURCE_TAG = "tl-source"  # the foot of a block
UNITS_S = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a block: what it is for, and which values it takes; *wrong* says of another value what it is not.

    *server*: only the server needs it; the element in the browser does not get it.
    """

    help: str
    pattern: re.Pattern[str]
    wrong: str
    server: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of live block: the element that shows it, what it is for, where its numbers come from, and its keys.

    Exactly one of *subject* is given, if it has any; the first is what a lone value means: ``scoreboard: ID`` is
    ``scoreboard: {event: ID}``. Any of *options* may be given.
    """

    name: str
    tag: str
    help: str
    source: str
    subject: Mapping[str, Key] = field(default_factory=dict)
    options: Mapping[str, Key] = field(default_factory=dict)

    @property
    def keys(self) -> Mapping[str, Key]:
        """All keys."""
        return {**self.subject, **self.options}

    @property
    def attributes(self) -> Mapping[str, re.Pattern[str]]:
        """The attributes that its element may have, and the values that each may take."""
        taken = {name: key.pattern for name, key in self.keys.items() if not key.server}
        if "query" in self.subject:
            taken["block"] = DIGEST
        if self.tag == VALUE_TAG:
            taken["show"] = re.compile(self.name)
        return taken


def _words(help_: str, most: int, what: str, *, server: bool = False) -> Key:
    return Key(help_, re.compile(rf"[^\x00-\x1f\x7f]{{1,{most}}}"), f"is too long for a {what}", server)


_NOT_AN_ID = "is not an id: those are letters, digits and . _ : ~ - within"
_DURATION = re.compile(r"[1-9][0-9]{0,3}[smhdw]")
_COMPETITION = Key("The id of a competition.", ID, _NOT_AN_ID)
_ONE_EVENT = {
    "event": Key("The id of an event, as in the address of its page.", ID, _NOT_AN_ID),
    "competition": Key("The id of a competition: its newest event that is live, or else the last one.", ID, _NOT_AN_ID),
}
_SHOW = Key("`coming`, `results` or `all`; `all` unless said.", re.compile("coming|results|all"), "is none of these")
_LIMIT = Key("At most so many; 10 unless said.", re.compile("[1-9][0-9]?"), "is not a number from 1 to 99")
_QUERY = {
    "query": Key(
        "A query in PromQL.", re.compile(r"(?s)[^\x00]{1,2000}"), "is empty or too long for a query", server=True
    )
}
_SERIES = {
    "title": _words("What stands above it.", 120, "title"),
    "unit": _words("What is counted, such as `points`.", 20, "unit"),
    "last": Key("How far back, such as `30m`, `6h` or `7d`.", _DURATION, "is not a duration such as 6h", server=True),
    "every": Key("How often it is asked; `15s` unless said.", _DURATION, "is not a duration such as 30s", server=True),
}  # fmt: skip
_NAMES = _words("What a line is called, with labels in braces: `{competitor}`.", 120, "name", server=True)

_STAGE = Key("The id of a stage; all that there are unless said.", ID, _NOT_AN_ID)
_GROUP = Key("The id or the short name of one table; all of them unless said.", ID, _NOT_AN_ID)
_MOST = Key("Only so many places of each table.", re.compile("[1-9][0-9]?"), "is not a number from 1 to 99")
_LIVE = Key("`yes`: results count that may still change.", re.compile("yes"), "is not yes")
_SIZE = Key("So many lines at a time; 20 unless said.", re.compile("[1-9][0-9]?"), "is not a number from 1 to 99")

_PANEL = Key(
    "The ids of a dashboard and of a panel in it, such as `match/score`.",
    re.compile(r"[A-Za-z][\w-]{0,63}/[A-Za-z]\w{0,63}", re.ASCII),
    "is not like match/score",
)
_CHOSEN_EVENT = Key("What the dashboard's variable `event` is to be.", ID, _NOT_AN_ID)
_CHOSEN_COMPETITION = Key("What the dashboard's variable `competition` is to be.", ID, _NOT_AN_ID)
_RANGE = Key(
    "How far back, such as `6h`; that of the dashboard unless said.", _DURATION, "is not a duration such as 6h"
)

COMPUTED = "The results of the competition, by its rules in Git."
FOLDED = "The actions recorded of the event, folded by the processor."
ASKED = "A query that the server asks Prometheus."

BLOCKS = {
    kind.name: kind
    for kind in (
        Kind("scoreboard", "tl-scoreboard", "The score and the clock of an event.", FOLDED, _ONE_EVENT),
        Kind("timeline", "tl-timeline", "What happened in an event, the newest first.", FOLDED, _ONE_EVENT),
        Kind("board", "tl-events", "What is on, what comes next and what has just finished.", FOLDED,
             options={"competition": _COMPETITION}),
        Kind("fixtures", "tl-fixtures", "The events of a competition, those to come and those that are over.", FOLDED,
             {"competition": _COMPETITION}, {"show": _SHOW, "limit": _LIMIT}),
        Kind("table", "tl-table", "The tables of a competition, each place with its reason.", COMPUTED,
             {"competition": _COMPETITION}, {"stage": _STAGE, "group": _GROUP, "most": _MOST, "live": _LIVE}),
        Kind("bracket", "tl-bracket", "The knockout of a competition.", COMPUTED,
             {"competition": _COMPETITION}, {"stage": _STAGE, "live": _LIVE}),
        Kind("predictors", "tl-predictors", "Who foretells the scores of a competition best.", COMPUTED,
             {"competition": _COMPETITION}, {"most": _MOST, "live": _LIVE}),
        Kind("leaderboard", "tl-leaderboard", "The order of a race or a challenge, as it changes.", FOLDED,
             _ONE_EVENT, {"size": _SIZE}),
        Kind("stat", "tl-stat", "One number, and how it moved.", ASKED, _QUERY, _SERIES),
        Kind("chart", "tl-chart", "Numbers over time, as lines.", ASKED, _QUERY, {**_SERIES, "names": _NAMES}),
        Kind("panel", "tl-board-panel", "A panel of a dashboard, as it is there.", ASKED, {"panel": _PANEL},
             {"event": _CHOSEN_EVENT, "competition": _CHOSEN_COMPETITION, "range": _RANGE}),
    )
}  # fmt: skip

VALUES = {
    kind.name: kind
    for kind in (
        Kind("score", VALUE_TAG, "The score of an event.", FOLDED, _ONE_EVENT),
        Kind("status", VALUE_TAG, "Where an event is: scheduled, live, final.", FOLDED, _ONE_EVENT),
        Kind("clock", VALUE_TAG, "The clock of an event, while it is on.", FOLDED, _ONE_EVENT),
        Kind("winner", VALUE_TAG, "Who won an event, once it is decided.", FOLDED, _ONE_EVENT),
        Kind("stat", VALUE_TAG, "One number from Prometheus.", ASKED, _QUERY),
    )
}


def elements() -> dict[str, dict[str, list[re.Pattern[str]]]]:
    """The elements of all kinds: by tag and attribute, the values that it may take."""
    allowed: dict[str, dict[str, list[re.Pattern[str]]]] = {SOURCE_TAG: {}}
    for kind in [*BLOCKS.values(), *VALUES.values()]:
        for name, pattern in kind.attributes.items():
            allowed.setdefault(kind.tag, {}).setdefault(name, []).append(pattern)
    return allowed


def seconds(duration: str) -> int:
    """A duration such as ``6h``, in seconds."""
    return int(duration[:-1]) * UNITS_S[duration[-1]]
