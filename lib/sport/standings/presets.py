"""The presets: the rules of well-known competitions, each with its source."""

from __future__ import annotations

import difflib

from msgspec import UNSET, structs

from lib.errors import Refused
from lib.sport.standings.ruleset import Conduct, Criterion, Points, Rules, Variant


def _list(*steps: str | Criterion) -> tuple[Criterion, ...]:
    return tuple(step if isinstance(step, Criterion) else Criterion(step) for step in steps)


GOALS = ("points", "difference", "scored")
UEFA_CONDUCT = Conduct(yellow=-1, second_yellow=-3, red=-3, yellow_red=-4)

PRESETS: dict[str, Rules] = {
    "simple": Rules(
        criteria=_list("points", "difference", "scored"),
        source="Three points for a win and one for a draw, then difference and goals, then a shared place.",
    ),
    "fifa-2022": Rules(
        criteria=_list("points", "difference", "scored", Criterion(GOALS, among="tied"), "conduct", "lot"),
        source="Regulations FIFA World Cup 2022, article 12.5 and 12.6; those of 2018 are the same.",
    ),
    "fifa-2026": Rules(
        criteria=_list(
            "points",
            Criterion(GOALS, among="tied", restart="again"),
            "difference",
            "scored",
            "conduct",
            Criterion("ranking", list="fifa"),
            Criterion("ranking", list="fifa-previous"),
        ),
        across=_list(
            "points",
            "difference",
            "scored",
            "conduct",
            Criterion("ranking", list="fifa"),
            Criterion("ranking", list="fifa-previous"),
        ),
        source="Regulations FIFA World Cup 26, article 13.",
    ),
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
        across=_list("points", "difference", "scored", "wins", "conduct", Criterion("ranking", list="qualifiers")),
        conduct=UEFA_CONDUCT,
        source="Regulations of the UEFA European Football Championship 2022-24, articles 20 and 21.",
    ),
    "uefa-league-phase": Rules(
        criteria=_list(
            "points",
            "difference",
            "scored",
            "away-scored",
            "wins",
            "away-wins",
            Criterion("opponents-points", when="all-played"),
            Criterion("opponents-difference", when="all-played"),
            Criterion("opponents-scored", when="all-played"),
            Criterion("conduct", when="all-played"),
            Criterion("coefficient", list="uefa", when="all-played"),
        ),
        conduct=UEFA_CONDUCT,
        games=8,
        source="Regulations of the UEFA Champions League 2024/25, article 18.",
    ),
    "premier-league": Rules(
        criteria=_list("points", "difference", "scored"),
        legs=2,
        source="Premier League Handbook, rules C.4 and C.5; a shared place, unless it decides.",
    ),
    "bundesliga": Rules(
        criteria=_list(
            "points",
            "difference",
            "scored",
            Criterion(("points", "difference", "away-scored"), among="tied", when="mutual-played"),
            Criterion("away-scored", when="mutual-played"),
            "lot",
        ),
        legs=2,
        source="DFL Spielordnung",
    ),
    "la-liga": Rules(
        criteria=_list(
            "points",
            Criterion(("points", "difference"), among="tied", restart="at-once", when="mutual-played"),
            Criterion("difference", restart="at-once"),
            Criterion("scored", restart="at-once"),
            Criterion("conduct", restart="at-once"),
            "lot",
        ),
        legs=2,
        source="RFEF, Reglamento General, article 201 (224 since 2023).",
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
        source="FIGC, Norme organizzative interne, article 51.",
    ),
    "iihf": Rules(
        criteria=_list(
            "points",
            Criterion(GOALS, among="tied", restart="at-once"),
            Criterion(GOALS, among="outside", restart="at-once"),
            Criterion("ranking", list="seeding"),
        ),
        across=_list("points", "difference", "scored", Criterion("ranking", list="seeding")),
        points=Points(win=3, draw=1, loss=0, extra_win=2, extra_loss=1, shootout_win=2, shootout_loss=1),
        forfeit=(5, 0),
        shootout_goal=True,
        source="IIHF Sport Regulations.",
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
        source="FIBA Official Basketball Rules, D.1.",
    ),
    "fivb": Rules(
        criteria=_list(
            "wins",
            "points",
            "sets-ratio",
            "rallies-ratio",
            Criterion("last-game", among="tied"),
            Criterion(("wins", "points", "sets-ratio", "rallies-ratio"), among="tied", restart="at-once"),
        ),
        points=Points(win=3, draw=0, loss=0, by_sets={"3-2": (2, 1)}),
        unit="set",
        forfeit=(3, 0),
        forfeit_rallies=(75, 0),
        source="FIVB pool ranking criteria.",
    ),
    "ittf": Rules(
        criteria=_list(
            "points",
            Criterion(("points", "ratio", "sets-ratio", "rallies-ratio"), among="tied", restart="at-once"),
            "lot",
        ),
        points=Points(win=2, draw=1, loss=1, forfeit_loss=0),
        unit="game",
        forfeit=(3, 0),
        forfeit_rallies=(33, 0),
        source="ITTF Regulations for International Competitions, 3.7.5.",
    ),
}


def rules(declared: str | Variant) -> Rules:
    """The rules that a competition names, or writes. Raise Refused with what is allowed."""
    variant = Variant(preset=declared) if isinstance(declared, str) else declared
    base = PRESETS.get(variant.preset)
    if base is None:
        near = difflib.get_close_matches(variant.preset, PRESETS, 1, 0.5)
        meant = f"Did you mean {near[0]}? " if near else ""
        raise Refused(f"There are no rules {variant.preset!r}. {meant}Allowed are {', '.join(PRESETS)}.")
    changes = {name: value for name, value in structs.asdict(variant).items() if value is not UNSET}
    del changes["preset"]
    for name in ("criteria", "across"):
        if name in changes:
            changes[name] = _list(*changes[name])
    return structs.replace(base, **changes)
