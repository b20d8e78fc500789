"""Ratings: how strong competitors are, told from their results; recomputed from the first one whenever any changes.

    ratings = ratings.rate(results, ratings.Elo(k=20))
    ratings.of("sales").value, ratings.history["sales"][-1].delta
    ratings.expected(ratings, "sales", "finance")

Ratings depend on the order of results, so they are always a replay in the order of time: the correction of an old
result is as if it had been right from the start.
"""

from lib.sport.ratings.history import Bout, Change, Ratings
from lib.sport.ratings.replay import expected, rate
from lib.sport.ratings.systems import Elo, Glicko2, OpenSkill, Rating, Side, System

__all__ = ["Bout", "Change", "Elo", "Glicko2", "OpenSkill", "Rating", "Ratings", "Side", "System", "expected", "rate"]
