"""The plan of leagues and groups: fixtures as they are listed, or drawn so that everybody meets everybody."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Sequence
from zoneinfo import ZoneInfo

from lib.content import dates
from lib.content.dates import When
from lib.content.fixtures import Dates, Draw, Fixture
from lib.content.plans.parts import MEETING, Part, Planned, Table
from lib.content.stages import Groups, League
from lib.sport import schedules, slots
from lib.sport.slots import Slot


def league(stage: League, competitors: Sequence[str], zone: ZoneInfo, ties: Container[str]) -> Part:
    texts = stage.entries or competitors
    entries = tuple(slots.read(text, ties) for text in texts)
    table = Table(id=stage.id, name=stage.name, short=stage.id, entries=entries)
    prefix = f"{stage.prefix}-" if stage.prefix else ""
    if stage.draw is None:
        fixtures, resting = listed(stage.fixtures, stage.id, prefix), []
    else:
        robin = _Robin(stage.draw, stage.dates, zone, stage.fixtures)
        fixtures, resting = robin.draw(stage.id, texts, entries, prefix)
    return Part(stage=stage, entries=entries, tables=(table,), fixtures=tuple(fixtures), resting=tuple(resting))


def groups(stage: Groups, competitors: Sequence[str], zone: ZoneInfo, ties: Container[str]) -> Part:
    robin = _Robin(stage.draw, stage.dates, zone, stage.fixtures) if stage.draw else None
    tables, fixtures, resting = [], [], []
    for group in stage.groups:
        entries = tuple(slots.read(text, ties) for text in group.entries)
        tables.append(Table(id=group.id, name=group.name, short=group.short or group.id, entries=entries))
        if robin is None:
            own = [one for one in stage.fixtures if one.home in group.entries]
            fixtures += listed(own, group.id, f"{group.id}-")
        else:
            drawn, byes = robin.draw(group.id, group.entries, entries, f"{group.id}-")
            fixtures += drawn
            resting += byes
    return Part(stage=stage, tables=tuple(tables), fixtures=tuple(fixtures), resting=tuple(resting))


def listed(fixtures: Iterable[Fixture], table: str = "", prefix: str = "") -> list[Planned]:
    """The fixtures that a file lists, rounds numbered as they first appear."""
    numbers: dict[str, int] = {}
    met: Counter[tuple[str, str]] = Counter()
    planned = []
    for one in fixtures:
        id = one.id or prefix + _again(met, (one.home, one.away)).format(home=one.home, away=one.away)
        planned.append(
            Planned(
                uid=id,
                id=id,
                home=one.home,
                away=one.away,
                table=table,
                number=numbers.setdefault(one.round, len(numbers) + 1) if one.round else 0,
                round=one.round,
                when=When(one.start, one.day, one.venue),
            )
        )
    return planned


class _Robin:
    """Draws round robins whose rounds are played at the same time: boards count on from one to the next."""

    def __init__(self, draw: Draw, days: Dates | None, zone: ZoneInfo, moved: Iterable[Fixture]) -> None:
        self._draw, self._dates, self._zone = draw, days, zone
        self._boards: Counter[int] = Counter()
        self._moved: dict[tuple[str, str], list[Fixture]] = defaultdict(list)
        for one in moved:
            self._moved[one.home, one.away].append(one)

    def draw(
        self, table: str, texts: Sequence[str], entries: Sequence[Slot], prefix: str
    ) -> tuple[list[Planned], list[tuple[int, Slot]]]:
        """The fixtures of one table, and who rests in which round."""
        by_text = dict(zip(texts, entries, strict=True))
        order = texts if self._draw.seed is None else schedules.drawn(texts, self._draw.seed)
        met: Counter[tuple[str, str]] = Counter()
        fixtures, resting = [], []
        for round in schedules.round_robin(order, self._draw.legs):
            for pair in round.pairs:
                fixtures.append(self._fixture(table, prefix, round.number, pair, by_text, met))
            if round.resting is not None:
                resting.append((round.number, by_text[round.resting]))
        return fixtures, resting

    def _fixture(
        self,
        table: str,
        prefix: str,
        number: int,
        pair: tuple[str, str],
        by_text: dict[str, Slot],
        met: Counter[tuple[str, str]],
    ) -> Planned:
        board = self._boards[number]
        self._boards[number] += 1
        moved = self._moved[pair].pop(0) if self._moved[pair] else None
        home, away = (by_text[text] for text in pair)
        id = prefix + _again(met, pair)
        if isinstance(home, str) and isinstance(away, str):
            id = id.format(home=home, away=away)
        when = dates.of_game(self._dates, number - 1, board, self._zone)
        if moved:
            id, when = moved.id or id, When(moved.start, moved.day, moved.venue).otherwise(when)
        return Planned(
            uid=id if "{" not in id else f"{table}-{number}-{board + 1}",
            id=id,
            home=home,
            away=away,
            table=table,
            number=number,
            round=f"Round {number}",
            when=when,
        )


def _again(met: Counter[tuple[str, str]], pair: tuple[str, str]) -> str:
    """The pattern of an id for the next time that a pair meets at the same place."""
    met[pair] += 1
    return MEETING if met[pair] == 1 else f"{MEETING}-{met[pair]}"
