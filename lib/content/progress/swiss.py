"""Swiss stages: the rounds that were drawn, and the next one as soon as the last is over.

A round stands as it was drawn once its first game has begun; until then, a correction of an earlier result draws it
again. So facts that are the same give the same rounds, and a correction that comes late changes no game that was
played.
"""

from __future__ import annotations

from collections.abc import Sequence

from lib.content import dates
from lib.content.plans import Part, Planned
from lib.content.progress import facts, prose, tables
from lib.content.progress.ground import Ground
from lib.content.progress.parts import Match, Resting, Stage
from lib.content.stages import Swiss
from lib.sport import swiss
from lib.sport.standings import Correction, Rules
from lib.sport.standings.games import Scoring
from lib.sport.swiss import CannotPair, Pairing, Played, Points, Round


def play(part: Part, ground: Ground) -> Stage:
    """How far a Swiss stage has come."""
    stage: Swiss = part.stage
    rounds = _Rounds(part, ground)
    rounds.go_on()
    matches = [match for drawn in rounds.matches for match in drawn]
    last = next((match.number for match in matches if match.round == ground.round), stage.rounds)
    byes = [
        Correction(one.side.id, rounds.points.bye, f"no opponent in round {one.number}")
        for one in rounds.resting
        if one.number <= last
    ]
    made = tables.ranked(part.tables[0], stage, matches, ground, bonus=byes)
    ground.occupants.add(made.ranking)
    complete = rounds.over and made.table.complete
    return Stage(
        id=stage.id,
        name=stage.name,
        kind="swiss",
        complete=complete,
        winner=tables.winner(made.ranking) if complete else "",
        tables=(made.table,),
        matches=tuple(matches),
        resting=tuple(rounds.resting),
        rounds=tables.rounds(matches, ground),
        rules=prose.tables(stage, ground.competition),
        problem=rounds.problem,
    )


class _Rounds:
    """The rounds one after the other, as far as they can be drawn."""

    def __init__(self, part: Part, ground: Ground) -> None:
        self._stage: Swiss = part.stage
        self._ground = ground
        self._sides = {side.id: side for slot in part.entries if (side := ground.occupants.side(slot)).id}
        self._waiting = len(self._sides) < len(part.entries)
        self._rules = ground.competition.rules_of(self._stage)
        self.points = _points(self._rules, self._stage.bye)
        self.matches: list[list[Match]] = []
        self.resting: list[Resting] = []
        self.problem = ""
        self.over = False
        self._played: tuple[Round, ...] = ()

    def go_on(self) -> None:
        """Draw round after round, while the one before is over."""
        if self._waiting:
            return
        for number in range(1, self._stage.rounds + 1):
            try:
                drawn = self._pair(number)
            except CannotPair as error:
                self.problem = str(error)
                return
            matches = [self._match(number, board, *pair) for board, pair in enumerate(drawn.pairs)]
            self.matches.append(matches)
            if drawn.bye:
                self.resting.append(Resting(number, self._sides[drawn.bye]))
            if not all(self._final(match) for match in matches):
                return
            self._played += (Round(tuple(self._as_played(match) for match in matches), drawn.bye),)
        self.over = True

    def _pair(self, number: int) -> Pairing:
        absent = frozenset(
            one.competitor
            for one in self._stage.absences
            if number in one.rounds or (one.since is not None and one.since <= number)
        )
        drawn = swiss.pair(tuple(self._sides), self._played, self._stage.rounds, self.points, absent)
        begun, standing = self._declared(number)
        if begun <= {*drawn.pairs}:
            return drawn
        present = [one for one in self._sides if one not in absent]
        return _completed(standing, present)

    def _declared(self, number: int) -> tuple[set[tuple[str, str]], list[tuple[str, str]]]:
        """The pairs of a round whose game has begun, and all that were declared, those first."""
        begun, waiting = [], []
        for state in self._ground.facts.beginning(f"{self._stage.id}-{number}-"):
            pair = tuple(one.id for one in state.declared.competitors)
            if state.status != "cancelled":
                (begun if facts.begun(state) else waiting).append(pair)
        return {*begun}, [*begun, *waiting]

    def _match(self, number: int, board: int, home: str, away: str) -> Match:
        planned = Planned(
            uid=f"{self._stage.id}-{number}-{board + 1}",
            id=f"{self._stage.id}-{number}-{home}-{away}",
            home=home,
            away=away,
            table=self._stage.id,
            number=number,
            round=f"Round {number}",
            when=dates.of_game(self._stage.dates, number - 1, board, self._ground.competition.time_zone),
        )
        return self._ground.facts.match(planned, self._sides[home], self._sides[away])

    def _final(self, match: Match) -> bool:
        result = self._ground.facts.result(match.event)
        return result is not None and result.status == "official"

    def _as_played(self, match: Match) -> Played:
        result = self._ground.facts.result(match.event)
        home, away = match.home.id, match.away.id
        if result.outcome in {"cancelled", "abandoned"}:
            return Played(home, away, "D", forfeited=True)
        verdict, other = Scoring(self._rules).game(result).verdicts
        nobody = verdict == other == "L"
        return Played(home, away, "D" if nobody else verdict, forfeited=result.outcome == "forfeited")


def _points(rules: Rules, bye: float | None) -> Points:
    worth = rules.points
    return Points(worth.win, worth.draw, worth.loss, worth.win if bye is None else bye)


def _completed(standing: Sequence[tuple[str, str]], present: Sequence[str]) -> Pairing:
    """A round that has begun otherwise than it would be drawn now: what was declared, and the others as they follow."""
    pairs: list[tuple[str, str]] = []
    left = [*present]
    for pair in standing:
        if {*pair} <= {*left}:
            pairs.append(pair)
            left = [one for one in left if one not in pair]
    pairs += zip(left[::2], left[1::2], strict=False)
    return Pairing(tuple(pairs), left[-1] if len(left) % 2 else None)
