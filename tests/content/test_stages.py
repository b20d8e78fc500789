"""Mistakes in the stages of a competition, each told with its line, its field and what is allowed."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.content import competitions
from lib.errors import BadContent

TEXT = """\
title: Cup
sport: football
zone: Europe/Berlin
competitors: [{id: sales, name: Sales}, {id: legal, name: Legal}, {id: design, name: Design}, {id: finance, name: F}]
stages:
- id: groups
  type: groups
  rules: fifa-2026
  draw: {legs: 2}
  dates: {first: 2026-09-04, times: [17:30]}
  best: [{place: 2, count: 1}]
  deductions: [{competitor: sales, points: 1}]
  annulled: [design]
  rankings: {fifa: {sales: 4}}
  lots: [{order: [legal, sales]}]
  groups:
  - {id: one, short: A, entries: [sales, legal]}
  - {id: two, short: B, entries: [design, finance]}
- id: cup
  type: knockout
  rounds:
  - id: semi-final
    ties:
    - {id: m1, home: winner of A, away: runner-up of A/B}
  - id: final
    best_of: 3
    ties:
    - {id: m2, home: winner of m1, away: winner of B}
  assignment: {ties: [m1], table: A B}
- {id: open, type: swiss, rounds: 3, absences: [{competitor: sales, since: 2}]}
- {id: league, type: league, fixtures: [{home: sales, away: legal}]}
- {id: ladder, type: ladder, entries: [sales, 2nd of league]}
"""
SUMMER = """\
title: Summer
sport: football
competitors: [{id: sales, name: Sales}]
stages:
- id: run
  type: race
  format: {discipline: race}
  events: [{id: five, entries: [sales]}]
