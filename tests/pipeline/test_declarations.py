"""What the stream is told: each fixture once, again when it changes, and the next round when it is known who plays."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from lib.adapters import importers
from lib.content import competitions
from lib.content.revision import Commit, Revision
from lib.pipeline import declarations
from lib.pipeline.memory_store import MemoryStore
from lib.pipeline.step import Incoming, Repeated, Step, Taken
from lib.settings import ROOT
from lib.sport import actions, state
from lib.sport.actions import KINDS, make
from lib.sport.profiles import SetsFormat
from tests.content.playing import TEAMS
from tests.content.test_competitions import GOOD
from tests.recorded import DEMO, states

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
EVENT = "winter-cup-final"
CUP = f"title: Cup\nsport: football\ncompetitors: {TEAMS}\nstages:\n"
KNOCKOUT = CUP + "- {id: ko, type: knockout, title: Knockout}\n"


def revision(text=GOOD, sha="a" * 40, committed=NOW, name="winter-cup"):
    """The revision that has one competition."""
    found = competitions.read({f"content/competitions/{name}.yaml": text.encode()})
    return Revision(commit=Commit(sha, "Finance", committed, "Fixtures"), competitions=tuple(found))


def yesterday(text, name="cup"):
    """A revision from before everything that was recorded."""
    return revision(text, committed=NOW - timedelta(days=1), name=name)


class Stream:
    """What the processor makes of what is published and recorded."""

    def __init__(self):
        self.step, self.stores, self.offset = Step(), {}, 0

    def publish(self, revision, now=NOW):
        """Send what is new, and return it."""
        fresh = [*declarations.news(revision, self.states, now)]
        for one in fresh:
            self.take(one, now)
        return fresh

    def take(self, one, now=NOW):
        """Let the processor take an action."""
        self.offset += 1
        incoming = Incoming(
            one.subject.encode(), actions.encode(one), "sport.actions", 0, self.offset, round(now.timestamp() * 1000)
        )
        taken = self.step.take(incoming, self.stores.setdefault(one.subject, MemoryStore()))
        assert isinstance(taken, Taken | Repeated), taken

    def record(self, event, kind, at=NOW - timedelta(hours=1), /, **data):
        """Record what happened in an event."""
        id = f"{event}-{kind}-{at:%d%H%M%S}-{self.offset}"
        self.take(make(kind, KINDS[kind](**data), id=id, subject=event, time=at, source="referee"))

    def win(self, event, score=(1, 0), at=NOW - timedelta(hours=1)):
        """Record a final result."""
        self.record(event, "result", at, score=[*score])
        self.record(event, "event.status", at + timedelta(minutes=1), status="confirmed")

    @property
    def states(self):
        """The states of all events."""
        for _ in self.step.settle():
            pass
        return {event: state.decode(store[b"state"]).state for event, store in self.stores.items()}

    def declared(self, event=EVENT):
        """What an event was declared to be."""
        return self.states[event].declared


def test_a_fixture_becomes_an_event():
    stream = Stream()

    assert len(stream.publish(revision())) == 1

    declared = stream.declared()
    assert (declared.sport, declared.competition, declared.revision) == ("table-tennis", "winter-cup", "a" * 40)
    assert [one.name for one in declared.competitors] == ["Sales", "Legal"]
    assert declared.start == datetime(2027, 1, 14, 16, 30, tzinfo=UTC)
    assert declared.format == SetsFormat()


def test_a_commit_that_changes_no_fixture_publishes_nothing():
    stream = Stream()
    stream.publish(revision())

    assert stream.publish(revision()) == []
    assert stream.publish(revision(GOOD + "# Nothing new\n", sha="b" * 40)) == []


def test_a_change_and_its_revert_are_both_published_even_within_one_second():
    stream = Stream()
    moved = GOOD.replace("T17:30", "T18:30")
    stream.publish(revision())

    assert len(stream.publish(revision(moved, sha="b" * 40))) == 1
    assert stream.declared().start.hour == 17
    assert len(stream.publish(revision(sha="c" * 40))) == 1
    assert stream.declared().start.hour == 16


def test_a_branch_that_was_set_back_is_published():
    stream = Stream()
    stream.publish(revision(GOOD.replace("T17:30", "T18:30"), sha="b" * 40, committed=NOW))

    stream.publish(revision(committed=NOW - timedelta(days=3)))

    assert stream.declared().start.hour == 16


def test_a_commit_from_the_future_is_published_now():
    (declared,) = declarations.news(revision(committed=NOW + timedelta(days=1)), {}, NOW)

    assert declared.time == NOW


@pytest.mark.parametrize("text", [GOOD, KNOCKOUT])
def test_the_same_revision_gives_the_same_actions_whether_the_processor_has_seen_them_or_not(text):
    first, second = ([*declarations.news(revision(text), {}, NOW + timedelta(minutes=n))] for n in (0, 5))

    assert first == second


def test_a_format_that_a_competition_gives_is_written_into_the_event_and_stays_once_it_has_begun():
    shape = "format: {discipline: sets, points: 21, last_points: 21}\n"
    stream = Stream()
    stream.publish(revision(GOOD + shape))
    assert stream.declared().format.points == 21

    stream.record(EVENT, "score", participant="sales")
    changed = GOOD.replace("name: Legal", "name: Lawyers") + shape.replace("21", "15")
    (declared,) = stream.publish(revision(changed, sha="b" * 40))

    assert (declared.data.format.points, declared.data.competitors[1].name) == (21, "Lawyers")


def test_members_are_those_of_the_day():
    members = GOOD.replace(
        "      - {id: contracts, name: Contracts}",
        "      - {id: contracts, name: Contracts, until: 2027-01-13}\n"
        "      - {id: patents, name: Patents, from: 2027-01-14}",
    )
    stream = Stream()
    stream.publish(revision(members))

    assert [one.name for one in stream.declared().competitors[1].members] == ["Patents"]


def test_the_next_round_is_declared_as_soon_as_it_is_known_who_plays_and_not_before():
    stream, commit = Stream(), yesterday(KNOCKOUT)
    assert [one.subject for one in stream.publish(commit)] == ["cup-semi-final-a-d", "cup-semi-final-b-c"]

    stream.win("cup-semi-final-a-d")
    assert stream.publish(commit) == []
    stream.record("cup-semi-final-b-c", "result", score=[0, 2])
    assert stream.publish(commit) == []
    stream.record("cup-semi-final-b-c", "event.status", NOW - timedelta(minutes=5), status="confirmed")

    (final,) = stream.publish(commit)
    assert (final.subject, final.time) == ("cup-final-a-c", NOW - timedelta(minutes=5))
    assert (final.data.stage, final.data.round) == ("Knockout", "Final")
    assert stream.publish(commit) == []


def test_several_publishers_say_the_same():
    stream, commit = Stream(), yesterday(KNOCKOUT)
    stream.publish(commit)
    stream.win("cup-semi-final-a-d")
    stream.win("cup-semi-final-b-c")

    news = [[*declarations.news(commit, stream.states, NOW + timedelta(seconds=n))] for n in range(3)]

    assert news[0] == news[1] == news[2] != []


def played_to_the_final():
    """A cup whose final is declared."""
    stream, commit = Stream(), yesterday(KNOCKOUT)
    stream.publish(commit)
    stream.win("cup-semi-final-a-d")
    stream.win("cup-semi-final-b-c")
    stream.publish(commit)
    return stream, commit


def test_a_correction_before_the_final_declares_another_one_and_cancels_the_first():
    stream, commit = played_to_the_final()
    stream.record("cup-semi-final-a-d", "decision", kind="award", participant="d", reason="A came late")

    fresh = {one.subject: one.data for one in stream.publish(commit)}

    assert fresh.keys() == {"cup-final-d-b", "cup-final-a-b"}
    assert fresh["cup-final-a-b"].status == stream.states["cup-final-a-b"].status == "cancelled"
    assert stream.publish(commit) == []


def test_a_correction_that_is_taken_back_brings_the_final_back():
    stream, commit = played_to_the_final()
    stream.record("cup-semi-final-a-d", "decision", kind="award", participant="d", reason="A came late")
    stream.publish(commit)
    (award,) = [one.action for one in stream.states["cup-semi-final-a-d"].timeline if one.action.kind == "decision"]
    stream.record("cup-semi-final-a-d", "retract", action=award.id, reason="A was there")

    stream.publish(commit)

    status = {event: one.status for event, one in stream.states.items() if "-final-" in event and "semi" not in event}
    assert status == {"cup-final-a-b": "scheduled", "cup-final-d-b": "cancelled"}
    assert stream.publish(commit) == []


def test_while_a_result_is_in_doubt_the_final_stays():
    stream, commit = played_to_the_final()
    confirmed = stream.states["cup-semi-final-a-d"].timeline[-1].action
    assert confirmed.kind == "event.status"

    stream.record("cup-semi-final-a-d", "retract", action=confirmed.id, reason="Protest")

    assert stream.publish(commit) == []
    assert stream.states["cup-final-a-b"].status == "scheduled"


def test_a_final_that_has_begun_is_never_cancelled():
    stream, commit = played_to_the_final()
    stream.record("cup-final-a-b", "score", participant="a", period=1)
    stream.record("cup-semi-final-a-d", "decision", kind="award", participant="d", reason="A came late")

    assert [one.subject for one in stream.publish(commit)] == ["cup-final-d-b"]


def test_a_fixture_that_is_taken_out_of_the_file_is_cancelled_and_put_back_with_it():
    stream = Stream()
    stream.publish(revision())
    without = GOOD.partition("fixtures:")[0]

    (cancelled,) = stream.publish(revision(without, sha="b" * 40))
    assert (cancelled.subject, cancelled.data.status) == (EVENT, "cancelled")
    assert cancelled.data.revision == "b" * 40
    assert stream.publish(revision(without, sha="b" * 40)) == []

    (scheduled,) = stream.publish(revision(sha="c" * 40))
    assert (scheduled.data.status, stream.states[EVENT].status) == ("scheduled", "scheduled")
    assert scheduled.data.revision == "c" * 40
    assert stream.publish(revision(sha="c" * 40)) == []


def test_what_somebody_else_declared_or_cancelled_stays_as_it_is():
    stream = Stream()
    stream.publish(revision())
    stream.record(EVENT, "event.status", status="cancelled", reason="The hall is closed")
    declared = msgspec.structs.replace(stream.declared(), stage="Evening", round="")
    about = {"id": "x", "subject": "free", "time": NOW, "source": "phone"}
    stream.take(make("event.declared", declared, **about))

    assert stream.publish(revision()) == []
    assert (stream.states[EVENT].status, stream.states["free"].status) == ("cancelled", "scheduled")


def test_rounds_of_a_swiss_stage_follow_from_results():
    stages = "- {id: open, type: swiss, rounds: 2}\n"
    stream, commit = Stream(), yesterday(CUP + stages)
    assert [one.subject for one in stream.publish(commit)] == ["cup-open-1-a-c", "cup-open-1-d-b"]

    stream.win("cup-open-1-a-c")
    stream.win("cup-open-1-d-b")
    second = stream.publish(commit)

    assert {frozenset(one.id for one in action.data.competitors) for action in second} == {
        frozenset("ad"), frozenset("bc"),
    }  # fmt: skip
    stream.record("cup-open-1-a-c", "decision", kind="award", participant="c", reason="A had help")
    redrawn = stream.publish(commit)
    assert {one.kind for one in redrawn} == {"event.declared", "event.status"}
    assert stream.publish(commit) == []


def test_races_and_challenges_are_declared_with_all_who_take_part():
    text = (
        "title: Summer\nsport: running\n"
        "competitors: [{id: w, name: Workshop}, {id: payroll, name: Payroll, kind: individual, bib: 7, team: w}]\n"
        "stages:\n- id: run\n  type: race\n  title: Run\n"
        "  events: [{id: five, title: Five kilometres, entries: [payroll]}]\n"
    ).replace("bib: 7", "bib: '7'")
    stream = Stream()

    (declared,) = stream.publish(revision(text, name="summer"))

    assert (declared.subject, declared.data.title, declared.data.stage) == ("summer-five", "Five kilometres", "Run")
    assert [(one.id, one.bib, one.team) for one in declared.data.competitors] == [
        ("payroll", "7", "w"),
        ("w", None, ""),
    ]
    assert stream.states["summer-five"].race is not None
    assert stream.publish(revision(text, name="summer")) == []


def test_a_tournament_that_was_imported_needs_no_declaration_of_ours():
    path = ROOT / "content" / "competitions" / "world-cup-2026.yaml"
    found = competitions.read({str(path): path.read_bytes()})
    commit = Revision(commit=Commit("a" * 40, "Finance", NOW, "Cup"), competitions=tuple(found))

    imported = states(importers.read("cup", (DEMO / "worldcup-2026.json").read_bytes()))

    assert len([*declarations.news(commit, {}, NOW)]) == 72
    assert [*declarations.news(commit, imported, NOW)] == []
