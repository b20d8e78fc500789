"""Rules in words; and the page about standings says what the code has."""

from typing import get_args

import msgspec
import pytest
import yaml

from lib.settings import ROOT
from lib.sport import standings
from lib.sport.standings import Conduct, Criterion, Points, Rules, Variant, words
from lib.sport.standings.ruleset import Measure

PAGE = (ROOT / "docs" / "standings.md").read_text()
MEASURES = get_args(Measure)


@pytest.mark.parametrize("name", standings.PRESETS)
def test_the_page_has_every_preset_with_its_source_and_its_criteria(name):
    preset = standings.PRESETS[name]
    section = PAGE.split(f"### `{name}`")[1].split("\n#")[0]

    assert preset.source in section
    assert all(sentence in section for sentence in standings.in_words(preset))


@pytest.mark.parametrize("measure", MEASURES)
def test_the_page_has_every_measure_and_each_has_a_name(measure):
    assert f"| `{measure}` |" in PAGE
    assert words.name(measure, "goal", "fifa")


@pytest.mark.parametrize("kind", [Rules, Criterion, Points, Conduct])
def test_the_page_has_every_field(kind):
    for field in msgspec.structs.fields(kind):
        assert f"`{field.encode_name}`" in PAGE or field.encode_name in {"source", "criteria"}


def test_a_variant_has_the_fields_of_the_rules():
    own = {field.encode_name for field in msgspec.structs.fields(Variant)}

    assert own == {field.encode_name for field in msgspec.structs.fields(Rules)} | {"preset"}


def test_the_example_of_own_rules_on_the_page_is_right():

    example = PAGE.split("```yaml\n")[1].split("```")[0]

    rules = standings.rules(msgspec.convert(yaml.safe_load(example)["rules"], Variant))

    assert rules.points.win == 2
    assert rules.criteria[1].restart == "again"
    assert rules.criteria[-1].by == "lot"


def test_every_measure_can_be_told_with_a_number():
    for measure in set(MEASURES) - {"lot", "last-game", "kicks"}:
        assert "7" in words.phrase(measure, -7 if measure in words.TURNED else 7, "goal", "fifa")


def test_points_that_are_scored_are_told_from_points_of_the_table():
    assert words.phrase("scored", 265, "point") == "265 points scored"
    assert words.phrase("points", 1, "goal") == "1 point"
    assert words.comparison("difference", 10, -5, "point") == "points difference +10 against -5"
