import json

import pytest

from lib.errors import BadAction
from lib.sport import actions, repair
from lib.sport.repair import Change
from tests.sport.making import action

GOAL = actions.encode(action("score", id="g1", participant="warehouse", period=1, clock=10))


def changed(*changes, raw=GOAL):
    return json.loads(repair.changed(raw, [Change(**one) for one in changes]))


def test_a_field_is_set_and_the_id_stays():
    after = changed({"field": "data.participant", "to": "logistics"})

    assert (after["id"], after["data"]["participant"]) == ("g1", "logistics")
    assert after | {"data": None} == json.loads(GOAL) | {"data": None}


def test_with_what_it_was_only_where_it_is_that():
    assert changed({"field": "data.participant", "was": "warehouse", "to": "sales"})["data"]["participant"] == "sales"
    assert changed({"field": "data.participant", "was": "other", "to": "sales"})["data"]["participant"] == "warehouse"


def test_null_takes_a_field_away():
    assert "clock" not in changed({"field": "data.clock", "to": None})["data"]


def test_without_changes_not_a_byte_changes():
    assert repair.changed(b'{"odd" :  1}', []) == b'{"odd" :  1}'


@pytest.mark.parametrize(
    ("raw", "field"), [(b"no json", "id"), (b"[1]", "id"), (GOAL, "data.participant.deeper"), (GOAL, "nothing.here")]
)
def test_a_change_that_has_no_place_is_refused(raw, field):
    with pytest.raises(BadAction):
        repair.changed(raw, [Change(field=field, to="x")])


def test_a_change_is_told_in_words():
    assert Change(field="data.participant", was="a", to="b").words == "data.participant: a → b"
    assert Change(field="data.points", to=2).words == "data.points: 2"


def test_the_event_is_read_even_from_what_is_no_action():
    assert repair.key(b'{"subject": "e1", "type": 7}') == "e1"
    with pytest.raises(BadAction, match="which event"):
        repair.key(b"{}")
