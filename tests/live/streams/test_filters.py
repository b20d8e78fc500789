import json
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.live.streams import filters
from lib.live.streams.filters import BadFilter
from lib.settings import ROOT


def record(value=None, **fields):
    raw = value if isinstance(value, bytes) or value is None else json.dumps(value).encode()
    return SimpleNamespace(
        **(
            {"partition": 2, "offset": 7, "timestamp": 1_700_000_000_000, "key": b"e1", "value": raw, "headers": []}
            | fields
        )
    )


TEXTS = st.text(alphabet='aé"\\\n', max_size=3)
GOAL = {
    "id": "g1", "type": "touchline.action.score", "subject": "e1", "time": "2026-05-02T14:23:11Z",
    "data": {"participant": "sales", "clock": 1391.5, "points": 1, "void": False, "score": [1, 0], "note": None},
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", True),
        ("   ", True),
        ('data.participant == "sales"', True),
        ("data.participant == 'sales'", True),
        ('data.participant == "Sales"', False),
        ('data.participant != "sales"', False),
        ('type ~ "SCORE"', True),
        ('type !~ "score"', False),
        ("data.clock > 1391", True),
        ("data.clock >= 1391.5 and data.clock < 1392", True),
        ('data.clock > "1391"', False),
        ("data.points < 1.5", True),
        ("data.void < 1", False),
        ("data.points >= false", False),
        ("data.points == 1", True),
        ("data.points == true", False),
        ("data.void == false", True),
        ("data.void == 0", False),
        ("data.score[0] == 1 and data.score[1] == 0", True),
        ("data.score[9] == null", True),
        ("data.score.x == null and data[0] == null and type[0] == null", True),
        ("data.missing == null", True),
        ("data.note == null", True),
        ('data.missing != "x"', True),
        ("data.missing", False),
        ("data.participant", True),
        ("data.void", False),
        ("not data.missing", True),
        ('data.participant in ["logistics", "sales"]', True),
        ("data.points in [2, 3]", False),
        ('time >= "2026-05-02T14:00" and time < "2026-05-02T15:00"', True),
        ('key == "e1" and partition == 2 and offset == 7', True),
        ("size > 10", True),
        ('"participant"', True),
        ('"PARTICIPANT"', True),
        ('"nowhere"', False),
        ('"nowhere" or "sales"', True),
        ('"nowhere" or "sales" and "nowhere"', False),
        ('("nowhere" or "sales") and not "nowhere"', True),
        ('data ~ "sales"', True),
        ("data.participant.deeper == null", True),
        ('value ~ "touchline"', True),
    ],
)
def test_a_filter_means_what_it_says(text, wanted):
    assert filters.compiled(text)(record(GOAL)) is wanted


def test_headers_are_fields():
    given = record(GOAL, headers=[("touchline_reason", b"unknown_event"), ("empty", None)])

    assert filters.compiled('headers.touchline_reason == "unknown_event"')(given)
    assert filters.compiled("headers.other == null")(given)
    assert filters.compiled('headers.empty == ""')(given)


def test_what_is_no_json_has_text_and_no_fields():
    broken = record(b"{not json \xff")

    assert filters.compiled('"not json"')(broken)
    assert not filters.compiled("id")(broken)
    assert filters.compiled("id == null")(record(None))


def test_a_quote_may_be_escaped():
    assert filters.compiled(r'name == "say \"hi\""')(record({"name": 'say "hi"'}))


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("data.participant = 'x'", 18, "means nothing"),
        ("data.participant ==", 20, "text in quotes, a number"),
        ("and type", 1, "field"),
        ("type ~ 'a' type", 12, "`and`"),
        ("(type ~ 'a'", 12, r"'\)'"),
        ('type == "a', 9, "not closed"),
        ("data.participant in 'x'", 21, r"'\['"),
        ("__import__('os')", 11, "`and`"),
        ("type == sales", 9, "text in quotes"),
        ("a" * 2000, 1000, "characters"),
        ("(" * 60 + "type" + ")" * 60, 41, "deeply"),
    ],
)
def test_a_mistake_is_told_with_its_column(text, column, words):
    with pytest.raises(BadFilter, match=words) as bad:
        filters.compiled(text)

    assert bad.value.column == column


def test_a_text_is_found_however_json_writes_it():
    escaped, plain = record(b'{"member": "K. Mbapp\\u00e9"}'), record('{"member": "K. MBAPPÉ"}'.encode())

    assert filters.compiled('"mbappé"')(escaped)
    assert filters.compiled('"mbappé"')(plain)
    assert not filters.compiled('"mbappè"')(plain)


@given(st.dictionaries(st.sampled_from(["a", "b"]), TEXTS), TEXTS, st.booleans())
def test_what_is_told_without_reading_the_json_is_told_right(given, wanted, escaped):
    raw = record(json.dumps(given, ensure_ascii=escaped).encode(errors="replace"))
    literal = json.dumps(wanted, ensure_ascii=False)

    one = filters.compiled(f"a == {literal}")
    assert one(raw) == (not filters.compiled(f"not a == {literal}")(raw))
    assert filters.compiled(f"a == {literal} and b")(raw) == (one(raw) and filters.compiled("b")(raw))


@given(st.text(max_size=60))
def test_any_text_is_a_filter_or_refused(text):
    try:
        test = filters.compiled(text)
    except BadFilter:
        return
    assert test(record(GOAL)) in {True, False}


def test_the_documented_filters_are_filters():
    text = (ROOT / "docs" / "decisions" / "0031-filters.md").read_text()
    shown = [line.strip() for line in text.splitlines() if line.startswith("    ")]

    assert len(shown) >= 6
    for one in shown:
        filters.compiled(one)
