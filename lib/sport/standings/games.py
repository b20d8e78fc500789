"""Games: what a result counts for under some rules."""

from __future__ import annotations

from typing import NamedTuple

from lib.sport.results import CLEAN, Cards, Pair, Result
from lib.sport.standings.ruleset import Conduct, Rules

Numbers = tuple[int | float, int | float]
Verdicts = tuple[str, str]

WON, DRAWN, LOST = "W", "D", "L"
BY_LEAD: dict[int, Verdicts] = {1: (WON, LOST), 0: (DRAWN, DRAWN), -1: (LOST, WON)}
BOTH_LOST = (LOST, LOST)


class Game(NamedTuple):
    """A result as it counts. Pairs are home, away; *verdicts* are W, D or L.

    *regular* says that it was decided in regular time, *detailed* that there is more to it than the score.
    """

    result: Result
    verdicts: Verdicts
    score: Pair
    points: Numbers
    regular: bool
    detailed: bool
    rallies: Pair | None
    conduct: Numbers


class Scoring:
    """Makes games of results, by the rules of one table."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._ignored = {kind for kind in ("abandoned", "cancelled") if getattr(rules, kind) == "ignored"}
        self._points: dict[tuple[str, Verdicts, Pair | None], Numbers] = {}

    def game(self, result: Result) -> Game | None:
        """What a result counts for; None if it does not count at all."""
        outcome, score, rallies = result.outcome, result.score, result.rallies
        if outcome in self._ignored:
            return None
        if outcome == "regular" and score[0] != score[1]:
            verdicts = BY_LEAD[1 if score[0] > score[1] else -1]
        else:
            verdicts, score, rallies = self._decide(result)
        cards = result.cards
        detailed = cards is not CLEAN or rallies is not None or result.sets is not None or result.balls is not None
        return Game(
            result,
            verdicts,
            score,
            self._worth(outcome, verdicts, score),
            outcome not in {"extra-time", "shootout"},
            detailed,
            rallies,
            (0, 0) if cards is CLEAN else self._conduct(cards),
        )

    def _decide(self, result: Result) -> tuple[Verdicts, Pair, Pair | None]:
        """Verdicts, score and points in sets of a result that the score alone does not decide."""
        home, away = result.score
        match result.outcome:
            case "cancelled":
                return (BOTH_LOST if self._rules.cancelled == "loss" else BY_LEAD[0]), (0, 0), None
            case "shootout" if home == away:
                return self._shootout(result)
            case "forfeited" if home == away and result.winner is None:
                return BOTH_LOST, result.score, result.rallies
            case "forfeited" | "awarded" if result.winner is not None:
                return self._award(result)
        lead = (home > away) - (home < away) or _lead(result)
        return BY_LEAD[lead], result.score, result.rallies

    def _shootout(self, result: Result) -> tuple[Verdicts, Pair, Pair | None]:
        """A draw, where the rules have nothing for its winner."""
        lead, (home, away) = _lead(result), result.score
        if self._rules.points.shootout_win is None:
            lead = 0
        if self._rules.shootout_goal:
            home, away = home + (lead > 0), away + (lead < 0)
        return BY_LEAD[lead], (home, away), result.rallies

    def _award(self, result: Result) -> tuple[Verdicts, Pair, Pair | None]:
        """With the score that was given along, if it fits the winner; else with the one that the rules have for it."""
        lead, (home, away), rules = _lead(result), result.score, self._rules
        if (home - away) * lead > 0:
            return BY_LEAD[lead], result.score, result.rallies
        rallies = rules.forfeit_rallies
        return BY_LEAD[lead], rules.forfeit[::lead], rallies and rallies[::lead]

    def _conduct(self, cards: tuple[Cards, Cards]) -> Numbers:
        home, away = cards
        costs = self._rules.conduct
        return _cost(home, costs), _cost(away, costs)

    def _worth(self, outcome: str, verdicts: Verdicts, score: Pair) -> Numbers:
        """Standing points of both sides."""
        key = (outcome, verdicts, score if self._rules.points.by_sets else None)
        if key not in self._points:
            won, lost = self._worth_of(outcome, score)
            by_verdict = {WON: won, DRAWN: self._rules.points.draw, LOST: lost}
            self._points[key] = (by_verdict[verdicts[0]], by_verdict[verdicts[1]])
        return self._points[key]

    def _worth_of(self, outcome: str, score: Pair) -> Numbers:
        """Standing points of winner and loser."""
        points = self._rules.points
        special = {
            "extra-time": (points.extra_win, points.extra_loss),
            "shootout": (points.shootout_win, points.shootout_loss),
            "forfeited": (None, points.forfeit_loss),
            "cancelled": (None, points.forfeit_loss),
        }.get(outcome, (None, None))
        win, loss = (
            given if one is None else one for one, given in zip(special, (points.win, points.loss), strict=True)
        )
        played = outcome not in {"forfeited", "cancelled"}
        return points.by_sets.get(f"{max(score)}-{min(score)}", (win, loss)) if played else (win, loss)


def game(result: Result, rules: Rules) -> Game | None:
    """What one result counts for; None if it does not count at all. For many, a ``Scoring`` is made once."""
    return Scoring(rules).game(result)


def _lead(result: Result) -> int:
    """1 if home won apart from the score, -1 if away did, 0 if nothing says who."""
    if result.winner is not None:
        return 1 if result.winner == result.home else -1
    home, away = result.shootout or (0, 0)
    return (home > away) - (home < away)


def _cost(cards: Cards, costs: Conduct) -> int | float:
    return (
        cards.yellow * costs.yellow
        + cards.second_yellow * costs.second_yellow
        + cards.red * costs.red
        + cards.yellow_red * costs.yellow_red
    )
