"""Races: any order gives the same, and what is doubtful is questioned, never lost and never first."""

from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.sport import boards, race
from lib.sport.actions import Entrant
from lib.sport.fold import add, fold, format_of
from lib.sport.participations import MemoryField
from lib.sport.profiles import Checkpoint, RaceFormat
from lib.sport.race_board import Board
from lib.sport.state import EventState
from tests.sport.making import FIVE_KM, KICK_OFF, RUNNERS, action, passing, runner
from tests.sport.making import race as declared

ENDED = action("event.status", at=900, status="ended")
ABSENT = action("result.status", at=9, bib="1", status="DNS")
LAPS = RaceFormat(checkpoints=[Checkpoint("line", 1000)], laps=3, tolerance_s=20)
BIBS = st.sampled_from(["1", "2", "3", "99", ""])
CHECKPOINTS = st.sampled_from(["start", "k2", "finish"])
SECONDS = st.sampled_from([-5, 0, 3, 8, 300, 420, 430, 900, 1200, 1500, 1510])


@st.composite
def some_action(draw, number: int):
    """An action of a race, with an id that others may refer to."""
    kinds = ["passing"] * 5 + ["start", "result.status", "entry", "event.status", "retract", "amend", "amend"]
    kind, about = draw(st.sampled_from(kinds)), {"at": draw(SECONDS), "id": f"a{number}"}
    target = f"a{draw(st.integers(0, 14))}"
    amendments = [{"bib": draw(BIBS) or None}, {"confirmed": True}, {"checkpoint": draw(CHECKPOINTS)}, {"wave": "late"}]
    data = {
        "passing": lambda: {"bib": draw(BIBS) or None, "checkpoint": draw(CHECKPOINTS)},
        "start": lambda: {"wave": draw(st.sampled_from(["", "late"]))},
        "result.status": lambda: {
            "bib": draw(BIBS) or "1",
            "status": draw(st.sampled_from(["DNS", "DNF", "DSQ", "ok"])),
        },
        "entry": lambda: {"entrants": [Entrant(id="99", name="Late"), Entrant(id=draw(BIBS) or "4", name="Other")]},
        "event.status": lambda: {"status": draw(st.sampled_from(["live", "ended"]))},
        "retract": lambda: {"action": target},
        "amend": lambda: {"action": target, "fields": draw(st.sampled_from(amendments))},
    }[kind]()
    return action(kind, **about, **data)


@st.composite
def races(draw):
    """What was recorded in a race."""
    return [declared(), *(draw(some_action(number)) for number in range(draw(st.integers(0, 15))))]


@given(races(), st.randoms(use_true_random=False))
def test_any_order_and_repetition_give_the_same_race(actions, random):
    shuffled = actions + [one for one in actions if random.random() < 0.3]
    random.shuffle(shuffled)

    assert fold("e1", shuffled) == fold("e1", actions)


@given(races(), st.randoms(use_true_random=False))
def test_a_board_that_follows_is_the_board_that_is_made_anew(actions, random):
    """Whatever comes in whatever order, each correction after what it corrects, as in the processor."""
    random.shuffle(actions)
    known, field, state = {}, MemoryField(), EventState(id="e1")
    following = None
    for one in sorted(actions, key=lambda one: one.kind != "event.declared"):
        if one.kind in {"retract", "amend"} and one.data.action not in known:
            continue
        known[one.id] = one
        before = {who: field.get(who) for who in field.ids()}
        state = add(state, one, known.get, field)
        if following is None or following.around != race.context(state, format_of(state.declared)):
            following = boards.make(state, format_of(state.declared), field)
        for who in field.ids():
            if field.get(who) is not before.get(who):
                following.place(who)

    assert following.state() == Board(following.around, field).state()
    assert boards.complete(state, following) == fold("e1", known.values())


@given(races(), st.integers(0, 14))
def test_a_retracted_action_is_as_if_it_never_was(actions, number):
    untouched = [one for one in actions if one.kind not in {"retract", "amend"}]
    without = fold("e1", [one for one in untouched if one.id != f"a{number}"])
    retracted = fold("e1", [*untouched, action("retract", at=9000, id="undo", action=f"a{number}")])

    assert (retracted.race, retracted.status) == (without.race, without.status)


@given(races())
@settings(max_examples=50)
def test_every_crossing_counts_or_is_questioned_or_repeats_one_that_counts(actions):
    field = MemoryField()
    state = fold("e1", actions, field)
    around = race.context(state, FIVE_KM)
    for who in field.ids():
        made, held = race.effort(around, field.get(who)), field.get(who)
        moments = {at for _, at in made.splits}
        questioned = {one.action for one in made.questions}
        for fact in held.passings:
            near = any(abs(fact.moment - at) <= FIVE_KM.tolerance_s * 1000 for at in moments)
            assert fact.void or fact.id in questioned or near


def lines(*actions, shape=FIVE_KM, runners=RUNNERS, gun=True):
    """The leaderboard by id."""
    given_ = [declared(shape, runners=runners), *([action("start")] if gun else []), *actions]
    return {line.id: line for line in fold("e1", given_).race.leaders}


