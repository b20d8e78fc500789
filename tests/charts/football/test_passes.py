import pytest

from lib.charts.football import passes
from tests.charts.football import raw
from tests.charts.matches import FINAL_2018, drawn
from tests.sport.making import action, declared


@raw.every_match
def test_passes_and_completed_passes_are_those_of_the_recording(path):
    frame, state = raw.match(path)

    table = passes.table(frame, state)

    for side, team in enumerate(raw.teams(path)):
        own = [one for one in raw.events(path) if one["teamId"] == team and one["eventName"] == "Pass"]
        assert (table["side"] == side).sum() == pytest.approx(len(own), abs=2)  # a pass may be a carry to kloppy
        accurate = sum(raw.ACCURATE in raw.tags(one) for one in own)
        assert table.loc[table["side"] == side, "completed"].sum() == pytest.approx(accurate, abs=6)


@raw.every_match
def test_the_sums_of_the_network_are_those_of_the_passes(path):
    frame, state = raw.match(path)
    table = passes.table(frame, state)

    for side in (0, 1):
        own = table[table["side"] == side]
        who, pairs = passes.players(own), passes.pairs(own)
        assert who["made"].sum() == len(own)
        assert who["completed"].sum() == own["completed"].sum()
        assert who["received"].sum() == pairs["passes"].sum() == (own["receiver"] != "").sum()


@raw.every_match
def test_most_completed_passes_have_a_receiver(path):
    frame, state = raw.match(path)
    completed = passes.table(frame, state).query("completed")

    assert (completed["receiver"] != "").mean() > 0.8


def test_a_receiver_is_of_the_same_side_and_another_player():
    frame, state = raw.match(FINAL_2018)
    known = passes.table(frame, state).query("receiver != ''")
    sides = frame[frame["member"] != ""].groupby("member")["participant"].agg("first")

    assert (known["receiver"] != known["member"]).all()
    assert (known["receiver"].map(sides) == known["participant"]).all()


def test_who_acts_next_received_unless_the_other_side_acts_first():
    plays = [
        action("play", at=at, participant=side, kind=kind, outcome="complete", member=member, period=1, clock=at)
        for at, side, kind, member in (
            (1, "sales", "pass", "A"), (2, "logistics", "duel", "X"), (3, "sales", "pass", "B"),
            (4, "logistics", "interception", "Y"), (5, "sales", "pass", "C"),
        )
    ]  # fmt: skip
    frame, state = drawn([declared(), action("period.start", period=1), *plays])

    assert passes.table(frame, state)["receiver"].tolist() == ["B", "", ""]


def test_the_network_draws_both_sides_and_says_how():
    frame, state = raw.match(FINAL_2018)

    for side in (0, 1):
        figure = passes.network(frame, state, side)
        assert len(figure.data[-1].text) >= 11
        assert any(one.name == "source" for one in figure.layout.annotations)


def test_nobody_has_passed_yet():
    frame, state = drawn([declared()])

    assert passes.table(frame, state).empty
    assert passes.network(frame, state, 0).data