"""


def read(text):
    return competitions.read({"competitions/cup.yaml": text.encode()})[0]


def test_what_is_right_is_read():
    assert [part.stage.id for part in read(TEXT).plan] == ["groups", "cup", "open", "league", "ladder"]
    assert [one.id for one in read(SUMMER).plan[0].contests] == ["five"]


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("type: groups", "type: gruops", 7, r"stages\[0\].type: Invalid value 'gruops'. Allowed are .*groups"),
        ("  type: groups\n", "", 6, r"stages\[0\].type: .*missing.*It needs a type: .*groups"),
        ("draw: {legs: 2}", "draw: {leg: 2}", 9, r"stages\[0\].draw.leg: .*The fields are legs, seed"),
        ("draw: {legs: 2}", "draw: {legs: 0}", 9, r"stages\[0\].draw.legs: Expected `int` >= 1"),
        ("times: [17:30]", "times: [25:30]", 10, r"stages\[0\].dates.times\[0\]: Expected `str` matching regex"),
        ("first: 2026-09-04", "first: 4 September", 10, r"stages\[0\].dates.first: .*date"),
        ("first: 2026-09-04", "every: 7", 10, r"stages\[0\].dates: either the first day is given, or all"),
        ("rules: fifa-2026", "rules: fifa-2062", 8, r"stages\[0\].rules: .*Did you mean fifa-20[12]\d\?"),
        ("rules: fifa-2026", "rules: {preset: fifa}", 8, r"stages\[0\].rules: There are no rules 'fifa'"),
        ("zone: Europe/Berlin", "zone: Europe/Berln", 3, "zone: 'Europe/Berln' is no time zone"),
        ("{competitor: sales, points: 1}", "{competitor: sale, points: 1}", 12, "'sale' .*Did you mean sales"),
        ("annulled: [design]", "annulled: [desing]", 13, r"annulled\[0\]: 'desing' .*Did you mean design"),
        ("fifa: {sales: 4}", "fifa: {salse: 4}", 14, "rankings.fifa: 'salse' does not take part"),
        ("order: [legal, sales]", "order: [legal, sale]", 15, r"lots\[0\].order: 'sale'"),
        ("entries: [sales, legal]", "entries: [sales, legla]", 17, "'legla' does not take part. Did you mean legal"),
        ("entries: [design, finance]", "entries: [design, sales]", 18, "'sales' is in one already"),
        ("id: two, short: B", "id: two, short: A", 6, "'A' is already the name of another table"),
        ("id: cup\n", "id: groups\n", 19, r"stages\[1\].id: 'groups' is already the id of stages\[0\]"),
        ("winner of A,", "winner of C,", 24, "home: 'C' is no table or match that comes before. .*Allowed are one, A"),
        ("winner of m1", "winner of m3", 28, "home: 'm3' is no table or match .*Allowed are one, A, two, B, m1"),
        ("winner of m1", "loser of m2", 28, "'loser of m2' names m2, which is no match that comes before"),
        ("winner of A,", "5th of A,", 24, "A has 2 places"),
        ("winner of A,", "the best,", 24, "'the best' is neither a competitor nor a place"),
        ("runner-up of A/B", "winner of A/B", 24, "say in `best` of the groups how many at place 1 go on"),
        ("id: m2", "id: m1", 28, r"ties\[0\].id: 'm1' is already the id of a tie"),
        ("id: final\n", "id: semi-final\n", 25, r"rounds\[1\].id: 'semi-final' is already the id of rounds\[0\]"),
        ("  rounds:\n", "  entries: [sales, legal]\n  rounds:\n", 22, "either entries are drawn, or each round lists"),
        ("ties: [m1]", "ties: [m4]", 29, r"assignment.ties\[0\]: 'm4' is no tie of this stage"),
        ("ties: [m1]", "ties: [m2]", 29, "'m2' has no slot for one of several groups"),
        ("table: A B", "table: A C", 29, "'C' does not have an allowed group for each of the ties"),
        ("table: A B", "table: A A", 29, "'A' is the second word for these groups"),
        ("competitor: sales, since: 2", "competitor: x, since: 2", 30, r"absences\[0\].competitor: 'x'"),
        ("{home: sales, away: legal}", "{home: sales, away: legla}", 31, r"fixtures\[0\].away: 'legla' .*mean legal"),
        ("2nd of league", "2nd of legaue", 32, "'legaue' is no table or match that comes before. Did you mean league"),
        ("entries: [sales, 2nd of league]", "entries: [sales, sales]", 32, "'sales' is already the id of entries"),
        ("id: ladder, type: ladder", "id: ladder, type: race", 32, r"Object contains unknown field `entries`"),
        ("sport: football", "sport: running", 7, "the format is not that of a contest of two sides"),
    ],
    ids=str,
)
def test_a_mistake_is_told_with_its_line(old, new, line, said):
    assert old in TEXT
    with pytest.raises(BadContent, match=said) as caught:
        read(TEXT.replace(old, new, 1))
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("  format: {discipline: race}\n", "", 6, "the format is not that of a race"),
        ("id: five, ", "id: five, format: {discipline: sets}, ", 8, "the format is not that of a race"),
        ("entries: [sales]", "entries: [sale]", 8, "'sale' does not take part"),
        ("type: race", "type: challenge", 6, "the format is not that of a challenge"),
    ],
)
def test_a_race_has_the_format_of_one(old, new, line, said):
    with pytest.raises(BadContent, match=said) as caught:
        read(SUMMER.replace(old, new, 1))
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("stages", "said"),
    [
        ("- {id: cup, type: knockout, entries: [sales]}", "a bracket needs two entries"),
        ("- {id: cup, type: knockout, rounds: [{id: a}, {id: b}, {id: c}]}", "there are 3, and only 2 are played"),
        (
            "- {id: a, type: league, draw: {}}\n- {id: b, type: league, draw: {}}",
            "is the id of two events: give them ids, or the stage a prefix",
        ),
        ("- {id: a, type: league}\nfixtures: [{home: sales, away: legal}]", r"fixtures\[0\].id: .*needs an id"),
        (
            "- {id: a, type: league, draw: {}}\nfixtures: [{id: sales-legal, home: sales, away: legal}]",
            "'sales-legal' is the id of two events",
        ),
    ],
)
def test_stages_that_do_not_go_together_are_refused(stages, said):
    with pytest.raises(BadContent, match=said):
        read(f"{TEXT.partition('- id: groups')[0]}{stages}\n")


def test_two_leagues_go_together_with_a_prefix():
    stages = "- {id: a, type: league, draw: {}}\n- {id: b, type: league, draw: {}, prefix: second}\n"

    plan = read(f"{TEXT.partition('- id: groups')[0]}{stages}").plan

    assert {one.id for one in plan[1].fixtures} == {f"second-{one.id}" for one in plan[0].fixtures}


def test_times_of_day_follow_the_clocks_of_the_zone():
    """Clocks in Berlin go back on 25 October 2026."""
    stages = (
        "- {id: a, type: league, draw: {legs: 2}, dates: {first: 2026-10-16, skip: [2026-10-30], times: ['18:00']}}"
    )

    plan = read(f"{TEXT.partition('- id: groups')[0]}{stages}\n").plan

    starts = [one.when.start.isoformat() for one in plan[0].fixtures[::2]]
    assert starts[:3] == ["2026-10-16T18:00:00+02:00", "2026-10-23T18:00:00+02:00", "2026-11-06T18:00:00+01:00"]


@given(st.integers(0, len(TEXT)), st.integers(0, 12), st.text(max_size=8))
def test_any_change_of_stages_is_read_or_refused(at, length, text):
    with suppress(BadContent):
        competitions.read({"competitions/x.yaml": (TEXT[:at] + text + TEXT[at + length :]).encode(errors="replace")})
