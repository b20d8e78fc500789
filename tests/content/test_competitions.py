"""What a revision's competitions say, and how a mistake in one is told."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.content import competitions, courses
from lib.errors import BadContent
from lib.settings import ROOT

GOOD = """\
title: Winter cup
sport: table-tennis
competitors:
  - {id: sales, name: Sales}
  - id: legal
    name: Legal
    members:
      - {id: contracts, name: Contracts}
fixtures:
  - id: final
    home: sales
    away: legal
    start: 2027-01-14T17:30:00+01:00
"""


def read(text, path="content/competitions/winter-cup.yaml"):
    return competitions.read({path: text.encode()})[0]


def test_a_competition_is_named_by_its_file():
    cup = read(GOOD)

    assert (cup.id, cup.title, cup.event(cup.fixtures[0])) == ("winter-cup", "Winter cup", "winter-cup-final")
    assert cup.competitor("legal").members[0].name == "Contracts"
    assert cup.fixtures[0].start.isoformat() == "2027-01-14T17:30:00+01:00"


def test_the_sample_competitions_are_right():
    files, drawn = (
        {str(path): path.read_bytes() for path in (ROOT / "content" / folder).iterdir()}
        for folder in ("competitions", "courses")
    )

    found = {one.id: one for one in competitions.read(files, lines=courses.read(drawn))}

    assert {"office-table-tennis", "world-cup-2026", "replays"} <= found.keys()
    assert all(competitor.members for competitor in found["office-table-tennis"].competitors)


def test_files_that_are_not_yaml_are_left_alone():
    assert competitions.read({"content/competitions/README.md": b"# Competitions"}) == []


def test_two_files_for_one_competition_are_refused():
    with pytest.raises(BadContent, match="another file for the competition cup"):
        competitions.read({"c/cup.yaml": GOOD.encode(), "c/cup.yml": GOOD.encode()})


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("sport: table-tennis", "sport: tabel-tennis", 2, "sport: 'tabel-tennis' .*Allowed are football, table-tennis"),
        ("title: Winter cup", "title: 5", 1, "title: Expected `str`, got `int`"),
        ("title: Winter cup\n", "", 1, "title: .*missing required field"),
        ("    home: sales\n", "", 10, r"fixtures\[0\]\.home: .*missing.*The fields are id, home, away, start"),
        ("    home: sales", "    hoem: sales", 11, r"fixtures\[0\]\.hoem: .*The fields are id, home, away, start"),
        ("    home: sales", "    home: finance", 11, r"fixtures\[0\]\.home: 'finance'.*Allowed are sales, legal"),
        ("    away: legal", "    away: sales", 12, r"fixtures\[0\]\.away: 'sales' cannot play against itself"),
        ("T17:30:00+01:00", "", 13, r"fixtures\[0\]\.start: .*2027-01-14T17:30:00\+01:00"),
        ("id: legal", "id: sales", 5, r"competitors\[1\]\.id: 'sales' is already the id of competitors\[0\]"),
        ("name: Contracts", "name: Contracts, role: coach", 8, r"members\[0\]\.role: .*Allowed are bench, starter"),
        ("name: Contracts", "id: contracts", 8, "id is given twice"),
        ("  - id: final", "  - id: fi nal", 10, r"fixtures\[0\]\.id"),
        ("title: Winter cup", "title: [Winter", 2, "expected"),
    ],
    ids=str,
)
def test_a_mistake_is_told_with_file_line_field_and_what_is_allowed(old, new, line, said):
    assert old in GOOD
    with pytest.raises(BadContent, match=said) as caught:
        read(GOOD.replace(old, new, 1))
    assert (caught.value.path, caught.value.line) == ("content/competitions/winter-cup.yaml", line)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "missing required field `title`"),
        (b"- 1", "has to be fields with values"),
        (b"title: \xff", "not UTF-8"),
        (b"title: a\x00", "not YAML"),
        (b"a: " + b"[" * 5_000, "nested too deeply"),
        (b"a: &a [1]\nb: *a", "an alias"),
        (b"? [a]\n: b", "a field's name has to be a word"),
        (b"title: !!python/object/apply:os.getcwd []", "Expected `str`"),
    ],
    ids=repr,
)
def test_rubbish_is_refused_with_a_sentence(raw, said):
    with pytest.raises(BadContent, match=said):
        competitions.read({"competitions/x.yaml": raw})


@pytest.mark.parametrize("name", ["two words.yaml", "ä.yaml", ".hidden.yaml", "x" * 65 + ".yaml"])
def test_a_file_name_that_cannot_be_an_id_is_refused(name):
    with pytest.raises(BadContent, match="the file's name is the id"):
        read(GOOD, f"competitions/{name}")


@settings(deadline=None)
@given(st.integers(0, len(GOOD)), st.integers(0, 12), st.text(max_size=8))
def test_any_change_is_read_or_refused(at, length, text):
    with suppress(BadContent):
        competitions.read({"competitions/x.yaml": (GOOD[:at] + text + GOOD[at + length :]).encode(errors="replace")})
