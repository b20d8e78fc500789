"""The presets: rules of well-known competitions, each with its source; and rules that a competition writes itself.

Where the text of a rule can be read in two ways, a comment says which one was taken.
"""

from __future__ import annotations

import difflib

from msgspec import UNSET, structs

from lib.errors import Refused
from lib.sport.standings.ruleset import Conduct, Criterion, Points, Rules, Variant


def _list(*steps: str | Criterion) -> tuple[Criterion, ...]:
    return tuple(step if isinstance(step, Criterion) else Criterion(step) for step in steps)


GOALS = ("points", "difference", "scored")
FIFA_RANKING = (Criterion("ranking", list="fifa"), Criterion("ranking", list="fifa-previous"))
UEFA_CONDUCT = Conduct(yellow=-1, second_yellow=-3, red=-3, yellow_red=-4)

PRESETS: dict[str, Rules] = {
    "simple": Rules(
        criteria=_list(*GOALS),
        source="No regulation; what is usual where nothing else was agreed.",
    ),
    # The games among those concerned are of all who were level after goals; nothing is applied again.
    "fifa-2022": Rules(
        criteria=_list(*GOALS, Criterion(GOALS, among="tied"), "conduct", "lot"),
        source="Regulations FIFA World Cup Qatar 2022, article 12; those of 2018, article 32.5, are the same.",
    ),
    "fifa-2026": Rules(
        criteria=_list(
            "points",
            Criterion(GOALS, among="tied", restart="again"),
            "difference",
            "scored",
            "conduct",
            *FIFA_RANKING,
        ),
        across=_list(*GOALS, "conduct", *FIFA_RANKING),
        source="Regulations FIFA World Cup 26, article 13.",
    ),
    # Kicks are taken, by article 20.02, only by two that end level in their last game and alone have their points.
    "uefa-euro": Rules(
        criteria=_list(
            "points",
            Criterion(GOALS, among="tied", restart="again"),
            "difference",
            "scored",
            "kicks",
            "wins",
            "conduct",
            Criterion("ranking", list="qualifiers"),
        ),
        across=_list(*GOALS, "wins", "conduct", Criterion("ranking", list="qualifiers")),
        conduct=UEFA_CONDUCT,
        source="Regulations of the UEFA European Football Championship 2022-24, articles 20 and 21.",
    ),
    "uefa-league-phase": Rules(
        criteria=_list(
            *GOALS,
            "away-scored",
            "wins",
            "away-wins",
            Criterion(("opponents-points", "opponents-difference", "opponents-scored"), when="all-played"),
            Criterion("conduct", when="all-played"),
            Criterion("coefficient", list="uefa", when="all-played"),
        ),
        conduct=UEFA_CONDUCT,
        games=8,
        source="Regulations of the UEFA Champions League 2024/25, article 18.",
    ),
    # Games against each other, away goals in them and a play-off come after goals, but only where the place decides
    # on the title, relegation or Europe; a table alone cannot know that.
    "premier-league": Rules(
        criteria=_list(*GOALS),
        legs=2,
        source="Premier League Handbook, section C: the league championship.",
    ),
    "bundesliga": Rules(
        criteria=_list(
            *GOALS,
            Criterion(("difference", "away-scored"), among="tied", when="mutual-played"),
            Criterion("away-scored", when="mutual-played"),
            "lot",
        ),
        legs=2,
        source="DFL, Spielordnung, annex on the table; while games against each other are to come, only goals count.",
    ),
    # The rule for two begins with the goals of their two games, which order as points and then goals do.
    "la-liga": Rules(
        criteria=_list(
            "points",
            Criterion(("points", "difference"), among="tied", restart="at-once", when="mutual-played"),
            Criterion("difference", restart="at-once"),
            Criterion("scored", restart="at-once"),
            Criterion("conduct", restart="at-once"),
            "lot",
        ),
        conduct=Conduct(yellow=-1, second_yellow=-2, red=-3, yellow_red=-4),
        legs=2,
        source="RFEF, Reglamento General, article 201, now 224: head-to-head once all of its games are played.",
    ),
    "serie-a": Rules(
        criteria=_list(
            "points",
            Criterion(("points", "difference"), among="tied", when="mutual-played"),
            "difference",
            "scored",
            "lot",
        ),
        legs=2,
        source="FIGC, Norme organizzative interne, article 51.6: the table of those who are level (classifica avulsa).",
    ),
    # Who remain level after others are placed are compared anew among themselves, so that two are by their own game.
    # Difference and goals of all games say nothing once all are played: then they are equal, too.
    "iihf": Rules(
        criteria=_list(
            "points",
            Criterion(GOALS, among="tied", restart="at-once", when="mutual-played"),
            Criterion(GOALS, among="outside", restart="at-once", when="all-played"),
            "difference",
            "scored",
            Criterion("ranking", list="seeding"),
        ),
        across=_list(*GOALS, Criterion("ranking", list="seeding")),
        points=Points(win=3, draw=1, loss=0, extra_win=2, extra_loss=1, shootout_win=2, shootout_loss=1),
        forfeit=(5, 0),
        shootout_goal=True,
        legs=1,
        source="IIHF Sport Regulations, three-point system and tie-breaking formula.",
    ),
    "fiba": Rules(
        criteria=_list(
            "points",
            Criterion(GOALS, among="tied", restart="at-once"),
            Criterion("difference", restart="at-once"),
            Criterion("scored", restart="at-once"),
            "lot",
        ),
        points=Points(win=2, draw=1, loss=1, forfeit_loss=0),
        unit="point",
        forfeit=(20, 0),
        source="FIBA Official Basketball Rules, D: classification of teams.",
    ),
    "fivb": Rules(
        criteria=_list(
            "wins",
            "points",
            "ratio",
            "rallies-ratio",
            Criterion("last-game", among="tied"),
            Criterion(("wins", "points", "ratio", "rallies-ratio"), among="tied", restart="at-once"),
        ),
        points=Points(win=3, draw=0, loss=0, by_sets={"3-2": (2, 1)}),
        unit="set",
        forfeit_rallies=(75, 0),
        source="FIVB, pool ranking criteria, as of the Volleyball World Cup 2019 and the Nations League.",
    ),
    # Matches of those who are placed are left out for the others: each tie looks at the games among its own alone.
    "ittf": Rules(
        criteria=_list(
            "points",
            Criterion(("points", "ratio", "sets-ratio", "rallies-ratio"), among="tied", restart="at-once"),
            "lot",
        ),
        points=Points(win=2, draw=1, loss=1, forfeit_loss=0),
        unit="game",
        forfeit_rallies=(33, 0),
        source="ITTF Regulations for International Competitions, 3.7.5: group competition.",
    ),
}


def rules(declared: str | Variant) -> Rules:
    """The rules that a competition names, or writes. Raise Refused with what is allowed."""
    variant = Variant(preset=declared) if isinstance(declared, str) else declared
    preset = PRESETS.get(variant.preset)
    if preset is None:
        near = difflib.get_close_matches(variant.preset, PRESETS, 1, 0.5)
        meant = f"Did you mean {near[0]}? " if near else ""
        raise Refused(f"There are no rules {variant.preset!r}. {meant}Allowed are {', '.join(PRESETS)}.")
    changes = {name: value for name, value in structs.asdict(variant).items() if value is not UNSET}
    del changes["preset"]
    for name in ("criteria", "across"):
        if name in changes:
            changes[name] = _list(*changes[name])
    return structs.replace(preset, **changes)
