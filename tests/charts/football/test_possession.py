import numpy as np
import pytest

from lib.charts.football import possession
from tests.charts.football import raw
from tests.charts.matches import FINAL_2018, drawn, source
from tests.sport.making import action, declared


def by_hand(path) -> list[float]:
    """Seconds of both sides, one event after the other."""
    seconds, before = [0.0, 0.0], None
    for one in sorted(raw.events(path), key=lambda one: (one["matchPeriod"], one["eventSec"])):
        if one["eventName"] in {"Duel", "Foul"}:
            continue
        if before is not None and before["matchPeriod"] == one["matchPeriod"]:
            spell = min(one["eventSec"] - before["eventSec"], possession.LONGEST_S)
            seconds[raw.teams(path).index(before["teamId"])] += spell
        before = one
    return seconds


@raw.every_match
def test_the_seconds_of_both_sides_are_those_of_a_count_by_hand(path):
    frame, state = raw.match(path)

    minutes = possession.table(frame, state)

    wanted = by_hand(path)  # kloppy reads some duels as interceptions, and then they count
    assert minutes["home"].sum() == pytest.approx(wanted[0], rel=0.02)
    assert minutes["away"].sum() == pytest.approx(wanted[1], rel=0.02)


@raw.every_match
def test_no_minute_has_more_than_sixty_seconds(path):
    frame, state = raw.match(path)
    minutes = possession.table(frame, state)

    assert (minutes["home"] + minutes["away"]).max() <= 60 + 1e-6
    assert minutes["share"].dropna().between(0, 1).all()


@raw.every_match
def test_the_figure_has_both_shares_of_each_minute_and_its_method(path):
    frame, state = raw.match(path)

    figure = possession.chart(frame, state)

    home, away = (np.array(one.y, dtype="float64") for one in figure.data)
    minutes = possession.table(frame, state)
    assert home.tolist() == pytest.approx(minutes["share"].tolist(), nan_ok=True)
    assert np.nanmin(home + away) == np.nanmax(home + away) == 1
    assert [one.name.rpartition(" ")[2] for one in figure.data] == [
        f"{share:.0%}" for share in (possession.share(minutes), 1 - possession.share(minutes))
    ]
    assert source(figure) == possession.METHOD


def test_the_final_was_croatias_as_fifa_counted_it_too():
    frame, state = raw.match(FINAL_2018)

    assert possession.share(possession.table(frame, state)) == pytest.approx(0.39, abs=0.02)


def test_a_spell_is_cut_where_a_minute_begins_and_where_it_is_too_long():
    plays = [
        action("play", at=at, participant=side, kind="touch", period=1, clock=at)
        for at, side in ((55, "sales"), (63, "logistics"), (110, "sales"))
    ]
    frame, state = drawn([declared(), action("period.start", period=1), *plays])

    minutes = possession.table(frame, state)

    assert minutes[["home", "away"]].round(6).to_numpy().tolist() == [[5.0, 0.0], [3.0, 10.0]]


def test_a_match_that_nobody_touched_has_no_share():
    frame, state = drawn([declared()])

    assert possession.table(frame, state).empty
    assert possession.share(possession.table(frame, state)) != possession.share(possession.table(frame, state))  # NaN
    assert possession.chart(frame, state).data
