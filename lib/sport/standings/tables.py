"""Tables: competitors in order, each with its figures and with why it is above the next."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import zip_longest

from msgspec import Struct, structs

from lib.sport.actions import Competitor
from lib.sport.results import Result
from lib.sport.standings import form
from lib.sport.standings.adjustments import NONE, Adjustments, Correction
from lib.sport.standings.explanation import Neighbours, Reason
from lib.sport.standings.field import Field
from lib.sport.standings.ranking import Ranking
from lib.sport.standings.ruleset import Criterion, Rules


class Row(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A place. *scored* and *conceded* are in what the sport counts, *sets* and *rallies* won and lost.

    *adjusted* are the points that were given, or taken away if negative, apart from games; they are in *points*.
    *shared* says that others have the same *rank*; the ranks after it are skipped. *form* is the last five games, the
    newest last, *streak* a verdict and how often in a row (``W3``). *movement* is how many places up it is, compared
    with another table; *group* is where it comes from, in a table across groups. *explanation* says why it is above
    the next one; *reasons* is the same as data.
    """

    rank: int
    competitor: str
    name: str
    played: int
    won: int
    drawn: int
    lost: int
    scored: int
    conceded: int
    points: int | float
    shared: bool = False
    adjusted: int | float = 0
    conduct: int | float = 0
    sets: tuple[int, int] | None = None
    rallies: tuple[int, int] | None = None
    form: str = ""
    streak: str = ""
    movement: int = 0
    group: str = ""
    explanation: str = ""
    reasons: tuple[Reason, ...] = ()

    @property
    def difference(self) -> int:
        """Scored less conceded."""
        return self.scored - self.conceded


class Table(Struct, frozen=True, kw_only=True):
    """The rows, best first. *remaining* is how many games are to come, as far as that is known."""

    rows: tuple[Row, ...]
    remaining: int = 0

    def row(self, competitor: str) -> Row:
        """The row of a competitor. Raise KeyError."""
        return {row.competitor: row for row in self.rows}[competitor]

    @property
    def order(self) -> list[str]:
        """The competitors, best first."""
        return [row.competitor for row in self.rows]


def table(
    competitors: Iterable[Competitor],
    results: Iterable[Result],
    rules: Rules,
    adjustments: Adjustments = NONE,
    remaining: Iterable[tuple[str, str]] = (),
    at: int | None = None,
) -> Table:
    """The table of *competitors* from the *results* among them; results with somebody else are not its business.

    *remaining* are the pairs that have a game to come, once for each game: some criteria wait for them. *at* is a
    moment in milliseconds since the epoch: what began or was decided later is left out.
    """
    names, adjustments = {one.id: one.name for one in competitors}, adjustments.by(at)
    return ordered(read(names, results, rules, adjustments, remaining, at), rules.criteria, adjustments, names)


def read(
    competitors: Iterable[str],
    results: Iterable[Result],
    rules: Rules,
    adjustments: Adjustments = NONE,
    remaining: Iterable[tuple[str, str]] = (),
    at: int | None = None,
) -> Field:
    """The games of a table and what was decided about it, summed up but not yet in order. All *adjustments* hold."""
    played, ahead = [], list(remaining)
    for one in results:
        if one.home in adjustments.annulled or one.away in adjustments.annulled:
            continue
        if at is None or one.time is None or one.time <= at:
            played.append(one)
        else:
            ahead.append((one.home, one.away))
    field = Field(competitors, played, rules, ahead)
    for correction in adjustments.points:
        if correction.competitor in field.records:
            field.records[correction.competitor].adjust(correction.points)
    return field


def ordered(
    field: Field,
    criteria: Sequence[Criterion],
    adjustments: Adjustments,
    names: Mapping[str, str],
    some: Collection[str] | None = None,
) -> Table:
    """The table of a *field*, or of *some* in it. *names* are by id."""
    ranking = Ranking(field, criteria, adjustments, field.records if some is None else some)
    rank, places = 1, []
    for group in ranking.groups:
        places += [(rank, len(group) > 1, one) for one in sorted(group, key=lambda one: (_by_name(names[one]), one))]
        rank += len(group)
    rows = []
    for (rank, shared, one), below in zip_longest(places, places[1:]):
        why = Neighbours(one, below[2], ranking.trails, field, names) if below else None
        rows.append(_row(field, one, rank, shared, names, why, adjustments))
    return Table(rows=tuple(rows), remaining=field.open())


def moved(after: Table, before: Table) -> Table:
    """*after*, with the movement of each row since *before*."""
    ranks = {row.competitor: row.rank for row in before.rows}
    rows = [structs.replace(row, movement=ranks.get(row.competitor, row.rank) - row.rank) for row in after.rows]
    return Table(rows=tuple(rows), remaining=after.remaining)


def _row(
    field: Field,
    one: str,
    rank: int,
    shared: bool,
    names: Mapping[str, str],
    why: Neighbours | None,
    adjustments: Adjustments,
) -> Row:
    record, games = field.records[one], field.games[one]
    sentences = [why.sentence(adjustments)] if why else []
    sentences += [_adjusted(correction) for correction in adjustments.points if correction.competitor == one]
    return Row(
        rank=rank,
        competitor=one,
        name=names[one],
        played=record.played,
        won=record.won,
        drawn=record.drawn,
        lost=record.lost,
        scored=record.scored,
        conceded=record.conceded,
        points=record.points,
        shared=shared,
        adjusted=record.adjusted,
        conduct=record.conduct,
        sets=(record.sets_won, record.sets_lost) if record.sets_won or record.sets_lost else None,
        rallies=(record.rallies_won, record.rallies_lost) if record.rallies_won or record.rallies_lost else None,
        form=form.form(games),
        streak=form.streak(games),
        explanation=". ".join(sentences),
        reasons=why.reasons if why else (),
    )


def _adjusted(correction: Correction) -> str:
    points = abs(correction.points)
    what = "deducted" if correction.points < 0 else "added"
    because = f" ({correction.reason})" if correction.reason else ""
    return f"{points:g} point{'' if points == 1 else 's'} {what}{because}"


def _by_name(name: str) -> str:
    """Names in the order of a register: case and accents do not matter."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", name.casefold()) if letter.isalnum())
