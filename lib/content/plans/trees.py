"""The plan of a knockout: the bracket as it is listed, or drawn from entries, with the games of each tie."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from zoneinfo import ZoneInfo

from lib.content import dates
from lib.content.dates import When
from lib.content.fixtures import words
from lib.content.plans.parts import MEETING, Duel, Level, Part, Planned
from lib.content.stages import Knockout, Round, Tie
from lib.sport import brackets, schedules, slots
from lib.sport.brackets import Form
from lib.sport.slots import Slot


def knockout(stage: Knockout, competitors: Sequence[str], zone: ZoneInfo, ties: Container[str]) -> Part:
    entries, rounds = (), stage.rounds
    if not any(one.ties for one in rounds):
        texts = stage.entries or competitors
        if stage.order == "drawn":
            texts = schedules.drawn(texts, stage.seed)
        entries = tuple(slots.read(text, ties) for text in texts)
        rounds = []
    known = {tie.id for one in rounds for tie in one.ties} | {*ties}
    explicit = [(one.id, one, [(tie, _read(tie, known)) for tie in one.ties]) for one in rounds]
    levels = [_level(stage, id, declared, found, zone) for id, declared, found in explicit or _bracket(stage, entries)]
    return Part(stage=stage, entries=entries, levels=tuple(levels))


def _bracket(
    stage: Knockout, entries: Sequence[Slot]
) -> Iterator[tuple[str, Round | None, list[tuple[Tie | None, brackets.Tie]]]]:
    """The rounds of a bracket that is drawn, each with what the file says of it; the last ones are the same for all."""
    first = brackets.arranged(entries, seeded=stage.order == "seeded")
    tree = brackets.tree(first, third_place=stage.third_place)
    declared = [*stage.rounds, *[None] * (len(tree) - len(stage.rounds))]
    place = next((number for number, ties in enumerate(tree) if ties[0].id == brackets.THIRD_PLACE), None)
    if (
        place is not None
        and declared[-1] is None
        and all(one is None or one.id != brackets.THIRD_PLACE for one in declared)
    ):
        declared.insert(place, declared.pop())  # the match for third place is the round that the file leaves out
    for ties, said in zip(tree, declared, strict=True):
        id = said.id if said else re.sub(r"-\d+$", "", ties[0].id)
        yield id, said, [(None, tie) for tie in ties]


def _level(
    stage: Knockout, id: str, said: Round | None, found: list[tuple[Tie | None, brackets.Tie]], zone: ZoneInfo
) -> Level:
    form = Form(
        legs=_or(said and said.legs, stage.legs),
        best_of=_or(said and said.best_of, stage.best_of),
        away_goals=_or(said and said.away_goals, stage.away_goals),
    )
    name = said.name if said else words(id)
    duels = []
    for board, (declared, tie) in enumerate(found):
        title = (declared and declared.title) or _title(tie.id)
        games = tuple(
            _game(stage, id, name, tie, form, number, _when(declared, said, number, board, zone))
            for number in range(form.most)
        )
        duels.append(Duel(id=tie.id, name=title, home=tie.home, away=tie.away, games=games))
    return Level(id=id, name=name, form=form, duels=tuple(duels), declared=said)


def _title(id: str) -> str:
    """A tie's id as a title: ``m74`` becomes ``Match 74``."""
    number = re.fullmatch(r"m?(\d+)", id)
    return f"Match {number[1]}" if number else words(id)


def _game(stage: Knockout, round: str, name: str, tie: brackets.Tie, form: Form, number: int, when: When) -> Planned:
    home, away = (tie.home, tie.away) if number % 2 == 0 else (tie.away, tie.home)
    return Planned(
        uid=f"{stage.id}-{tie.id}" + (f"-{number + 1}" if form.most > 1 else ""),
        id=f"{round}-{MEETING}" + (f"-{number + 1}" if form.best_of > 1 else ""),
        home=home,
        away=away,
        round=name,
        when=when,
    )


def _when(declared: Tie | None, said: Round | None, number: int, board: int, zone: ZoneInfo) -> When:
    """When a game of a tie is: the first one as the tie says, all others as their round does."""
    general = dates.of_game(said.dates if said else None, number, board, zone)
    if declared is None or number:
        return general
    return When(declared.start, declared.day, declared.venue).otherwise(general)


def _read(tie: Tie, ties: Container[str]) -> brackets.Tie:
    return brackets.Tie(tie.id, slots.read(tie.home, ties), slots.read(tie.away, ties))


def _or(own: object, otherwise: object):
    return otherwise if own is None else own
