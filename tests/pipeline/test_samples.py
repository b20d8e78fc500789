from datetime import date

import hypothesis.strategies as st
from hypothesis import given

from lib.pipeline.samples import samples
from lib.sport import fold
from lib.sport.actions import Action, Entrant
from lib.sport.profiles import ChallengeFormat
from lib.sport.state import EventRecord, Provenance
from tests.sport import making
from tests.sport.making import action, declared

AT = 1_777_730_400_000  # the kick-off of `making`, 2026-05-02 14:00 UTC, in ms


def record(*actions: Action, sampled: int = AT) -> EventRecord:
    return EventRecord(fold.fold("e1", actions), Provenance("sport.actions", 0, 0, len(actions), len(actions), sampled))


def values(*actions: Action, sampled: int = AT) -> dict[str, float | None]:
    """The last value of each series, written as PromQL writes it, without the labels that all have."""
    found = {}
    for sample in samples(record(*actions, sampled=sampled)):
        own = [f'{name}="{value}"' for name, value in sample.labels if name not in {"event", "competition", "sport"}]
        if sample.value is not None:
            found[f"{sample.name}{{{','.join(own)}}}"] = sample.value
    return found


def goal(participant: str, at: float, **data) -> Action:
    return action("score", at=at, participant=participant, period=1, clock=at, **data)


KICKED_OFF = (declared(competition="cup"), action("period.start", at=0, period=1))
OVER = action("event.status", at=6000, status="ended")


def test_an_event_that_is_only_planned_has_no_samples():
    assert samples(record(declared())) == []


def test_an_event_without_a_declaration_has_no_samples():
    assert samples(record(goal("sales", 10))) == []


def test_labels_are_few_and_sorted():
    (live,) = [one for one in samples(record(*KICKED_OFF)) if one.name == "sport_event_live"]

    assert live.labels == (("competition", "cup"), ("event", "e1"), ("sport", "football"))


def test_all_samples_of_a_state_have_its_time():
    assert {one.timestamp for one in samples(record(*KICKED_OFF, goal("sales", 60)))} == {AT}


def test_a_goal_is_in_the_score_and_among_the_goals():
    found = values(*KICKED_OFF, goal("sales", 60), goal("sales", 90, method="penalty"))

    assert found['sport_event_score{competitor="sales",side="home"}'] == 2
    assert found['sport_event_score{competitor="logistics",side="away"}'] == 0
    assert found['sport_event_goals{competitor="sales",method="open"}'] == 1
    assert found['sport_event_goals{competitor="sales",method="penalty"}'] == 1
    assert found['sport_event_goals{competitor="logistics",method="penalty"}'] == 0


def test_an_own_goal_counts_for_the_other_side():
    found = values(*KICKED_OFF, goal("sales", 60, method="own"))

    assert found['sport_event_goals{competitor="logistics",method="own"}'] == 1
    assert found['sport_event_goals{competitor="sales",method="own"}'] == 0


def test_goals_are_told_by_the_minutes_of_play_added_time_with_the_last_ones_of_its_half():
    second = action("period.start", at=3600, period=2)
    late = action("score", at=6120, participant="sales")  # nobody said its clock: 42 minutes into the second half
    extra = action("score", at=6500, participant="sales", period=3, clock=20)

    found = values(*KICKED_OFF, goal("sales", 899), goal("sales", 2820), second, late, extra)

    fell = {name: found[f'sport_event_goals_by_minute{{minutes="{name}"}}'] for name in ("00-15", "30-45", "75-90")}
    assert fell == {"00-15": 1, "30-45": 1, "75-90": 1}
    assert found['sport_event_goals_by_minute{minutes="extra"}'] == 1
    assert found['sport_event_goals_by_minute{minutes="15-30"}'] == 0


def test_a_kick_of_the_shootout_is_no_goal():
    found = values(*KICKED_OFF, action("score", at=9000, participant="sales", period=5))

    assert found['sport_event_shootout_score{competitor="sales"}'] == 1
    assert found['sport_event_score{competitor="sales",side="home"}'] == 0
    assert not [series for series in found if series.startswith("sport_event_goals{") and found[series]]


def test_a_retracted_goal_leaves_a_zero():
    first = goal("sales", 60, method="header")

    found = values(*KICKED_OFF, first, action("retract", at=120, action=first.id))

    assert found['sport_event_score{competitor="sales",side="home"}'] == 0
    assert found['sport_event_goals{competitor="sales",method="header"}'] == 0
    assert found['sport_event_actions{status="accepted",type="score"}'] == 0
    assert found['sport_event_actions{status="retracted",type="score"}'] == 1


def test_an_amended_goal_moves_from_one_method_to_the_other():
    first = goal("sales", 60)

    found = values(*KICKED_OFF, first, action("amend", at=120, action=first.id, fields={"method": "own"}))

    assert found['sport_event_goals{competitor="sales",method="open"}'] == 0
    assert found['sport_event_goals{competitor="logistics",method="own"}'] == 1


def test_cards_and_fouls_are_counted_by_side_and_kind():
    booked = [
        action("sanction", at=at, participant="sales", kind=kind)
        for at, kind in enumerate(("yellow", "yellow", "red", "foul"))
    ]

    found = values(*KICKED_OFF, *booked)

    assert found['sport_event_cards{competitor="sales",kind="yellow"}'] == 2
    assert found['sport_event_cards{competitor="logistics",kind="red"}'] == 0
    assert found['sport_event_fouls{competitor="sales",kind="foul"}'] == 1


