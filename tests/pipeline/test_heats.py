"""Heats of a race, from their declaration in a file through the processor: who is in which, who is first in each."""

from datetime import UTC, datetime, timedelta

import pytest

from lib.content import progress
from tests.pipeline.test_declarations import Stream, yesterday

RUNNERS = {
    "north": ("101", "sales"), "online": ("102", "sales"), "warehouse": ("103", "logistics"),
    "dispatch": ("104", "logistics"), "lathes": ("105", "workshop"), "welding": ("106", "workshop"),
}  # fmt: skip
INDIVIDUALS = "".join(
    f"- {{id: {one}, name: {one.title()}, kind: individual, bib: '{bib}', team: {team}}}\n"
    for one, (bib, team) in RUNNERS.items()
)
GUN = datetime(2026, 11, 24, 10, tzinfo=UTC)
HEATS = f"""\
title: Sprint
sport: running
format: {{discipline: race, checkpoints: [{{id: finish, distance: 100}}], round_up: false}}
competitors:
{INDIVIDUALS}\
- {{id: sales, name: Sales, members: [{{id: accounts, name: Key accounts}}]}}
- {{id: logistics, name: Logistics}}
- {{id: workshop, name: Workshop}}
stages:
- id: sprint
  type: race
  title: 100 metres
  events:
  - {{id: heat-1, title: First heat, round: Heats, start: 2026-11-24T10:00:00Z, entries: [north, warehouse, lathes]}}
  - {{id: heat-2, title: Second heat, round: Heats, start: 2026-11-24T10:10:00Z, entries: [online, dispatch, welding]}}
"""
FINAL = "  - {id: final, title: Final, round: Final, start: 2026-11-24T11:00:00Z, entries: [lathes, north, online]}\n"
FIRST = {"103": 14.2, "101": 13.9, "105": 13.1}
SECOND = {"102": 13.5, "106": 15.0}


class Heats(Stream):
    """A sprint whose heats are run."""

    def __init__(self, text=HEATS):
        super().__init__()
        self.revision = yesterday(text, "sprint")
        self.publish(self.revision)

    def run(self, heat, times, start=GUN):
        """The gun, and who crosses the line after so many seconds."""
        self.record(f"sprint-{heat}", "start", start)
        for bib, seconds in times.items():
            self.record(f"sprint-{heat}", "passing", start + timedelta(seconds=seconds), bib=bib, checkpoint="finish")

    def end(self, heat, status="confirmed"):
        """What becomes of a heat."""
        self.record(f"sprint-{heat}", "event.status", GUN + timedelta(minutes=30), status=status)

    def order(self, heat):
        """Rank, bib and time of those who are on the board of a heat."""
        return [(line.rank, line.id, line.time) for line in self.states[f"sprint-{heat}"].race.leaders]

    @property
    def stage(self):
        """The stage as far as it has come."""
        return progress.of(self.revision.competitions[0], self.states).stage("sprint")


def test_the_first_three_of_a_final_have_medals_for_their_teams_once_it_is_confirmed():
    text = HEATS.replace("type: race", "type: race\n  medals: true")
    text = text.replace("round: Heats", "round: Heats, medals: false")
    run = Heats(text + FINAL)
    run.run("heat-1", FIRST)
    run.end("heat-1")
    run.run("final", {"105": 13.0, "101": 13.2, "102": 13.2}, GUN + timedelta(minutes=20))
    assert progress.of(run.revision.competitions[0], run.states).medals == ()

    run.end("final")
    rows = progress.of(run.revision.competitions[0], run.states).medals

    assert [(row.rank, row.competitor, row.gold, row.silver, row.bronze) for row in rows] == [
        (1, "Workshop", 1, 0, 0),
        (2, "Sales", 0, 2, 0),
    ]


@pytest.fixture
def run():
    """Both heats are run, and nothing is confirmed yet."""
    heats = Heats()
    heats.run("heat-1", FIRST)
    heats.run("heat-2", SECOND, GUN + timedelta(minutes=10))
    return heats


def test_each_heat_is_an_event_of_those_who_are_entered_and_knows_their_teams_by_name():
    heats = Heats()

    declared = {event: state.declared for event, state in heats.states.items()}
    assert {
        event: [one.id for one in about.competitors if one.kind == "individual"] for event, about in declared.items()
    } == {
        "sprint-heat-1": ["north", "warehouse", "lathes"],
        "sprint-heat-2": ["online", "dispatch", "welding"],
    }
    assert {(about.stage, about.round) for about in declared.values()} == {("100 metres", "Heats")}
    assert [(one.id, one.name, one.members) for one in declared["sprint-heat-1"].competitors if one.kind == "team"] == [
        ("sales", "Sales", []), ("logistics", "Logistics", []), ("workshop", "Workshop", []),
    ]  # fmt: skip
    assert heats.order("heat-1") == [(None, "101", None), (None, "103", None), (None, "105", None)]


def test_ranks_are_those_within_a_heat(run):
    assert run.order("heat-1") == [(1, "105", 13_100), (2, "101", 13_900), (3, "103", 14_200)]
    assert run.order("heat-2") == [(1, "102", 13_500), (2, "106", 15_000), (None, "104", None)]


def test_somebody_of_another_heat_is_asked_about_and_has_no_place(run):
    run.record("sprint-heat-2", "passing", GUN + timedelta(minutes=10, seconds=12), bib="105", checkpoint="finish")

    assert [bib for _, bib, _ in run.order("heat-2")] == ["102", "106", "104"]
    [question] = run.states["sprint-heat-2"].race.questions
    assert (question.bib, run.order("heat-1")[0]) == ("105", (1, "105", 13_100))


def test_a_stage_is_over_when_all_of_its_heats_are(run):
    run.end("heat-1")
    assert [(one.title, one.round, one.status) for one in run.stage.contests] == [
        ("First heat", "Heats", "confirmed"), ("Second heat", "Heats", "live"),
    ]  # fmt: skip
    assert not run.stage.complete

    run.end("heat-2")
    assert run.stage.complete


def test_a_heat_that_is_not_run_holds_nothing_up(run):
    run.end("heat-1")
    run.end("heat-2", "cancelled")

    assert run.stage.complete


def test_a_final_is_declared_with_who_a_commit_enters_and_the_heats_stay_as_they_were(run):
    before = {heat: run.order(heat) for heat in ("heat-1", "heat-2")}

    told = run.publish(yesterday(HEATS + FINAL, "sprint"))

    assert [(one.kind, one.subject) for one in told] == [("event.declared", "sprint-final")]
    assert run.order("final") == [(None, "101", None), (None, "102", None), (None, "105", None)]
    assert {heat: run.order(heat) for heat in before} == before
