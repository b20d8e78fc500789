"""Standings: tables that are ranked by the rules of their competition, and that say why.

    rules = standings.rules("fifa-2026")
    for row in standings.table(competitors, results, rules).rows:
        print(row.rank, row.name, row.points, row.explanation)

Pure: results in, rows out. No order of the results matters, and a retracted result is as if it never was.
"""

from lib.sport.standings.adjustments import Adjustments, Correction, Lot
from lib.sport.standings.comma import separated
from lib.sport.standings.explanation import Reason
from lib.sport.standings.games import Game, game
from lib.sport.standings.groups import across
from lib.sport.standings.meetings import Meetings, head_to_head
from lib.sport.standings.presets import PRESETS, rules
from lib.sport.standings.prose import across_in_words, in_words
from lib.sport.standings.ruleset import Conduct, Criterion, Points, Rules, Variant
from lib.sport.standings.tables import Row, Table, moved, table
from lib.sport.standings.views import after_round, both, rounds

__all__ = [
    "PRESETS", "Adjustments", "Conduct", "Correction", "Criterion", "Game", "Lot", "Meetings", "Points", "Reason",
    "Row", "Rules", "Table", "Variant", "across", "across_in_words", "after_round", "both", "game", "head_to_head",
    "in_words", "moved", "rounds", "rules", "separated", "table",
]  # fmt: skip
