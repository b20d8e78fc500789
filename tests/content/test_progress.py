"""Stages that are played, from their declaration to their winner."""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.sport.actions import KINDS, make
from tests.content.playing import KICK_OFF, Play, declare

LEAGUE = """\
- id: league
  type: league
  draw: {legs: 2}
  dates: {first: 2026-09-04, times: ["17:30", "18:30"], venues: [North]}
  zones: [{first: 1, last: 1, title: Champion}, {first: 4, last: 4, title: Goes down, kind: demotion}]
  deductions: [{competitor: a, points: 2, reason: Too late, day: 2026-09-20}]
"""
GROUPS_AND_CUP = """\
- id: groups
  type: groups
  draw: {}
  groups: [{id: one, short: 1, entries: [a, b]}, {id: two, short: 2, entries: [c, d]}]
- id: cup
  type: knockout
  entries: [winner of one, winner of two]
""".replace("short: 1", 'short: "1"').replace("short: 2", 'short: "2"')


def event(kind, at=KICK_OFF, /, **data):
    return make(kind, KINDS[kind](**data), id=f"{kind}-{at:%H%M%S}", subject="x", time=at, source="test")


def order(view, stage, table):
    return [row.competitor for row in view.stage(stage).table(table).rows]


def test_a_drawn_league_has_its_fixtures_with_dates_before_anything_is_played():
    view = Play(declare(LEAGUE.partition("  deductions")[0])).progress()

    league = view.stage("league")
    assert [(name, len(matches)) for name, matches in league.by_round()] == [(f"Round {n}", 2) for n in range(1, 7)]
    first = league.matches[0]
    assert (first.event, first.start, first.venue) == (
        "cup-a-d", datetime(2026, 9, 4, 17, 30, tzinfo=UTC), "North",
    )  # fmt: skip
    assert [match.start.hour for match in league.matches[:2]] == [17, 18]
    assert league.matches[-1].start.date() == date(2026, 10, 9)
    assert [(row.rank, row.points) for row in league.tables[0].rows] == [(1, 0)] * 4


def test_a_league_counts_final_results_and_as_it_stands_the_others_too():
    play = Play(declare(LEAGUE))
    play.result("a", "d", (1, 0))
    play.result("b", "c", (5, 0), status="live")

    official, live = play.progress(), play.progress(as_it_stands=True)

    assert order(official, "league", "league")[0] == "a"
    assert order(live, "league", "league")[0] == "b"
    assert live.stage("league").tables[0].rows[0].movement == 1
    assert official.stage("league").tables[0].events == ("cup-a-d",)
    assert official.stage("league").matches[1].score == (5, 0)


def test_a_deduction_counts_from_its_day_on():
    play = Play(declare(LEAGUE))
    play.result("a", "d", (1, 0))
    at = {day: round(datetime(2026, 9, day, 12, tzinfo=UTC).timestamp() * 1000) for day in (19, 20)}

    points = {day: play.progress(at=moment).stage("league").tables[0].row_of("a").points for day, moment in at.items()}

    assert points == {19: 3, 20: 1}


def test_a_deduction_that_was_recorded_in_an_event_counts():
    play = Play(declare(LEAGUE))
    play.result("b", "c", (1, 0))
    play.add("cup-b-c", event("decision", kind="deduction", participant="c", points=1, reason="No referee"))

    row = play.progress().stage("league").tables[0].row_of("c")

    assert row.points == -1
    assert row.explanation.endswith("1 point deducted (No referee)")


def test_a_deduction_of_a_day_to_come_does_not_count_yet():
    play = Play(declare(LEAGUE))
    play.result("a", "d", (1, 0))
    now = {day: round(datetime(2026, 9, day, 12, tzinfo=UTC).timestamp() * 1000) for day in (19, 20)}

    rows = {day: play.progress(now=moment).stage("league").tables[0].row_of("a") for day, moment in now.items()}

    assert {day: row.points for day, row in rows.items()} == {19: 3, 20: 1}
    assert "deducted" not in rows[19].explanation
    assert rows[20].explanation.endswith("2 points deducted (Too late)")


def test_what_was_deducted_later_is_not_told_of_an_earlier_moment():
    play = Play(declare(LEAGUE))
    play.result("a", "d", (1, 0))
    early = round(datetime(2026, 9, 10, tzinfo=UTC).timestamp() * 1000)

    assert "deducted" not in play.progress(at=early).stage("league").tables[0].row_of("a").explanation


