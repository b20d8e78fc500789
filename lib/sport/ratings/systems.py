"""Rating systems: what each expects of a game, and what the games of a period do to a rating."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, NamedTuple

from glicko2.math import algorithm, conversions
from msgspec import Meta, Struct
from openskill.models import PlackettLuce

Period = Literal["game", "day", "week", "month"]
Positive = Annotated[float, Meta(gt=0, le=10_000)]
Side = tuple[str, ...]


class Rating(Struct, frozen=True, omit_defaults=True):
    """How strong somebody is, and how uncertain that is, where the system says so."""

    value: float
    deviation: float | None = None
    volatility: float | None = None

    @property
    def careful(self) -> float:
        """What somebody is at least: three deviations below."""
        return self.value - 3 * (self.deviation or 0)


class Played(NamedTuple):
    """A game between two sides, each one competitor or the members of a team; *actual* is 1 if home won, 0.5 or 0."""

    home: Side
    away: Side
    actual: float


Known = Mapping[str, Rating]


class Elo(Struct, frozen=True, tag="elo", tag_field="system", forbid_unknown_fields=True, omit_defaults=True):
    """Elo, The Rating of Chessplayers, Past and Present (1978), 1.6. *home* is what playing at home is worth."""

    start: float = 1500
    k: Positive = 32
    scale: Positive = 400
    home: float = 0
    period: Period = "game"

    @property
    def first(self) -> Rating:
        """The rating of somebody who has not played."""
        return Rating(self.start)

    def expected(self, known: Known, home: Side, away: Side) -> float:
        """The result that is to be expected of *home*, a draw being half."""
        lead = known[home[0]].value + self.home - known[away[0]].value
        return 1 / (1 + 10 ** (-lead / self.scale))

    def after(self, known: Known, games: Sequence[Played], idle: int) -> dict[str, Rating]:
        """The ratings that a period changes, by its games and by the ratings before it. *idle* is of no account."""
        risen: dict[str, float] = {}
        for game in games:
            more = self.k * (game.actual - self.expected(known, game.home, game.away))
            risen[game.home[0]] = risen.get(game.home[0], 0) + more
            risen[game.away[0]] = risen.get(game.away[0], 0) - more
        return {one: Rating(known[one].value + more) for one, more in risen.items()}


class Glicko2(Struct, frozen=True, tag="glicko-2", tag_field="system", forbid_unknown_fields=True, omit_defaults=True):
    """Glickman, Example of the Glicko-2 system (2012). A period should hold some ten games of each."""

    start: float = 1500
    deviation: Positive = 350
    volatility: Positive = 0.06
    tau: Positive = 0.5
    period: Period = "week"

    @property
    def first(self) -> Rating:
        """The rating of somebody who has not played."""
        return Rating(self.start, self.deviation, self.volatility)

    def expected(self, known: Known, home: Side, away: Side) -> float:
        """The result that is to be expected of *home*, with the uncertainty of both: Glickman, Parameter estimation in
        large dynamic paired comparison experiments (1999), equation 16."""
        (one, doubt), (other, doubt_of_other) = (_inside(known[side[0]]) for side in (home, away))
        return algorithm.E(one, other, math.hypot(doubt, doubt_of_other))

    def after(self, known: Known, games: Sequence[Played], idle: int) -> dict[str, Rating]:
        """The ratings after a period, and after *idle* ones in which nobody played: doubt grows without games.

        Where each game is a period, it is one of those who play it alone.
        """
        played: dict[str, list[tuple[float, float, float]]] = {one: [] for one in known if self.period != "game"}
        before = {one: self._doubted(rating, idle) for one, rating in known.items()}
        for game in games:
            home, away = game.home[0], game.away[0]
            played.setdefault(home, []).append((*_inside(before[away]), game.actual))
            played.setdefault(away, []).append((*_inside(before[home]), 1 - game.actual))
        return {one: self._next(before[one], of_one) for one, of_one in played.items()}

    def _next(self, before: Rating, games: list[tuple[float, float, float]]) -> Rating:
        if not games:
            return self._doubted(before, 1)
        found = algorithm.update_rating(*_inside(before), before.volatility, games, self.tau)
        return Rating(
            conversions.mu_to_rating(found.mu), min(conversions.phi_to_rd(found.phi), self.deviation), found.sigma
        )

    def _doubted(self, rating: Rating, periods: int) -> Rating:
        """Step 6 of the system, some times over. Nobody is less known than somebody who never played."""
        grown = math.hypot(conversions.rd_to_phi(rating.deviation), rating.volatility * math.sqrt(periods))
        return Rating(rating.value, min(conversions.phi_to_rd(grown), self.deviation), rating.volatility)


class OpenSkill(
    Struct, frozen=True, tag="openskill", tag_field="system", forbid_unknown_fields=True, omit_defaults=True
):
    """Weng and Lin, A Bayesian Approximation Method for Online Ranking (2011), with the Plackett-Luce model.

    It rates the members of teams one by one. Rankings go by the careful value.
    """

    start: float = 25
    deviation: Positive = 25 / 3

    @property
    def period(self) -> Period:
        """Each game is rated for itself."""
        return "game"

    @property
    def first(self) -> Rating:
        """The rating of somebody who has not played."""
        return Rating(self.start, self.deviation)

    def expected(self, known: Known, home: Side, away: Side) -> float:
        """The result that is to be expected of *home*, a draw being half."""
        model, teams = self._teams(known, home, away)
        return model.predict_win(teams)[0]

    def after(self, known: Known, games: Sequence[Played], idle: int) -> dict[str, Rating]:
        """The ratings of those who played. *idle* is of no account."""
        changed: dict[str, Rating] = {}
        for game in games:
            model, teams = self._teams(known, game.home, game.away)
            rated = model.rate(teams, ranks=[1 - game.actual, game.actual])
            for members, team in zip((game.home, game.away), rated, strict=True):
                changed |= {one: Rating(new.mu, new.sigma) for one, new in zip(members, team, strict=True)}
        return changed

    def _teams(self, known: Known, home: Side, away: Side) -> tuple[PlackettLuce, list[list[object]]]:
        model = PlackettLuce(mu=self.start, sigma=self.deviation, beta=self.deviation / 2, tau=self.deviation / 100)
        return model, [[model.rating(known[one].value, known[one].deviation) for one in side] for side in (home, away)]


System = Elo | Glicko2 | OpenSkill


def _inside(rating: Rating) -> tuple[float, float]:
    """A rating on the scale of the Glicko-2 formulas."""
    return conversions.rating_to_mu(rating.value), conversions.rd_to_phi(rating.deviation)
