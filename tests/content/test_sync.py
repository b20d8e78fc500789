"""How a process stands to its branch: from nothing known to Synced, Stalled with file and line, and back."""

from datetime import UTC, datetime, timedelta

from lib.content.sync import Sync
from lib.errors import BadContent, Unavailable

BEGIN = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = BEGIN + timedelta(minutes=1)
FRESH = Sync(since=BEGIN)
SYNCED = FRESH.wants("a", BEGIN).runs("a", BEGIN)
BAD = BadContent("content/league.yaml", 2, "sport: no such sport.", [BadContent("content/x.yaml", 0, "no.")])


def test_a_process_that_has_read_nothing_yet_is_out_of_sync():
    assert (FRESH.state, FRESH.desired, FRESH.running) == ("OutOfSync", "", "")


def test_it_is_synced_when_it_runs_with_what_is_desired():
    assert Sync(since=BEGIN, state="Synced", desired="a", running="a") == SYNCED


def test_a_new_commit_is_out_of_sync_until_it_runs():
    wants = SYNCED.wants("b", LATER)

    assert (wants.state, wants.desired, wants.running, wants.since) == ("OutOfSync", "b", "a", LATER)
    assert wants.runs("b", LATER).state == "Synced"


def test_a_bad_commit_stalls_it_with_file_and_line_and_how_much_else_is_wrong():
    stalled = SYNCED.wants("b", LATER).runs("a", LATER, BAD)

    assert (stalled.state, stalled.desired, stalled.running) == ("Stalled", "b", "a")
    assert (stalled.path, stalled.line, stalled.others) == ("content/league.yaml", 2, 1)
    assert stalled.reason.startswith("content/league.yaml:2: sport: no such sport. (1 more")


def test_a_repository_that_is_away_stalls_it_and_names_no_file():
    stalled = SYNCED.runs("a", LATER, Unavailable("There is no repository."))

    assert (stalled.state, stalled.reason, stalled.path, stalled.running) == (
        "Stalled", "There is no repository.", "", "a",
    )  # fmt: skip


def test_since_stays_while_nothing_changes():
    assert SYNCED.runs("a", LATER) is SYNCED
    stalled = SYNCED.runs("a", LATER, BAD)
    assert stalled.runs("a", LATER + timedelta(hours=1), BAD).since == LATER
    assert stalled.runs("a", LATER + timedelta(hours=1)).since == LATER + timedelta(hours=1)
