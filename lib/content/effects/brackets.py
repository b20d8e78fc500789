"""Who has which place of a bracket after the change, who goes on, and who wins a stage."""

from __future__ import annotations

from collections.abc import Iterator

from lib.content import progress
from lib.content.effects.parts import Effect
from lib.content.effects.sides import Both, begun
from lib.content.progress import Stage, Tie


def changed(both: Both, *, live: bool) -> Iterator[Effect]:
    """The ties and the winners that are not the same."""
    ending = ", as it stands" if live else ""
    names = {one.id: one.name for one in (*both.before.official.competitors, *both.after.official.competitors)}
    for old, new in both.stages(live=live):
        known = {tie.id: tie for tie in _ties(old)}
        for level in new.levels:
            # While it is not known who plays in a round, the publisher leaves what was declared of it alone.
            drawn = all(match.decided for tie in level.ties for match in tie.matches)
            for tie in level.ties:
                if tie.id in known:
                    yield from _tie(both, known[tie.id], tie, names, ending, drawn=drawn)
        if old.winner != new.winner:
            yield Effect(
                area="brackets",
                change="changed",
                subject=f"{both.title} · {new.name}{ending}",
                text=f"the winner is {_of(new.winner, names)} instead of {_of(old.winner, names)}",
            )


def _ties(stage: Stage) -> Iterator[Tie]:
    return (tie for level in stage.levels for tie in level.ties)


def _tie(both: Both, old: Tie, new: Tie, names: dict[str, str], ending: str, *, drawn: bool) -> Iterator[Effect]:
    said = [_side(was, is_) for was, is_ in ((old.home, new.home), (old.away, new.away)) if _who(was) != _who(is_)]
    if old.winner != new.winner:
        said.append(f"{_of(new.winner, names)} goes on instead of {_of(old.winner, names)}")
    if said:
        gone, come = ([match.event for match in one.matches if match.event] for one in (old, new))
        played = any(begun(both.states.get(event)) for event in gone)
        yield Effect(
            area="brackets",
            change="changed",
            subject=f"{both.title} · {new.name}{ending}",
            text="; ".join(said),
            why=tuple(_events(both, gone, come, drawn=drawn)),
            warning="It has begun with the sides that it had before." if played else "",
            event=next(iter(come or gone), ""),
        )


def _events(both: Both, gone: list[str], come: list[str], *, drawn: bool) -> Iterator[str]:
    """What becomes of the events of a tie, whose ids say who plays."""
    for event in gone:
        if event not in come and event in both.states:
            left = "is cancelled" if drawn else "stays until it is known who plays in the round"
            yield f"{event} {'stays as it was played' if begun(both.states[event]) else left}"
    for event in come:
        if event not in gone:
            yield f"{event} is declared"


def _who(side: progress.Side) -> tuple[str, str]:
    return side.id, "" if side.id else side.name


def _side(was: progress.Side, is_: progress.Side) -> str:
    return f"{is_.name} instead of {was.name}" + (f" ({is_.slot})" if is_.slot else "")


def _of(id: str, names: dict[str, str]) -> str:
    return names.get(id, id) if id else "nobody"
