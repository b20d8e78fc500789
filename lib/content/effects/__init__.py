"""Effects: what a change of the content does, before it is made: to standings, brackets, fixtures, pages, and all else
that a revision declares.

    found = of(base, head, states)

Pure: two revisions and the states of events in, effects out. The states are the same on both sides: what is otherwise
follows from the change alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from lib.content.effects import brackets, declared, fixtures, standings, wiki
from lib.content.effects.parts import AREAS, Area, Change, Effect, Place, Plan, Standing
from lib.content.effects.sides import Both, its_own, side
from lib.content.revision import Revision
from lib.sport.state import EventState

__all__ = ["AREAS", "Area", "Change", "Effect", "Place", "Plan", "Standing", "of"]


def of(base: Revision, head: Revision, facts: Mapping[str, EventState]) -> tuple[Effect, ...]:
    """What is otherwise where *head* is served in place of *base*, area by area.

    *facts* are the newest states of events by their ids; without any, what follows from the files alone is told.
    """
    found = chain(
        _competitions(base, head, facts),
        declared.competitions(base, head, facts),
        declared.sports(base, head),
        declared.dashboards(base, head),
        declared.alerts(base, head),
        declared.metrics(base, head),
        declared.access(base, head),
        wiki.changed(base, head),
    )
    return tuple(sorted(found, key=lambda one: AREAS.index(one.area)))


def _competitions(base: Revision, head: Revision, facts: Mapping[str, EventState]) -> Iterator[Effect]:
    """What becomes of the competitions that are declared on both sides."""
    for new in head.competitions:
        old = base.competition(new.id)
        if old is not None:
            states = its_own(new.id, facts)
            both = Both(side(old, states), side(new, states), states)
            yield from _seen(both)
            yield from fixtures.changed(both)


def _seen(both: Both) -> Iterator[Effect]:
    """Tables and brackets by what is certain; as it stands where that has more to say."""
    told = set()
    for live in (False, True):
        for effect in chain(standings.changed(both, live=live), brackets.changed(both, live=live)):
            if (effect.text, effect.why) not in told:
                yield effect
            told.add((effect.text, effect.why))
