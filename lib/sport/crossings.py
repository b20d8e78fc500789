"""Which crossing of a checkpoint counts as which lap, and which one is questioned, with the reason.

The rules, and the bugs that they avoid, are in OpenSplitTime's issues #130, #496, #937 and #1552: a crossing is never
lost, a doubtful one never counts until a person confirms it, and two readings of one crossing are one.
"""

from __future__ import annotations

from msgspec import Struct

from lib.sport.actions import Entrant
from lib.sport.field_state import Question, Slot
from lib.sport.participations import PassingFact, StatusFact
from lib.sport.profiles import RaceFormat

STOPPING = {"DNS": "listed as not started", "DNF": "after it did not finish", "LAP": "after it was taken out"}


class Context(Struct, frozen=True):
    """What the effort of each participant depends on besides their own facts."""

    shape: RaceFormat
    starts: dict[str, int]
    entrants: dict[str, Entrant]
    over: int | None
    slots: list[Slot]
    laps_of: dict[str, list[int]]

    def gun(self, wave: str) -> int | None:
        """When a wave was started: by its own gun, or by the one for all."""
        return self.starts.get(wave, self.starts.get(""))


class Course:
    """Fills the slots of one participant, one crossing after the other, the confirmed ones first."""

    def __init__(self, around: Context, gun: int | None, verdict: StatusFact | None, known: bool) -> None:
        self._around = around
        self._gun = gun
        self._verdict = verdict
        self._known = known
        self.taken: dict[int, int] = {}
        self.questions: list[Question] = []

    def take(self, fact: PassingFact) -> None:
        """Give *fact* its slot, or question it; a second reading of a crossing that counts is neither."""
        if self._is_repeated(fact):
            return
        slot = self._slot(fact)
        reason = self._why_nobody(fact) or (slot if isinstance(slot, str) else "")
        if not reason and not fact.data.confirmed:
            reason = self._why_not(fact.moment) or self._out_of_line(slot, fact.moment)
        if reason:
            self._question(fact, reason)
        else:
            self.taken[slot] = fact.moment

    def _question(self, fact: PassingFact, reason: str) -> None:
        said = fact.data
        self.questions.append(
            Question(fact.id, said.who, fact.moment, reason, said.checkpoint, said.lap, fact.recordedby or fact.source)
        )

    def _is_repeated(self, fact: PassingFact) -> bool:
        near, never = self._around.shape.tolerance_s * 1000, float("inf")
        return any(
            abs(self.taken.get(slot, never) - fact.moment) <= near
            for lap, slot in enumerate(self._around.laps_of.get(fact.data.checkpoint, ()), 1)
            if fact.data.lap in (None, lap)
        )

    def _slot(self, fact: PassingFact) -> int | str:
        """The slot that a crossing is of, or why there is none."""
        own = self._around.laps_of.get(fact.data.checkpoint)
        if own is None:
            return f"there is no checkpoint {fact.data.checkpoint}"
        laps, lap = len(own), fact.data.lap
        if lap is None:
            lap = 1 + sum(self.taken.get(slot, fact.moment + 1) <= fact.moment for slot in own)
        if lap > laps:
            return f"lap {lap} of {laps}" if laps > 1 else "passed here before"
        return "passed here before" if own[lap - 1] in self.taken else own[lap - 1]

    def _why_nobody(self, fact: PassingFact) -> str:
        if self._known:
            return ""
        return "not on the list of entries" if fact.data.who else "without a bib"

    def _why_not(self, at: int) -> str:
        if self._gun is not None and at < self._gun:
            return "before the start"
        if self._verdict is not None and self._verdict.data.status in STOPPING:
            word = self._verdict.data.status
            if word == "DNS" or at > self._verdict.at:
                return STOPPING[word]
        if self._around.over is not None and at > self._around.over:
            return "after the end of the event"
        return ""

    def _out_of_line(self, slot: int, at: int) -> str:
        """Whether the order of the course, or the speed, speaks against it."""
        name = self._around.slots
        before = max((n for n, moment in self.taken.items() if moment <= at), default=None)
        after = min((n for n, moment in self.taken.items() if moment > at), default=None)
        if before is not None and before > slot:
            return f"after {name[before].name}"
        if after is not None and after < slot:
            return f"before {name[after].name}"
        since, behind = (self.taken[before], name[before].distance) if before is not None else (self._gun, 0.0)
        if since is None or (name[slot].distance - behind) * 1000 <= self._around.shape.fastest * (at - since):
            return ""
        return "too fast"
