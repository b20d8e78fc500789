"""Why one is above the next, in words: what they are level on, and what separates them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import groupby, takewhile

from msgspec import Struct

from lib.sport.standings import words
from lib.sport.standings.adjustments import NONE, Adjustments
from lib.sport.standings.field import Field
from lib.sport.standings.games import Game
from lib.sport.standings.measures import Value
from lib.sport.standings.ranking import Step

MOST_NAMES = 4
HOW = {
    "extra-time": " after extra time",
    "shootout": " after a shoot-out",
    "awarded": " (awarded)",
    "forfeited": " (forfeited)",
}
UNTOLD = {"sets-difference", "sets-ratio", "rallies-difference", "rallies-ratio", "net-run-rate", "last-game", "kicks"}


class Reason(Struct, frozen=True, omit_defaults=True):
    """One comparison of two neighbours: in *measure*, the upper one has *mine*, the other one *theirs*.

    *among* are those whose games among each other were looked at, empty for all games; *outside* is the third one that
    both were measured by. A comparison that has to wait for *open* games, or lacks its data, has no numbers.
    """

    measure: str
    mine: float | None = None
    theirs: float | None = None
    among: tuple[str, ...] = ()
    outside: str = ""
    open: int = 0


class Neighbours:
    """Two who follow each other in a table, and the comparisons that both went through together."""

    def __init__(
        self, upper: str, lower: str, trails: Mapping[str, Sequence[Step]], field: Field, names: Mapping[str, str]
    ) -> None:
        self.upper, self.lower, self._field, self._names = upper, lower, field, names
        together = takewhile(lambda pair: pair[0] is pair[1], zip(trails[upper], trails[lower], strict=False))
        self._steps = [step for step, _ in together]
        self._decisive = {id(step) for step in self._steps if not self._equal(step)}

    @property
    def shared(self) -> bool:
        """Whether nothing separates them."""
        return not self._decisive

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The comparisons as data."""
        return tuple(
            Reason(
                measure=step.measure,
                mine=_plain(step.values.get(self.upper)),
                theirs=_plain(step.values.get(self.lower)),
                among=step.concerned if step.among == "tied" else (),
                outside=step.outside,
                open=step.open,
            )
            for step in self._steps
        )

    def sentence(self, adjustments: Adjustments) -> str:
        """The comparisons in words."""
        clauses = [
            clause
            for _, steps in groupby(self._steps, key=_games_looked_at)
            for clause in self._clauses(list(steps), adjustments)
        ]
        name, said = self._names[self.lower], "; ".join(clauses)
        if self.shared:
            return f"level with {name} {said.removeprefix('level ')}".rstrip()
        return f"above {name}: {said}"

    def _clauses(self, steps: list[Step], adjustments: Adjustments) -> list[str]:
        """What comparisons in the same games say."""
        first, compared = steps[0], [step for step in steps if not step.open]
        waiting = [self._waiting(step) for step in steps if step.open]
        if first.among == "all":
            told = self._overall(compared, adjustments)
            level = sum(one.startswith("level on") for one in told[:1])
            return [*told[:level], *waiting, *told[level:]]
        if first.among == "outside":
            return [*waiting, *self._outside(compared)]
        if len(first.concerned) == 2:
            return [*waiting, *self._head_to_head(compared)]
        return [*waiting, *self._in_some_games(self._among(first.concerned), compared)]

    def _overall(self, steps: list[Step], adjustments: Adjustments) -> list[str]:
        level = [phrase for step in steps if self._level(step) and (phrase := self._phrase(step))]
        clauses = [f"level on {', '.join(level)}"] if level else []
        clauses += [self._comparison(step, adjustments) for step in steps if not self._level(step)]
        if any(step.measure == "lot" and not step.known for step in steps):
            clauses.append("a lot has to decide")
        return clauses

    def _in_some_games(self, where: str, steps: list[Step]) -> list[str]:
        level = [phrase for step in steps if self._level(step) and (phrase := self._phrase(step))]
        decisive = [self._comparison(step, NONE) for step in steps if not self._level(step)]
        said = [f"level on {', '.join(level)}"] if level else []
        return [f"{where} {', and '.join(said + decisive)}"] if said or decisive else []

    def _outside(self, steps: list[Step]) -> list[str]:
        """Against others, one after the other: those against whom they are level are told in one."""
        level, decisive = [], []
        for other, against in groupby(steps, key=lambda step: step.outside):
            compared = list(against)
            if all(self._level(step) for step in compared):
                level.append(self._names[other])
            else:
                decisive += self._in_some_games(f"in the games with {self._names[other]}", compared)
        if level:
            who = words.enumeration(level) if len(level) <= MOST_NAMES else f"{len(level)} others"
            return [f"level in the games with {who}", *decisive]
        return decisive

    def _head_to_head(self, steps: list[Step]) -> list[str]:
        """The scores of two who were compared by their own games, and what they come to where that is not plain."""
        games = self._field.between(self.upper, self.lower)
        if not games:
            return ["no game between them so far"] if steps else []
        decisive = [step for step in steps if not self._level(step)]
        match decisive[0].measure if decisive else "":
            case "last-game":
                return [f"last game between them {self._score(games[-1])}"]
            case "":
                steps = [step for step in steps if step.known]
                return [f"head-to-head {', '.join(map(self._score, games))}"] if steps else []
        plain = len(games) == 1 and decisive[0].measure in {"points", "wins"}
        told = "" if plain else f": {self._comparison(decisive[0], NONE)}"
        return [f"head-to-head {', '.join(map(self._score, games))}{told}"]

    def _score(self, game: Game) -> str:
        """The score as the upper one sees it."""
        mine, theirs = game.score if game.result.home == self.upper else game.score[::-1]
        return f"{mine}\u2013{theirs}{HOW.get(game.result.outcome, '')}"

    def _waiting(self, step: Step) -> str:
        alone = words.name(step.measure, self._field.rules.unit, step.list)
        what = {"tied": "head-to-head", "outside": "games with others"}.get(step.among, alone)
        return f"{what} open ({step.open} game{'' if step.open == 1 else 's'} to come)"

    def _among(self, concerned: Sequence[str]) -> str:
        if len(concerned) > MOST_NAMES:
            return f"head-to-head among the {len(concerned)} who are level"
        return f"head-to-head among {words.enumeration([self._names[one] for one in concerned])}"

    def _phrase(self, step: Step) -> str:
        """What the two have in common; nothing of what was never counted or cannot be told."""
        value = step.values.get(self.upper)
        if value is None or (step.measure in UNTOLD and not value):
            return ""
        return words.phrase(step.measure, value, self._field.rules.unit, step.list)

    def _comparison(self, step: Step, adjustments: Adjustments) -> str:
        if step.measure == "lot":
            return next(lot.how for lot in adjustments.lots if step.values.keys() <= set(lot.order))
        if step.measure == "kicks":
            return f"kicks {step.values[self.upper]}\u2013{step.values[self.lower]}"
        return words.comparison(
            step.measure, step.values[self.upper], step.values[self.lower], self._field.rules.unit, step.list
        )

    def _level(self, step: Step) -> bool:
        return id(step) not in self._decisive

    def _equal(self, step: Step) -> bool:
        return not step.known or step.values[self.upper] == step.values[self.lower]


def _games_looked_at(step: Step) -> tuple[str, tuple[str, ...]]:
    return (step.among, step.concerned if step.among != "all" else ())


def _plain(value: Value) -> float | int | None:
    return float(value) if type(value) is Fraction else value  # an instance check would ask an abstract class
