"""Which files a page may bring along."""

import pytest

from lib.errors import Refused
from lib.wiki import attachments

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 20


def test_a_file_is_kept_beside_its_page():
    assert attachments.place("teams/sales", "plan.png") == "teams/attachments/plan.png"
    assert attachments.place("index", "plan.png") == "attachments/plan.png"


@pytest.mark.parametrize("name", ["../plan.png", "a/b.png", "", ".png", "a\nb.png"])
def test_a_name_stays_a_name(name):
    with pytest.raises(Refused):
        attachments.place("teams/sales", name)


def test_a_name_is_made_safe_and_belongs_to_the_content():
    one, other = attachments.named("Plan <1>.PNG", PNG), attachments.named("Plan <1>.PNG", PNG + b"!")

    assert one.startswith("plan-1-")
    assert one.endswith(".png")
    assert one != other
    assert attachments.named("../../x", PNG).startswith("x-")


@pytest.mark.parametrize("name", ["a.svg", "a.html", "a.exe", "a.md", "a"])
def test_a_kind_that_is_not_taken_is_refused(name):
    with pytest.raises(Refused):
        attachments.check(name, b"<svg onload='alert(1)'/>")


def test_a_file_has_to_be_what_its_name_says():
    attachments.check("a.png", PNG)
    attachments.check("a.JPEG", b"\xff\xd8\xff\xe0")
    with pytest.raises(Refused, match="not what its name says"):
        attachments.check("a.pdf", PNG)


def test_a_file_that_is_empty_or_too_large_is_refused():
    for content in (b"", PNG + b"x" * attachments.MOST_BYTES):
        with pytest.raises(Refused, match="MiB"):
            attachments.check("a.png", content)
