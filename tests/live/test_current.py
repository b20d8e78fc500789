"""Which event a live block of a competition shows."""

from datetime import UTC, datetime, timedelta

from lib.live import current
from lib.sport.actions import Competitor, EventDeclared
from lib.sport.state import Provenance, Summary, SummaryState

NOON = datetime(2026, 5, 2, 12, tzinfo=UTC)
BOTH = [Competitor(id="sales", name="Sales"), Competitor(id="legal", name="Legal")]
NOWHERE = Provenance("sport.actions", 0, 0, 0, 1, 0)


def event(name: str, status: str, minutes: int, competition: str = "league") -> Summary:
    start = NOON + timedelta(minutes=minutes)
    declared = EventDeclared(sport="football", competitors=BOTH, competition=competition, start=start)
    return Summary(SummaryState(id=name, declared=declared, status=status), NOWHERE)


def test_a_competition_shows_its_newest_event_that_is_on():
    events = [
        event("old", "live", 0),
        event("new", "break", 5),
        event("over", "confirmed", 9),
        event("next", "scheduled", 20),
    ]

    assert current.events(events, {"league"}) == {"league": "new"}


def test_a_competition_shows_its_last_event_while_none_is_on():
    events = [
        event("first", "confirmed", 0),
        event("last", "abandoned", 5),
        event("off", "cancelled", 9),
        event("next", "scheduled", 20),
    ]

    assert current.events(events, {"league"}) == {"league": "last"}


def test_a_competition_that_has_not_begun_shows_its_next_event():
    events = [event("later", "scheduled", 9), event("next", "postponed", 5), event("off", "cancelled", 0)]

    assert current.events(events, {"league"}) == {"league": "next"}


def test_a_competition_shows_nothing_of_another_one():
    assert current.events([event("other", "live", 0, competition="cup")], {"league"}) == {}
