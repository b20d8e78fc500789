import pytest

from lib.live import completion

KNOWN = [
    ("sport_event_score", "Score of a side.", "gauge"),
    ("sport_event_goals", "Goals.", "gauge"),
    ("touchline_viewers", "Open streams.", "gauge"),
]
LABELS = {"sport_event_goals": ["__name__", "competitor", "event", "method"], "": ["event", "job"]}


def listed(what, metric="", label=""):
    return LABELS.get(metric, []) if what == "labels" else [f"{label}-1", 'with "quotes"']


def complete(text):
    """The options at ``|`` in *text*, and the text with the first one in place."""
    at = text.index("|")
    whole = text.replace("|", "")
    found = completion.complete(whole, at, KNOWN, listed)
    first = found.options[0].text if found.options else ""
    return [one.text for one in found.options], whole[: found.start] + first + whole[found.end :]


@pytest.mark.parametrize(
    ("text", "first", "whole"),
    [
        ("spo|", "sport_event_score", "sport_event_score"),
        ("sum(goal|)", "sport_event_goals", "sum(sport_event_goals)"),
        ("las|", "last_over_time(", "last_over_time("),
        ("evnt_scor|", "sport_event_score", "sport_event_score"),
        ("sport_event_goals{me|", "method=", "sport_event_goals{method="),
        ("sport_event_goals{|}", "competitor=", "sport_event_goals{competitor=}"),
        ('sport_event_goals{event="ev|"}', '"event-1"', 'sport_event_goals{event="event-1"}'),
        ("sport_event_goals{event=|}", '"event-1"', 'sport_event_goals{event="event-1"}'),
        ("sport_event_goals{event!~|", '"event-1"', 'sport_event_goals{event!~"event-1"'),
        ("sum by (met|) (sport_event_goals)", "method", "sum by (method) (sport_event_goals)"),
        ("sum(sport_event_goals) by (comp|)", "competitor", "sum(sport_event_goals) by (competitor)"),
        ("rate(sport_event_goals[5|])", "5m", "rate(sport_event_goals[5m])"),
        ("a + touch|", "touchline_viewers", "a + touchline_viewers"),
    ],
)
def test_what_may_come_next_is_known_from_what_is_open(text, first, whole):
    options, completed = complete(text)

    assert options[0] == first
    assert completed == whole


def test_values_are_quoted_as_promql_wants_it():
    assert '"with \\"quotes\\""' in complete("sport_event_goals{event=|}")[0]


def test_nothing_is_like_nonsense():
    assert complete("qqqqqqqq|")[0] == []
