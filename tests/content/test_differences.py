"""Differences of YAML by fields."""

from lib.content.differences import between

OLD = b"""\
title: The cup
points: {win: 3, draw: 1}
competitors:
  - {id: sales, name: Sales}
  - {id: legal, name: Legal}
days: [Monday, Friday]
"""


def told(before, after):
    return [(one.field, one.before, one.after) for one in between(before, after)]


def test_a_field_is_named_by_its_way_with_both_values():
    assert told(OLD, OLD.replace(b"win: 3", b"win: 2")) == [("points.win", "3", "2")]
    assert told(OLD, OLD.replace(b", Friday", b"")) == [("days", "Monday, Friday", "Monday")]


def test_an_entry_that_comes_first_leaves_the_others_what_they_are():
    new = OLD.replace(b"competitors:\n", b"competitors:\n  - {id: ops, name: Ops}\n")

    assert told(OLD, new) == [("competitors.ops.id", "", "ops"), ("competitors.ops.name", "", "Ops")]


def test_a_file_that_is_new_or_gone_has_all_its_fields():
    assert ("title", "", "The cup") in told(None, OLD)
    assert ("title", "The cup", "") in told(OLD, None)


def test_what_is_no_yaml_has_no_fields():
    assert between(OLD, b"title: [") is None
    assert between(b"a: &x [1]\nb: *x\n", OLD) is None
