"""Races and positions through the processor: what comes out is the fold of what went in, whatever is restarted."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.pipeline import field_store
from lib.pipeline.field_store import StoredField
from lib.pipeline.memory_store import MemoryStore
from lib.pipeline.step import Incoming, Rejected, Repeated, Step, Taken
from lib.pipeline.tracking import Tracking
from lib.sport import actions, state, tracks
from lib.sport.actions import Entrant
from lib.sport.field_facts import SHARDS, Fix, shard_of
from lib.sport.fold import fold
from lib.sport.participations import MemoryField, Participation
from lib.sport.tracks import Spot
from tests.sport.making import KICK_OFF, action, declared, passing, race
from tests.sport.test_challenge import challenges
from tests.sport.test_race import races

NOW = 1_900_000_000_000


class Event:
    """A stream of one event through *step*, with its store and all that comes out."""

    def __init__(self, step=Step):
        self.step, self.store, self.offset, self.out = step(), MemoryStore(), -1, {}

    def take(self, one, token=None):
        self.offset += 1
        incoming = Incoming(one.key.encode(), actions.encode(one), "sport.actions", 0, self.offset, NOW)
        outcome = self.step.take(incoming, self.store, token)
        self.keep(getattr(outcome, "outputs", []))
        return outcome

    def settle(self):
        self.keep(self.step.settle())

    def keep(self, outputs):
        for output in outputs:
            self.out[output.kind, output.key.decode()] = output.value

    @property
    def state(self):
        return state.decode(self.out["state", "e1"]).state

    @property
    def participations(self):
        return {
            key.removeprefix("e1/"): msgspec.convert(msgspec.json.decode(raw)["participation"], Participation)
            for (kind, key), raw in self.out.items()
            if kind == "participation"
        }


@given(races() | challenges(), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_what_comes_out_is_the_fold_of_what_was_taken(sent, random):
    event, taken, field = Event(), [], MemoryField()
    stream = [sent[0], *random.sample(sent[1:] * 2, len(sent[1:]) * 2)]
    for number, one in enumerate(stream):
        if isinstance(event.take(one, token=number // 4), Taken):
            taken.append(one)
        if number % 4 == 3 or one is stream[-1]:
            event.settle()

    assert event.state == fold("e1", taken, field)
    assert event.participations == {who: field.get(who) for who in field.ids()}


@given(races(), st.integers(0, 15))
@settings(max_examples=60)
def test_a_restart_in_mid_stream_changes_nothing(sent, place):
    straight, restarted = Event(), Event()
    for number, one in enumerate(sent):
        straight.take(one, token=number)
        restarted.take(one, token=number)
        straight.settle()
        restarted.settle()
        if number == place:
            restarted.step = Step()

    assert restarted.store == straight.store
    assert restarted.out == straight.out


def test_what_a_given_up_transaction_did_is_forgotten():
    event = Event()
    for one in (race(), action("start")):
        event.take(one, token=1)
    event.settle()
    before = dict(event.store)
    for one in (passing("1", "k2", 500), passing("2", "k2", 510)):
        event.take(one, token=2)
    event.store.clear()
    event.store.update(before)
    event.take(passing("3", "k2", 520), token=3)
    event.settle()

    assert [line.id for line in event.state.race.leaders if line.splits] == ["3"]


def test_ten_thousand_predictions_leave_an_event_small_and_are_written_one_by_one():
    event = Event()
    event.take(declared(), token=0)
    event.settle()
    before = len(event.out["state", "e1"])
    for number in range(10_000):
        one = action("prediction", at=-1, id=f"p{number}", voter=f"v{number}", score=[number % 4, 1])
        assert isinstance(event.take(one, token=number // 1000), Taken)
        if number % 1000 == 999:
            event.settle()

    assert len(event.out["state", "e1"]) < before + 200
    assert event.state.tallies == {"prediction": [10_000, 0]}
    assert len(event.participations) == 10_000


AUDIENCE = [
    action("prediction", at=-9, id="a1", voter="ann", score=[1, 0]),
    action("prediction", at=-8, id="a2", voter="ann", score=[2, 0]),
    action("prediction", at=-7, id="b1", voter="bo", score=[0, 0], name="Bo"),
    action("retract", at=-6, id="x", action="a2"),
    action("cheer", at=1, id="c1", participant="sales", count=3),
    action("cheer", at=2, id="c2", count=4),
    action("play", at=3, id="p", participant="sales", kind="pass"),
]


@given(st.permutations(AUDIENCE * 2), st.integers(1, 4), st.integers(0, 13))
@settings(max_examples=60)
def test_predictions_and_cheers_come_out_as_the_fold_of_what_was_taken(sent, each, restart):
    event, taken, field = Event(), [declared()], MemoryField()
    event.take(declared(), token=-1)
    event.settle()
    for number, one in enumerate(sent):
        if isinstance(event.take(one, token=number // each), Taken):
            taken.append(one)
        if number % each == each - 1 or one is sent[-1]:
            event.settle()
            event.step = Step() if number > restart else event.step

    assert event.state == fold("e1", taken, field)
    assert event.participations == {who: field.get(who) for who in field.ids()}
    assert event.state.cheers == {"sales": 3, "": 4}


def test_one_crossing_is_written_at_once_and_those_that_follow_with_the_transaction():
    event = Event()
    event.take(race(), token=1)
    event.settle()

    first, second = (event.take(passing(bib, "k2", 500), token=2) for bib in "12")

    assert [one.kind for one in first.outputs] == ["state", "participation"]
    assert second.outputs == []


def test_a_race_that_nobody_has_begun_after_all_is_not_live():
    event = Event()
    for one in (race(), passing("1", "k2", 500, id="x")):
        event.take(one)
        event.settle()
    assert event.state.status == "live"
    event.take(action("retract", at=600, action="x"))
    event.settle()

    assert event.state.status == "scheduled"


def test_a_repeated_crossing_changes_nothing_and_another_one_of_its_id_is_refused():
    event = Event()
    for one in (race(), passing("1", "k2", 500, id="x")):
        event.take(one)
    before = dict(event.store)

    assert isinstance(event.take(passing("1", "k2", 500, id="x")), Repeated)
    assert event.take(passing("1", "k2", 501, id="x")).reason == "conflicting_id"
    assert event.store == before


def test_a_participant_cannot_grow_without_end(monkeypatch):
    monkeypatch.setattr("lib.sport.participations.MOST_FACTS", 3)
    event = Event()
    event.take(race())
    outcomes = [event.take(passing("1", "k2", 500 + number)) for number in range(4)]

    assert [type(one) for one in outcomes] == [Taken, Taken, Taken, Rejected]
    assert outcomes[-1].reason == "too_many"


def test_a_large_field_is_kept_in_pages():
    field = StoredField(MemoryStore())
    names = [f"b{number}" for number in range(2 * field_store.PER_PAGE + 1)]
    for number, name in enumerate([*names, *names[:3]]):
        field.put(Participation(name))
        if number % 7 == 0:
            field.take_touched()
    field.take_touched()

    assert [*field.ids()] == names
    assert field.size == len(names)


def test_the_state_of_a_race_stays_small_however_many_run():
    event = Event()
    event.take(race(runners=[]))
    for page in range(20):
        names = [Entrant(id=str(1 + page * 100 + number), name="A Runner With A Name") for number in range(100)]
        event.take(action("entry", at=-60, id=f"list-{page}", entrants=names))
    for number in range(1, 2001):
        event.take(passing(str(number), "k2", 500 + number / 10))
    event.settle()

    assert event.state.race.numbers == {"running": 2000}
    assert len(event.out["state", "e1"]) < 20_000


# Positions -----------------------------------------------------------------------------------------------------------

BIBS = [bib for bib in map(str, range(1000)) if shard_of(bib) == 7][:4]


def positions(number, *fixes, at=0):
    return action("position", at=at, id=f"f{number}", positions=[Fix(*fix) for fix in fixes])


FIXES = st.lists(
    st.tuples(st.sampled_from(BIBS), st.sampled_from([1.0, 2.0]), st.sampled_from([8.0, 9.0]), st.integers(0, 3)),
    min_size=1,
    max_size=4,
)


@given(st.lists(st.tuples(FIXES, st.integers(0, 3)), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_any_order_and_repetition_of_positions_give_the_same_block(given_, random):
    stream = [positions(number, *fixes, at=at) for number, (fixes, at) in enumerate(given_)]
    blocks = []
    for order in (stream, random.sample(stream * 2, len(stream) * 2)):
        event = Event(Tracking)
        for number, one in enumerate(order):
            event.take(one, token=number // 3)
            if number % 3 == 2 or one is order[-1]:
                event.settle()
        event.settle()
        blocks.append(tracks.decode(event.out["track", "e1/7"]).spots)

    assert blocks[0] == blocks[1]


def test_the_newest_position_of_each_is_kept():
    event = Event(Tracking)
    event.take(positions(1, (BIBS[0], 1.0, 8.0), (BIBS[1], 1.0, 8.0), at=10))
    event.take(positions(2, (BIBS[0], 2.0, 9.0, 0, 1500.0, 3.5), (BIBS[1], 2.0, 9.0, 5), at=12))
    event.settle()

    at = round(KICK_OFF.timestamp() * 1000)
    assert tracks.decode(event.out["track", "e1/7"]).spots == {
        BIBS[0]: Spot(at + 12_000, 2.0, 9.0, 1500.0, 3.5),
        BIBS[1]: Spot(at + 10_000, 1.0, 8.0),
    }


def test_positions_of_a_given_up_transaction_are_forgotten_and_a_restart_goes_on():
    event = Event(Tracking)
    event.take(positions(1, (BIBS[0], 1.0, 8.0)), token=1)
    event.settle()
    event.take(positions(2, (BIBS[1], 1.0, 8.0)), token=2)
    event.take(positions(3, (BIBS[2], 1.0, 8.0)), token=3)
    event.settle()
    event.step = Tracking()
    event.take(positions(4, (BIBS[3], 1.0, 8.0)), token=4)
    event.settle()

    assert tracks.decode(event.out["track", "e1/7"]).spots.keys() == {BIBS[0], BIBS[2], BIBS[3]}


@pytest.mark.parametrize(
    ("one", "key", "reason"),
    [
        (positions(1, (BIBS[0], 1.0, 8.0)), "e1/8", "wrong_key"),
        (positions(1, (BIBS[0], 1.0, 8.0)), "e1", "wrong_key"),
        (passing("1", "k2", 500), "e1", "wrong_discipline"),
        (positions(1, (BIBS[0], 1.0, 8.0), at=10**9), "e1/7", "implausible_time"),
    ],
)
def test_a_bad_position_is_rejected_with_its_reason(one, key, reason):
    outcome = Tracking().take(
        Incoming(key.encode(), actions.encode(one), "sport.positions", 0, 0, NOW), MemoryStore(), None
    )

    assert (type(outcome), outcome.reason) == (Rejected, reason)


def test_the_parts_of_a_field_are_about_equal():
    sizes = [0] * SHARDS
    for number in range(1, 50_001):
        sizes[shard_of(str(number))] += 1

    assert max(sizes) < 1.1 * 50_000 / SHARDS
