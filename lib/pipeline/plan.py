"""``python -m lib plan BASE..HEAD``: what a change of the content does, before it is merged.

Both revisions are those of the repository that the settings name, and may be branches, tags, or commits, with ``~2``
or ``^`` behind them. ``BASE`` alone means ``BASE..HEAD``; with three dots, BASE is the commit from which both go on,
which is what a merge request shows. The facts are the newest states of events in Kafka. Without them a plan would say
that no standing changes, which nobody knows: so the command fails where Kafka is away, unless ``--offline`` asks for
what follows from the files alone.

The exit code is 0 when nothing is otherwise, 1 when HEAD would not be served or something is away, and 2 when it has
effects. Links that break are effects: they are for ``check`` to refuse.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Mapping

import msgspec

from lib.adapters import states
from lib.adapters.git import Repository, bundles, comparisons
from lib.content import effects
from lib.content.effects import Plan, markdown
from lib.content.revision import Place
from lib.errors import BadContent, Unavailable
from lib.settings import Settings
from lib.sport import state
from lib.sport.state import EventState


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("range", metavar="BASE..HEAD", help="two revisions; BASE alone means BASE..HEAD")
    parser.add_argument("--json", action="store_true", help="for programs, instead of Markdown for a merge request")
    parser.add_argument("--offline", action="store_true", help="without facts: tell what follows from the files alone")


def main(settings: Settings, arguments: argparse.Namespace) -> int:
    """Tell the effects; 0 none, 1 HEAD is not good, 2 some."""
    repository = Repository(settings)
    repository.fetch()
    base, head = comparisons.ends(repository, arguments.range)
    plan = made(settings, repository, base, head, None if arguments.offline else _records(settings))
    if arguments.json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(plan)).decode() + "\n")
    elif plan.effects or plan.errors:
        sys.stdout.write(markdown.text(plan))
    return 1 if plan.errors else 2 if plan.effects else 0


def made(settings: Settings, repository: Repository, base: str, head: str, records: Mapping[str, bytes] | None) -> Plan:
    """The plan of two commits, by the newest *records* of ``sport.events``; without them, of what follows from the
    files alone. Raise BadContent where no revision up to *base* is good, and Unavailable."""
    place = Place(settings.content_root.strip("/"), settings.wiki)
    before = bundles.served(repository, place, base)
    try:
        after = bundles.load(repository, place, head, before)
    except BadContent as error:
        return Plan(base=before.sha, head=head, errors=(str(error),))
    facts = _facts(records or {}, {one.id for side in (before, after) for one in side.competitions})
    events = None if records is None else len(facts)
    return Plan(base=before.sha, head=head, events=events, effects=effects.of(before, after, facts))


def _records(settings: Settings) -> dict[str, bytes]:
    try:
        return states.read(settings)
    except Unavailable as away:
        raise Unavailable(f"{away} A plan needs the facts; --offline plans without them.") from None


def _facts(records: Mapping[str, bytes], competitions: Collection[str]) -> dict[str, EventState]:
    """The states of the events of *competitions*; the others are not decoded."""
    declared = {event: state.summary(raw).state.declared for event, raw in records.items()}
    mine = [event for event, one in declared.items() if one and one.competition in competitions]
    return {event: state.decode(records[event]).state for event in mine}