def test_a_deduction_that_was_recorded_in_a_postponed_event_counts():
    play = Play(declare(LEAGUE))
    play.record("cup-b-c", "b", "c", (0, 0), status="postponed")
    play.add("cup-b-c", event("decision", kind="deduction", participant="c", points=1, reason="Did not come"))

    row = play.progress().stage("league").tables[0].row_of("c")

    assert (row.played, row.points) == (0, -1)


def test_the_best_of_several_groups_go_by_what_was_decided_by_then():
    groups = GROUPS_AND_CUP.replace("draw: {}", "draw: {}\n  best: [{place: 1, count: 1}]").replace(
        "  groups:", "  deductions: [{competitor: a, points: 3, day: 2026-09-20}]\n  groups:"
    )
    play = Play(declare(groups))
    play.result("a", "b", (5, 0))
    play.result("c", "d", (1, 0))
    moment = {day: round(datetime(2026, 9, day, 12, tzinfo=UTC).timestamp() * 1000) for day in (19, 20)}

    first = {day: order(play.progress(at=at), "groups", "best-1") for day, at in moment.items()}

    assert first == {19: ["a", "c"], 20: ["c", "a"]}
    best = play.progress(at=moment[19]).stage("groups").best[0].rows[0]
    assert best.explanation.endswith("goal difference +5 against +1")


UNEVEN = """\
- id: groups
  type: groups
  draw: {}
  best: [{place: 2, count: 1OTHERWISE}]
  groups: [{id: small, entries: [a, b, c]}, {id: large, entries: [d, e, f, g]}]
"""
SEVEN = "[" + ", ".join(f"{{id: {one}, name: {one.upper()}}}" for one in "abcdefg") + "]"


@pytest.mark.parametrize(("otherwise", "best"), [("", ["b", "e"]), (", against: 4", ["e", "b"])])
def test_groups_of_different_size_are_even_unless_the_file_says_otherwise(otherwise, best):
    """UEFA for its best runners-up: results against those below the size of the smallest group are left out."""
    play = Play(declare(UNEVEN.replace("OTHERWISE", otherwise), SEVEN))
    for match in [*play.progress().matches()]:
        home, away = match.home.id, match.away.id
        goals = 9 if {home, away} == {"e", "g"} else 3 if {home, away} == {"b", "c"} else 1
        play.record(match.event, home, away, (goals, 0) if home < away else (0, goals))

    view = play.progress()

    assert order(view, "groups", "best-2") == best
    (sentence,) = [one for one in view.stage("groups").rules if "of all groups" in one]
    assert sentence == (
        "The best one of those at place 2 of all groups: points, goal difference, then goals, in the games against the "
        f"first {4 if otherwise else 3} of each group."
    )


SPANISH = "- {id: evening, type: league, rules: {preset: la-liga, legs: 2}}"


def test_games_against_each_other_are_awaited_where_the_rules_alone_say_how_many_there_are():
    """The trap of La Liga: after the first of two games who won it is not above for that, but after the second."""
    play = Play(declare(SPANISH))
    play.record("1", "a", "b", (1, 0), stage="evening")
    play.record("2", "b", "c", (5, 0), stage="evening")

    early = play.progress().stage("evening").tables[0]
    play.record("3", "b", "a", (0, 0), stage="evening")
    late = play.progress().stage("evening").tables[0]

    assert [row.competitor for row in early.rows[:2]] == ["b", "a"]
    assert "head-to-head open (1 game to come); goal difference +4 against +1" in early.rows[0].explanation
    assert [row.competitor for row in late.rows[:2]] == ["a", "b"]
    assert late.rows[0].explanation.endswith("head-to-head 1–0, 0–0: 4 points against 1")


@pytest.mark.parametrize(
    ("stage", "legs"),
    [
        ("type: league, rules: {preset: la-liga, legs: 3}", 3),
        ("type: league, rules: la-liga", 2),
        ("type: league, rules: la-liga, fixtures: [{home: a, away: b}]", None),
        ("type: league, rules: {preset: la-liga, legs: 3}, fixtures: [{home: a, away: b}]", 3),
        ("type: league, rules: {preset: la-liga, legs: 3}, draw: {}", None),
        ("type: swiss, rounds: 2, rules: iihf", None),
    ],
)
def test_what_a_draw_says_comes_before_the_rules_and_what_the_file_says_before_a_preset(stage, legs):
    competition = declare(f"- {{id: stage, {stage}}}")

    assert competition.rules_of(competition.stages[0]).legs == legs