def state_of(*actions, shape=FIVE_KM, **data):
    return fold("e1", [declared(shape, **data), action("start"), *actions]).race


def test_the_official_time_is_rounded_up_to_the_whole_second():
    """2:09:44.3 is 2:09:45: the example of World Athletics' rule."""
    assert race.official(7_784_300, FIVE_KM) == 7_785_000
    assert race.official(7_784_000, FIVE_KM) == 7_784_000
    assert race.official(7_784_300, RaceFormat(round_up=False)) == 7_784_300


def test_places_go_by_the_whole_time_and_not_by_the_rounded_one():
    board = lines(passing("2", "finish", 1500.2), passing("1", "finish", 1500.9))

    assert [(one.id, one.rank, one.time) for one in board.values()][:2] == [("2", 1, 1_501_000), ("1", 2, 1_501_000)]


def test_the_same_time_shares_the_place_and_the_next_is_skipped():
    board = lines(passing("1", "finish", 1500), passing("2", "finish", 1500), passing("3", "finish", 1600))

    assert [one.rank for one in board.values()] == [1, 1, 3]


def test_waves_are_timed_from_their_own_gun():
    late = action("start", at=600, wave="late")
    board = lines(late, passing("1", "finish", 1500), passing("3", "finish", 2000))

    assert (board["3"].gun, board["3"].rank, board["1"].rank) == (1_400_000, 1, 2)


def test_a_setting_ranks_by_net_time():
    shape = RaceFormat(checkpoints=FIVE_KM.checkpoints, rank_by="net")
    crossings = [
        passing("1", "start", 2),
        passing("2", "start", 120),
        passing("1", "finish", 1500),
        passing("2", "finish", 1560),
    ]

    assert [one.id for one in lines(*crossings, shape=shape).values()][:2] == ["2", "1"]
    assert [one.id for one in lines(*crossings).values()][:2] == ["1", "2"]


def test_the_first_gun_of_a_wave_stands():
    state = fold("e1", [declared(), action("start"), action("start", at=3, id="again")])

    assert state.race.starts == {"": round(KICK_OFF.timestamp() * 1000)}
    assert "started already" in state.timeline[-1].note


def test_the_status_decides_first_and_those_who_did_not_start_are_never_ranked():
    """OpenSplitTime#752: DNS above runners on course."""
    runners = [runner(str(number), f"R{number}") for number in range(1, 7)]
    board = lines(
        passing("1", "start", 1), passing("1", "k2", 500), passing("1", "finish", 1400), passing("2", "k2", 480),
        passing("3", "k2", 400), action("result.status", at=700, bib="3", status="DNF"),
        action("result.status", at=1, bib="4", status="DNS"),
        passing("5", "finish", 1300), action("result.status", at=1500, bib="5", status="DSQ", reason="a short cut"),
        runners=runners,
    )  # fmt: skip

    assert [(one.id, one.status, one.rank) for one in board.values()] == [
        ("1", "finished", 1), ("2", "running", 2), ("6", "waiting", None), ("3", "DNF", None), ("4", "DNS", None),
        ("5", "DSQ", None),
    ]  # fmt: skip
    assert board["5"].note == "a short cut"


def test_when_nobody_starts_nobody_has_a_place():
    """wca-live#49."""
    board = lines(*(action("result.status", at=1, bib=bib, status="DNS") for bib in "123"))

    assert {one.rank for one in board.values()} == {None}


def test_a_lap_above_the_last_one_is_questioned_and_never_first():
    """OpenSplitTime#937."""
    runners = [runner("1", "Ada"), runner("2", "Bob")]
    three = [passing("1", "line", 300 * lap) for lap in (1, 2, 3)]
    four = [passing("2", "line", 310 * lap) for lap in (1, 2, 3, 4)]
    state = state_of(*three, *four, passing("2", "line", 400, id="above", lap=9), shape=LAPS, runners=runners)

    assert [one.id for one in state.leaders] == ["1", "2"]
    assert [one.reason for one in state.questions] == ["lap 4 of 3", "lap 9 of 3"]


def test_times_after_a_drop_are_questioned_not_lost():
    """OpenSplitTime#1552."""
    dropped = [passing("1", "k2", 500), action("result.status", at=700, bib="1", status="DNF")]
    state = state_of(*dropped, passing("1", "finish", 1500, id="back"))
    after = state_of(
        *dropped, passing("1", "finish", 1500, id="back"), action("result.status", at=1600, bib="1", status="ok")
    )

    assert [(one.action, one.reason) for one in state.questions] == [("back", "after it did not finish")]
    assert (after.questioned, after.leaders[0].status) == (0, "finished")


def test_splits_without_a_start_have_no_time_and_no_place():
    """OpenSplitTime#496."""
    line = lines(passing("1", "k2", 500), passing("1", "finish", 1500), gun=False)["1"]

    assert (line.status, line.rank, line.time, line.note) == ("finished", None, None, "no start was recorded")


def test_readings_of_a_crossing_within_the_tolerance_are_one():
    """OpenSplitTime#130: two readers at a line, and each of them twice."""
    state = state_of(*(passing("1", "k2", 500 + seconds, id=f"r{seconds}") for seconds in (0, 2, 3, 9)))

    assert (state.questioned, state.leaders[0].splits) == (0, [(1, 500_000)])


