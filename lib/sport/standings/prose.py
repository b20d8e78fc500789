"""Rules in words, for people who want to know how a table is made."""

from __future__ import annotations

from lib.sport.standings import groups, words
from lib.sport.standings.ruleset import Criterion, Points, Rules

GAMES = {
    "all": "",
    "tied": " in the games among those who are level",
    "outside": " in the games with each of the others, the best one first",
}
RESTARTS = {
    "no": "",
    "again": "; those still level are compared so again, by the games among themselves",
    "at-once": "; as soon as somebody is placed, those still level begin anew",
}
WAITS = {
    "always": "",
    "mutual-played": ", once they have played all games against each other",
    "all-played": ", once all games are played",
}


def in_words(rules: Rules) -> list[str]:
    """What a game is worth, and then the criteria in their order, a sentence each."""
    return [worth(rules.points), *(_criterion(one, rules.unit) for one in rules.criteria), "Else the place is shared."]


def across_in_words(rules: Rules) -> str:
    """What decides among those at the same place of several groups."""
    return words.enumeration(
        [words.name(measure, rules.unit, one.list) for one in groups.comparable(rules) for measure in one.measures],
        ", then ",
    )


def worth(points: Points) -> str:
    """What a game is worth."""
    parts = [f"{points.win:g} for a win", f"{points.draw:g} for a draw", f"{points.loss:g} for a loss"]
    if points.extra_win is not None:
        parts.append(f"{points.extra_win:g} and {points.extra_loss or 0:g} after extra time")
    if points.shootout_win is not None:
        parts.append(f"{points.shootout_win:g} and {points.shootout_loss or 0:g} after a shoot-out")
    parts += [f"{win:g} and {loss:g} for {score}" for score, (win, loss) in points.by_sets.items()]
    if points.forfeit_loss is not None:
        parts.append(f"{points.forfeit_loss:g} for a forfeit")
    return f"Points: {', '.join(parts)}."


def _criterion(one: Criterion, unit: str) -> str:
    compared = words.enumeration([words.name(measure, unit, one.list) for measure in one.measures], ", then ")
    text = f"{compared}{GAMES[one.among]}{WAITS[one.when]}{RESTARTS[one.restart]}."
    return text[0].upper() + text[1:]
