"""A competition on each side of a change: what its file declares, and how far it has come by the same facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from lib.content import progress
from lib.content.competitions import Competition
from lib.content.progress import Match, Progress, Stage
from lib.sport.state import COMING, EventState


class Side(Struct, frozen=True):
    """*official* is what is certain, *stands* what would be if everything ended now."""

    competition: Competition
    official: Progress
    stands: Progress


class Both(Struct, frozen=True):
    """A competition that is declared on both sides of a change. *states* are those of its events, by their id."""

    before: Side
    after: Side
    states: Mapping[str, EventState]

    @property
    def title(self) -> str:
        """What people call it, after the change."""
        return self.after.competition.title

    def stages(self, *, live: bool) -> Iterator[tuple[Stage, Stage]]:
        """The stages that are there before and after, official or as it stands."""
        old, new = ((one.stands if live else one.official).stages for one in (self.before, self.after))
        known = {one.id: one for one in old}
        return ((known[one.id], one) for one in new if one.id in known)


def side(competition: Competition, states: Mapping[str, EventState]) -> Side:
    """A competition with how far it has come."""
    return Side(competition, progress.of(competition, states), progress.of(competition, states, as_it_stands=True))


def its_own(competition: str, states: Mapping[str, EventState]) -> dict[str, EventState]:
    """The states of the events of one competition."""
    return {event: one for event, one in states.items() if one.declared and one.declared.competition == competition}


def begun(state: EventState | None) -> str:
    """What to look at twice if an event is touched that has begun: a sentence, or nothing."""
    if state is None or state.status in COMING or state.status == "cancelled":
        return ""
    return f"It has begun already: it is {state.status}."


def versus(match: Match) -> str:
    """A match in words."""
    return f"{match.home.name} – {match.away.name}"