def test_a_second_passing_is_questioned_and_the_first_one_counts():
    state = state_of(passing("1", "k2", 500), passing("1", "k2", 800, id="double"))

    assert [(one.action, one.reason) for one in state.questions] == [("double", "passed here before")]
    assert state.leaders[0].splits == [(1, 500_000)]


@pytest.mark.parametrize(
    ("crossings", "reason"),
    [
        ([passing("1", "k2", -5, id="x")], "before the start"),
        ([passing("1", "finish", 1500), passing("1", "k2", 1600, id="x")], "after Finish"),
        ([passing("1", "k2", 100, id="x")], "too fast"),
        ([passing("1", "k2", 500), passing("1", "finish", 600, id="x")], "too fast"),
        ([ENDED, passing("1", "k2", 950, id="x")], "after the end of the event"),
        ([ABSENT, passing("1", "k2", 500, id="x")], "listed as not started"),
        ([passing("77", "k2", 500, id="x")], "not on the list of entries"),
        ([passing("", "k2", 500, id="x")], "without a bib"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)  # fmt: skip
def test_what_is_doubtful_is_questioned_with_its_reason(crossings, reason):
    assert [(one.action, one.reason) for one in state_of(*crossings).questions] == [("x", reason)]


@pytest.mark.parametrize("crossing", [passing("1", "k2", 100, id="x"), passing("1", "k2", -5, id="x")])
def test_a_person_can_confirm_what_was_questioned(crossing):
    confirm = action("amend", at=9000, action="x", fields={"confirmed": True}, reason="seen on the film")

    for order in permutations([action("start"), crossing, confirm]):
        race_ = fold("e1", [declared(), *order]).race
        assert race_.questioned == 0
        assert race_.leaders[0].splits[0][0] == 1


def test_an_unknown_bib_counts_as_soon_as_it_is_entered():
    late = action("entry", at=2000, entrants=[Entrant(id="77", name="Eve")])
    state = state_of(passing("77", "finish", 1500), late)

    assert (state.questioned, state.leaders[0].name, state.leaders[0].rank) == (0, "Eve", 1)


def test_a_time_without_a_bib_is_assigned_later_and_can_be_taken_back():
    tap = passing("", "finish", 1500, id="tap")
    assign = action("amend", at=1510, id="assign", action="tap", fields={"bib": "2"})
    wrong = action("retract", at=1520, action="assign")

    assert state_of(tap, assign).leaders[0].id == "2"
    assert state_of(tap, assign, wrong).questions[0].reason == "without a bib"


def test_an_open_race_takes_whoever_comes():
    state = state_of(passing("77", "finish", 1500), shape=RaceFormat(checkpoints=FIVE_KM.checkpoints, open=True))

    assert (state.leaders[0].id, state.questioned) == ("77", 0)


def test_who_was_lapped_comes_after_those_on_the_lead_lap():
    runners = [runner("1", "Ada"), runner("2", "Bob")]
    board = lines(
        *(passing("1", "line", 300 * lap) for lap in (1, 2, 3)), passing("2", "line", 450),
        action("result.status", at=800, bib="2", status="LAP"), shape=LAPS, runners=runners,
    )  # fmt: skip

    assert [(one.id, one.status, one.rank) for one in board.values()] == [("1", "finished", 1), ("2", "lapped", 2)]


def test_gaps_are_to_the_leader_at_the_same_place_and_arrivals_follow_from_the_pace():
    board = lines(passing("1", "k2", 400), passing("2", "k2", 420))
    start = round(KICK_OFF.timestamp() * 1000)

    assert (board["1"].gap, board["2"].gap) == (0, 20_000)
    assert board["1"].finish_at == start + 1_000_000
    assert board["2"].next_at == start + 1_050_000


def test_the_readers_own_moment_is_taken_where_it_is_better():
    chip = KICK_OFF + timedelta(seconds=1499.2)

    assert lines(passing("1", "finish", 1520, chip=chip))["1"].gun == 1_499_200


def test_members_of_teams_and_entries_are_the_field_of_a_large_race():
    entries = [
        action(
            "entry",
            at=-60,
            id=f"list-{page}",
            entrants=[Entrant(id=str(page * 100 + n), name=f"R{n}") for n in range(100)],
        )
        for page in range(1, 6)
    ]
    state = fold("e1", [declared(runners=[]), *entries, action("start"), passing("250", "finish", 1500)])

    assert state.race.numbers == {"finished": 1, "waiting": 499}
    assert len(state.race.leaders) == 20


def test_a_line_of_the_start_is_passed_in_the_first_lap_alone():
    shape = RaceFormat(checkpoints=FIVE_KM.checkpoints, laps=2)

    assert [(one.checkpoint, one.lap, one.distance) for one in race.slots(shape)] == [
        ("start", 1, 0), ("k2", 1, 2000), ("finish", 1, 5000), ("k2", 2, 7000), ("finish", 2, 10_000),
    ]  # fmt: skip