def test_the_score_counts_what_the_sport_counts_unless_the_rules_of_the_file_say_otherwise():
    leagues = "- {id: one, type: league, rules: fiba}\n- {id: two, type: league, rules: {preset: fiba, unit: basket}}"
    competition = declare(leagues)

    assert [competition.rules_of(one).unit for one in competition.stages] == ["goal", "basket"]


def test_zones_say_what_places_mean():
    zones = Play(declare(LEAGUE)).progress().stage("league").tables[0].zones

    assert [zone and zone.title for zone in zones] == ["Champion", None, None, "Goes down"]


def test_a_moved_fixture_of_a_drawn_league_has_its_own_date_and_keeps_its_event():
    moved = LEAGUE + "  fixtures: [{home: a, away: d, start: 2026-09-08T19:00:00+02:00, venue: Hall}]\n"

    match = Play(declare(moved)).progress().stage("league").matches[0]

    assert (match.event, match.start.day, match.venue) == ("cup-a-d", 8, "Hall")


def test_a_league_without_a_draw_counts_what_is_declared_with_it():
    play = Play(declare("- {id: evening, type: league, title: Office evening, entries: [a, b, c]}"))
    play.record("free-1", "a", "b", (2, 1), stage="Office evening")
    play.record("free-2", "b", "c", (2, 1), stage="evening")
    play.record("free-3", "a", "d", (9, 1), stage="evening")  # d does not take part
    play.record("free-4", "a", "c", (9, 1), stage="Another evening")

    stage = play.progress().stage("evening")

    assert [match.event for match in stage.matches] == ["free-1", "free-2"]
    assert [row.competitor for row in stage.tables[0].rows] == ["a", "b", "c"]
    assert not stage.complete


def test_winners_of_groups_flow_into_the_cup_once_their_groups_are_over():
    play = Play(declare(GROUPS_AND_CUP))
    play.result("a", "b", (0, 2))

    final = play.progress().stage("cup").levels[0].ties[0]
    assert (final.home.id, final.away.name, final.matches[0].event) == ("b", "Winner of Two", "")

    play.result("c", "d", (1, 0), status="ended")
    assert not play.progress().stage("cup").levels[0].ties[0].away.id
    provisional = play.progress(as_it_stands=True).stage("cup").levels[0].ties[0].away
    assert (provisional.id, provisional.certain) == ("c", False)


def test_places_that_are_level_wait_for_a_decision_and_a_lot_decides():
    play = Play(declare(GROUPS_AND_CUP))
    play.result("a", "b", (1, 1))
    cup = play.progress().stage("cup")
    assert not cup.levels[0].ties[0].home.id
    assert cup.problem == "A and B are level in One: `lots` in the competition's file decides."

    lots = GROUPS_AND_CUP.replace("  draw: {}", "  draw: {}\n  rules: fifa-2022\n  lots: [{order: [b, a]}]")
    decided = Play(declare(lots))
    decided.result("a", "b", (1, 1))
    assert decided.progress().stage("cup").levels[0].ties[0].home.id == "b"


def knockout(**more):
    return "- {id: cup, type: knockout, " + ", ".join(f"{name}: {value}" for name, value in more.items()) + "}"


def test_a_bracket_is_played_to_its_winner_with_a_match_for_third_place():
    play = Play(declare(knockout(third_place="true")))
    play.result("a", "d", (1, 0))
    play.result("b", "c", (0, 0), shootout=(2, 3))
    levels = play.progress().stage("cup").levels
    assert [(level.name, tie.home.id, tie.away.id) for level in levels[1:] for tie in level.ties] == [
        ("Third place", "d", "b"), ("Final", "a", "c"),
    ]  # fmt: skip

    play.result("d", "b", (1, 0))
    play.result("a", "c", (0, 4))

    cup = play.progress().stage("cup")
    assert (cup.complete, cup.winner) == (True, "c")
    assert [match.event for match in cup.matches] == [
        "cup-semi-final-a-d", "cup-semi-final-b-c", "cup-third-place-d-b", "cup-final-a-c",
    ]  # fmt: skip


def test_a_draw_without_a_shoot_out_says_what_is_missing():
    play = Play(declare(knockout(entries="[a, b]")))
    play.result("a", "b", (1, 1))

    tie = play.progress().stage("cup").levels[0].ties[0]

    assert (tie.winner, tie.settled) == ("", False)
    assert "has to be recorded" in tie.note


