"""Sports as files, and their schema for editors."""

import jsonschema
import pytest
from msgspec.structs import replace

from lib.content import competitions, lines, schema, sports
from lib.errors import BadContent
from lib.settings import ROOT
from lib.sport.profiles import PROFILES

CONTENT = ROOT / "content"
FILES = {str(path): path.read_bytes() for path in (CONTENT / "sports").iterdir()}
SAMPLES = [*(CONTENT / "sports").glob("*.yaml"), *(CONTENT / "competitions").glob("*.yaml")]


def test_the_files_that_we_ship_say_of_each_sport_what_holds_without_them():
    shipped = sports.read(FILES)

    assert {name: sport.format for name, sport in shipped.items()} == PROFILES
    assert {name: replace(sport, rules="simple") for name, sport in shipped.items()} == sports.KNOWN
    assert len(FILES) == len(PROFILES)


def test_without_files_there_are_the_sports_that_are_always_known():
    assert sports.read({}) == sports.KNOWN
    assert sports.KNOWN["table-tennis"].title == "Table tennis"
    assert sports.KNOWN["football"].words.score == ("goal", "goals")


def test_a_file_can_declare_a_sport_of_its_own():
    darts = b"title: Darts\nformat: {discipline: sets, points: 3, last_points: 3, margin: 1}\nrules: simple\n"

    known = sports.read({"sports/darts.yaml": darts})
    cup = competitions.read({"competitions/x.yaml": b"title: X\nsport: darts\n"}, known)

    assert cup[0].profile.title == "Darts"
    assert known["football"] == sports.KNOWN["football"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: Darts", "missing required field `format`"),
        ("title: Darts\nformat: {discipline: legs}", r"2:\d+: format.discipline: .*Allowed are score, sets, result"),
        ("title: Darts\nformat: {points: 3}", r"2:\d+: format.discipline: .*needs a discipline: score, sets"),
        ("title: Darts\nformat: {discipline: sets, point: 3}", r"2:\d+: format.point: .*fields are points, "),
        ("title: Darts\nformat: {discipline: sets}\nrules: fifa-2025", r"3:\d+: rules: .*Did you mean fifa-20"),
        ("title: Darts\nformat: {discipline: sets}\nwords: {event: match}", r"3:\d+: words.event: Expected `array`"),
    ],
)
def test_a_mistake_in_a_sport_is_told_with_its_line(text, said):
    with pytest.raises(BadContent, match=said):
        sports.read({"sports/darts.yaml": text.encode()})


@pytest.mark.parametrize("name", schema.KINDS)
def test_the_schema_for_editors_is_as_the_types_are(name):
    assert schema.path(name).read_text() == schema.text(name), "run: python -m lib.content.schema"
    jsonschema.Draft202012Validator.check_schema(schema.document(name))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda one: one.name)
def test_the_samples_fit_the_schema_that_they_name(path):
    raw = path.read_bytes()
    kind = path.parent.name.removesuffix("s")
    value, _ = lines.read(str(path), raw)

    assert raw.startswith(f"# yaml-language-server: $schema=../schemas/{kind}.schema.json\n".encode())
    jsonschema.validate(value, schema.document(kind))


def test_the_schema_refuses_what_is_no_field():
    with pytest.raises(jsonschema.ValidationError, match="hoem"):
        jsonschema.validate({"title": "X", "sport": "football", "hoem": 1}, schema.document("competition"))
