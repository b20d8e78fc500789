"""The examples of docs/competitions.md are competitions, and a sport."""

import re

import pytest

from lib.content import competitions, courses, progress, sports, stages
from lib.settings import ROOT
from lib.sport.profiles import PROFILES

TEXT = (ROOT / "docs" / "competitions.md").read_text()
FILES = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
SPORTS = [one for one in FILES if one.startswith("# content/sports/")]
EXAMPLES = [one for one in FILES if one not in SPORTS]
LINES = courses.read({"content/courses/park-round.gpx": (ROOT / "content/courses/park-round.gpx").read_bytes()})
SIX = ", ".join(f"{{id: {letter}, name: {letter.upper()}}}" for letter in "abcdef")


def whole(example):
    """The example as a file: one of stages becomes a competition of six."""
    if "title:" in example.splitlines()[1]:
        return example
    sport = re.match(r"# sport: (\S+)\n", example)
    head = f"title: Example\nsport: {sport[1] if sport else 'football'}\ncompetitors: [{SIX}]\nstages:\n"
    return head + example


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.splitlines()[1][:30])
def test_every_example_is_read_and_can_be_played(example):
    (found,) = competitions.read({"competitions/example.yaml": whole(example).encode()}, lines=LINES)

    assert [stage.id for stage in progress.of(found, {}).stages] == [part.stage.id for part in found.plan]


def test_the_example_of_a_sport_is_one():
    (example,) = SPORTS

    found = sports.read({example.split()[1]: example.encode()})["netball"]

    assert (found.words.period, found.recording.points) == (("quarter", "quarters"), (1, 2))


def test_every_kind_of_stage_has_an_example():
    kinds = set(re.findall(r"type: (\w+)", "".join(EXAMPLES)))

    assert kinds == {one.__struct_config__.tag for one in stages.AnyStage.__args__}
    assert PROFILES.keys() >= {"running", "steps"}


def test_the_mistake_that_is_shown_is_told_so():
    example = EXAMPLES[0].replace("legs: 2", "leg: 2")

    with pytest.raises(Exception, match="leg") as caught:
        competitions.read({"content/competitions/winter-cup.yaml": example.encode()})

    assert str(caught.value) in TEXT


def test_ids_of_events_are_as_they_are_described():
    groups = next(one for one in EXAMPLES if "type: groups" in one)
    (found,) = competitions.read({"competitions/x.yaml": whole(groups).encode()})
    (cup,) = competitions.read({"competitions/winter-cup.yaml": EXAMPLES[0].encode()})

    drawn = found.plan[0].fixtures
    assert {one.id for one in drawn} == {f"{one.table}-{one.home}-{one.away}" for one in drawn}
    assert {match.event for match in progress.of(cup, {}).matches()} >= {"winter-cup-sales-legal"}