def test_the_last_game_of_a_series_is_declared_only_when_it_is_needed():
    play = Play(declare(knockout(entries="[a, b]", best_of=3)))
    needed = [match.needed for match in play.progress().stage("cup").levels[0].ties[0].matches]
    assert needed == [True, True, False]

    play.result("a", "b", (3, 0))
    play.result("b", "a", (3, 0))
    tie = play.progress().stage("cup").levels[0].ties[0]
    assert (tie.score, [match.needed for match in tie.matches]) == ((1, 1), [True, True, True])
    assert tie.matches[2].event == "cup-final-a-b-3"

    play.result("a", "b", (3, 0))
    assert play.progress().stage("cup").winner == "a"


def test_a_series_that_is_decided_early_has_no_last_game():
    play = Play(declare(knockout(entries="[a, b]", best_of=3)))
    play.result("a", "b", (3, 0))
    play.result("b", "a", (1, 3))

    cup = play.progress().stage("cup")

    assert (cup.winner, cup.complete, len(cup.matches)) == ("a", True, 2)


def test_two_legs_are_added():
    play = Play(declare(knockout(entries="[a, b]", legs=2)))
    assert [match.event for match in play.progress().stage("cup").matches] == ["cup-final-a-b", "cup-final-b-a"]
    play.result("a", "b", (1, 0))
    play.result("b", "a", (3, 1))

    tie = play.progress().stage("cup").levels[0].ties[0]

    assert (tie.score, tie.winner) == ((2, 3), "b")


def test_a_corrected_result_of_a_semi_final_changes_the_final():
    play = Play(declare(knockout()))
    play.result("a", "d", (1, 0))
    play.result("b", "c", (1, 0))
    assert play.progress().stage("cup").matches[-1].event == "cup-final-a-b"

    play.add("cup-semi-final-a-d", event("decision", KICK_OFF + timedelta(days=1), kind="award", participant="d",
                                         reason="A played somebody who was not registered"))  # fmt: skip

    assert play.progress().stage("cup").matches[-1].event == "cup-final-d-b"


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 9), st.randoms(use_true_random=False))
def test_every_bracket_of_n_is_decided_by_n_minus_1_matches(count, chance):
    teams = ", ".join(f"{{id: t{number}, name: T{number}}}" for number in range(count))
    play = Play(declare(knockout(), teams=f"[{teams}]"))
    played = 0
    while not play.progress().stage("cup").complete:
        match = chance.choice([one for one in play.progress().matches() if one.event and one.score is None])
        play.result(match.home.id, match.away.id, chance.choice([(1, 0), (0, 1)]))
        played += 1

    assert played == count - 1


SWISS = """\
- id: open
  type: swiss
  rounds: 3
  rules: {points: {win: 1, draw: 0.5, loss: 0}}
  dates: {days: [2026-09-04, 2026-09-11, 2026-09-18]}
"""
FIVE = "[{id: a, name: A}, {id: b, name: B}, {id: c, name: C}, {id: d, name: D}, {id: e, name: E}]"


def play_round(play, number, better="abcde"):
    matches = [one for one in play.progress().matches() if one.number == number]
    for one in matches:
        home_wins = better.index(one.home.id) < better.index(one.away.id)
        play.result(one.home.id, one.away.id, (1, 0) if home_wins else (0, 1))
    return [(one.home.id, one.away.id) for one in matches]


def test_a_swiss_stage_draws_the_next_round_when_the_last_one_is_over():
    play = Play(declare(SWISS, FIVE, sport="chess"))
    first = play.progress().stage("open")
    assert [(one.home.id, one.away.id) for one in first.matches] == [("a", "c"), ("d", "b")]
    assert first.resting[0].side.id == "e"
    assert first.matches[0].event == "cup-open-1-a-c"
    assert first.matches[0].day == date(2026, 9, 4)

    play_round(play, 1)
    second = play.progress().stage("open")
    assert {one.number for one in second.matches} == {1, 2}
    assert second.tables[0].row_of("e").points == 1

    met = [frozenset(pair) for number in (2, 3) for pair in play_round(play, number)]
    assert len({*met, frozenset("ac"), frozenset("bd")}) == 6
    done = play.progress().stage("open")
    assert (done.complete, done.winner) == (True, "a")
    assert len({one.side.id for one in done.resting}) == 3


