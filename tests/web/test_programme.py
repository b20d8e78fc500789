"""Events are listed in the order in which a person looks for them."""

from datetime import timedelta

from lib.sport.state import Provenance, Summary, SummaryState
from lib.web import programme
from tests.sport import making
from tests.sport.making import KICK_OFF, declared


def summary(event, status="scheduled", since=None, starts_in=None):
    start = None if starts_in is None else KICK_OFF + timedelta(hours=starts_in)
    state = SummaryState(event, declared(start=start).data, status, since, score=[2, 1])
    return Summary(state, Provenance("sport.actions", 0, 0, 0, 1, 0))


def test_what_goes_on_comes_before_what_comes_before_what_is_over():
    some = [
        summary("over", "ended", since=50),
        summary("someday"),
        summary("later", starts_in=2),
        summary("on", "live", since=10),
        summary("sooner", starts_in=1),
        summary("half-time", "break", since=20),
        summary("over-last", "confirmed", since=60),
    ]

    ordered = [one.state.id for one in programme.programme(some)]

    assert ordered == ["half-time", "on", "sooner", "later", "someday", "over-last", "over"]


def test_a_shortlist_holds_all_that_goes_on_and_the_first_of_the_rest():
    some = [summary(f"on-{i}", "live", since=i) for i in range(5)]
    some += [summary(f"next-{i}", starts_in=i) for i in range(5)]
    some += [summary(f"over-{i}", "ended", since=i) for i in range(5)]

    listed = [one.state.id for one in programme.shortlist(some, most=2)]

    assert listed == ["on-4", "on-3", "on-2", "on-1", "on-0", "next-0", "next-1", "over-4", "over-3"]


def test_a_label_says_when_an_event_begins_and_then_how_it_stands():
    assert programme.label(summary("e", starts_in=2)) == "Sales – Logistics · 02 May 2026, 16:00 UTC"
    assert programme.label(summary("e")) == "Sales – Logistics · not begun"
    assert programme.label(summary("e", "live")) == "Sales 2–1 Logistics · live"


def test_an_event_that_was_never_declared_has_its_id_for_a_name():
    state = SummaryState("mystery")

    assert programme.names(state) == ("mystery", "")


def test_an_event_of_many_participants_is_called_by_its_title_and_a_draw_in_chess_by_halves():
    race = SummaryState("run", making.race(title="Spring run").data, "live")
    chess = SummaryState("chess", declared("chess").data, "ended", score=[0.5, 10.5])
    place = Provenance("sport.actions", 0, 0, 0, 1, 0)

    assert programme.label(Summary(race, place)) == "Spring run · live"
    assert programme.label(Summary(chess, place)) == "Sales ½–10½ Logistics · ended"