def test_plays_are_counted_as_actions():
    passes = [action("play", at=at, participant="sales", kind="pass") for at in range(5)]

    found = values(*KICKED_OFF, *passes, action("retract", at=9, action=passes[0].id))

    assert found['sport_event_actions{status="accepted",type="play"}'] == 4
    assert found['sport_event_actions{status="retracted",type="play"}'] == 1


def test_the_clock_shows_the_time_of_the_sample():
    running = values(*KICKED_OFF, sampled=AT + 61_500)
    stopped = values(*KICKED_OFF, action("clock.adjust", at=60, period=1, clock=59, running=False), sampled=AT + 90_000)

    assert running["sport_event_clock_seconds{}"] == 61.5
    assert stopped["sport_event_clock_seconds{}"] == 59
    assert stopped["sport_event_period{}"] == 1


def test_a_set_sport_has_points_of_the_current_set_and_no_clock():
    points = [action("score", at=at, participant="sales") for at in range(12)]

    found = values(declared("table-tennis"), *points)

    assert found['sport_event_score{competitor="sales",side="home"}'] == 1
    assert found['sport_event_set_points{competitor="sales"}'] == 1
    assert found["sport_event_period{}"] == 2
    assert "sport_event_clock_seconds{}" not in found
    assert not [series for series in found if series.startswith("sport_event_goals")]


def test_an_event_is_on_now_from_its_start_to_its_end_breaks_included():
    in_break = action("event.status", at=2700, status="break")

    assert values(*KICKED_OFF)["sport_event_live{}"] == 1
    assert values(*KICKED_OFF, in_break)["sport_event_live{}"] == 1
    assert values(*KICKED_OFF, in_break, OVER)["sport_event_live{}"] == 0


def test_each_series_of_an_event_that_is_over_ends_in_the_odd_millisecond_after_its_last_value():
    found = samples(record(*KICKED_OFF, goal("sales", 60), OVER))

    final = {(one.name, one.labels): one.timestamp for one in found if one.value is not None}
    ended = {(one.name, one.labels): one.timestamp for one in found if one.value is None}
    assert final.keys() == ended.keys()
    assert set(final.values()) == {AT}
    assert set(ended.values()) == {AT + 1}


def test_a_correction_after_the_end_comes_without_a_collision():
    whole = [*KICKED_OFF, goal("sales", 60), OVER]
    before = samples(record(*whole, sampled=AT))
    after = samples(record(*whole, action("retract", at=6001, action=whole[2].id), sampled=AT + 2))

    def places(found: list) -> set:
        return {(one.name, one.labels, one.timestamp) for one in found}

    assert not places(before) & places(after)


EVERYTHING = [
    *KICKED_OFF,
    goal("sales", 60, id="g1"),
    goal("logistics", 70, id="g2", method="own"),
    action("sanction", at=80, id="c1", participant="logistics", kind="red"),
    action("play", at=85, id="p1", participant="sales", kind="pass"),
    action("amend", at=90, id="a1", action="g1", fields={"method": "penalty", "clock": 1000}),
    action("amend", at=91, id="a2", action="c1", fields={"kind": "yellow"}),
    action("retract", at=92, id="r1", action="g1"),
    action("retract", at=93, id="r2", action="a1"),
    action("retract", at=94, id="r3", action="p1"),
    action("retract", at=95, id="r4", action="r1"),
    OVER,
]


@given(st.permutations(EVERYTHING[1:]))
def test_a_series_that_there_once_was_gets_a_sample_of_every_later_state(order):
    had: set = set()
    for count in range(len(order) + 1):
        found = values(EVERYTHING[0], *order[:count])
        assert had <= found.keys()
        had |= found.keys()


@given(st.permutations(EVERYTHING))
def test_the_order_of_arrival_does_not_change_the_samples_of_the_whole(order):
    assert samples(record(*order)) == samples(record(*EVERYTHING))


def test_a_race_says_how_many_are_where_and_never_who():
    start, absent = action("start"), action("result.status", at=9, bib="3", status="DNS")
    found = values(making.race(), start, making.passing("1", "k2", 500), making.passing("99", "k2", 510), absent)

    assert found['sport_race_participants{status="running"}'] == 1
    assert found['sport_race_participants{status="DNS"}'] == 1
    assert found['sport_race_participants{status="finished"}'] == 0
    assert found['sport_race_crossings{checkpoint="k2"}'] == 1
    assert found["sport_race_leader_meters{}"] == 2000
    assert found["sport_race_questioned{}"] == 1
    assert found['sport_event_actions{status="accepted",type="passing"}'] == 2
    assert not [series for series in found if "score" in series or "99" in series]


def test_a_challenge_says_what_teams_have_and_what_is_due_by_the_day():
    shape = ChallengeFormat(target=10_000, first_day=date(2026, 5, 1), last_day=date(2026, 5, 10))
    found = values(making.challenge(shape), making.walked("ada", 4000, "2026-05-02"))

    assert found['sport_challenge_team_amount{competitor="ops",unit="steps"}'] == 4000
    assert found['sport_challenge_team_score{competitor="ops",unit="steps"}'] == 2000
    assert found['sport_challenge_team_score{competitor="sales",unit="steps"}'] == 0
    assert found['sport_challenge_amount{unit="steps"}'] == 4000
    assert found['sport_challenge_due{unit="steps"}'] == 2000


def test_a_field_that_is_only_entered_writes_nothing():
    assert not values(making.race(), action("entry", at=-60, entrants=[Entrant(id="9", name="Eve")]))


def test_a_result_that_is_entered_whole_is_a_score():
    found = values(declared("chess"), action("result", score=[0.5, 0.5]))

    assert found['sport_event_score{competitor="sales",side="home"}'] == 0.5