def test_a_round_that_has_begun_stands_when_an_earlier_result_is_corrected():
    play = Play(declare(SWISS, FIVE, sport="chess"))
    play_round(play, 1)
    second = [(one.home.id, one.away.id) for one in play.progress().matches() if one.number == 2]
    for home, away in second:
        play.record(f"cup-open-2-{home}-{away}", home, away, (0, 0), status="scheduled")
    award = event("decision", kind="award", participant="c", reason="A had help")
    play.add("cup-open-1-a-c", award)
    redrawn = [(one.home.id, one.away.id) for one in play.progress().matches() if one.number == 2]
    assert redrawn != second

    home, away = second[0]
    play.forget(f"cup-open-2-{home}-{away}")
    play.record(f"cup-open-2-{home}-{away}", home, away, (1, 0), status="live")

    standing = [(one.home.id, one.away.id) for one in play.progress().matches() if one.number == 2]
    assert standing == second


def test_a_swiss_round_that_cannot_be_drawn_says_so():
    teams = "[{id: a, name: A}, {id: b, name: B}]"
    play = Play(declare("- {id: open, type: swiss, rounds: 2}", teams, sport="chess"))
    play_round(play, 1)

    assert play.progress().stage("open").problem.startswith("Round 2 cannot be drawn")


def test_who_is_away_from_a_swiss_round_is_not_drawn():
    absent = f"{SWISS}  absences: [{{competitor: a, since: 1}}]\n"

    first = Play(declare(absent, FIVE, sport="chess")).progress().stage("open")

    assert not any(one.has("a") for one in first.matches)
    assert not first.resting


def test_a_ladder_moves_by_challenges_that_are_final():
    play = Play(declare("- {id: ladder, type: ladder, reach: 2}", sport="table-tennis"))
    play.record("m1", "c", "a", (3, 1), stage="ladder")
    play.record("m2", "d", "c", (3, 0), stage="Ladder")
    play.record("m3", "b", "d", (3, 0), stage="ladder", status="ended")

    ladder = play.progress().stage("ladder")
    live = play.progress(as_it_stands=True).stage("ladder")

    assert [rung.competitor for rung in ladder.rungs] == ["c", "b", "a", "d"]
    assert [step.note for step in ladder.steps] == ["", "3 places apart, 2 are allowed"]
    assert [(rung.began, rung.played, rung.won) for rung in ladder.rungs[:1]] == [(3, 2, 1)]
    assert len(live.steps) == 3


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_in_which_results_come_does_not_matter(chance):
    pairs = [*combinations("abcd", 2)]
    scores = {pair: (chance.randint(0, 3), chance.randint(0, 3)) for pair in pairs}
    views = []
    for order_ in (pairs, chance.sample(pairs, len(pairs))):
        play = Play(declare("- {id: league, type: league, draw: {}}"))
        for pair in order_:
            match = next(one for one in play.progress().matches() if {one.home.id, one.away.id} == {*pair})
            score = scores[pair] if match.home.id == pair[0] else scores[pair][::-1]
            at = KICK_OFF + timedelta(hours=pairs.index(pair))
            play.record(match.event, match.home.id, match.away.id, score, at=at)
        views.append(play.progress())

    assert views[0] == views[1]


def test_a_retracted_result_is_as_if_it_never_was():
    before = Play(declare(LEAGUE))
    before.result("a", "d", (1, 0))
    after = Play(declare(LEAGUE))
    after.result("a", "d", (1, 0))
    after.result("b", "c", (4, 0))
    after.add("cup-b-c", *[
        event("retract", KICK_OFF + timedelta(days=1, seconds=number), action=entry.action.id, reason="Wrong match")
        for number, entry in enumerate(after.states["cup-b-c"].timeline)
        if entry.action.kind != "event.declared"
    ])  # fmt: skip

    assert after.progress().stage("league").tables == before.progress().stage("league").tables


def test_loose_fixtures_belong_to_no_stage():
    competition = declare("  []\nfixtures: [{id: friendly, home: a, away: b, day: 2026-12-01, round: Friendly}]")
    play = Play(competition)
    play.record("cup-friendly", "a", "b", (2, 2))

    (match,) = play.progress().loose

    assert (match.event, match.day, match.score) == ("cup-friendly", date(2026, 12, 1), (2, 2))


@pytest.mark.parametrize("name", ["league", "nothing"])
def test_what_is_not_there_is_a_key_error(name):
    view = Play(declare(LEAGUE)).progress()

    with pytest.raises(KeyError):
        view.stage("x") if name == "nothing" else view.stage("league").table("x")
