from datetime import UTC, datetime, timedelta

from lib.wiki import health
from lib.wiki.health import RULES
from tests.wiki.making import wiki

NOW = datetime(2027, 1, 1, tzinfo=UTC)
GOOD = "---\ndescription: It is good.\n---\n# Good\n\n[home](index.md)\n"


def found(texts, files=(), sizes=None, changed=lambda page: None):
    """What is found, as (rule, file)."""
    made = wiki(texts, files)
    return [(one.rule, one.path) for one in health.examine(made, sizes or {}, changed, NOW)]


def test_nothing_is_wrong_with_a_good_wiki():
    home = "---\ndescription: Home.\n---\n# Home\n\n[good](good.md#good)"

    assert found({"index": home, "good": GOOD}) == []


def test_each_link_that_leads_nowhere_is_found_with_its_line():
    text = (
        "---\ntitle: A\ndescription: A.\n---\n\n# A\n\nfirst [b](b.md)\n\n![c](c.png) [d](#d) [[E]]\n\n[b](b.md) again"
    )
    made = wiki({"index": text})

    located = list(health.located(made, health.examine(made, {}, lambda page: None, NOW)))

    assert [(one.rule, one.line, one.text) for one in located] == [
        ("page", 8, "There is no page b.md."),
        ("wanted", 10, "There is no page [[E]] yet."),
        ("file", 10, "There is no file c.png."),
        ("heading", 10, "There is no heading for #d."),
    ]


def test_an_orphan_is_a_page_that_no_other_page_links_to():
    texts = {"index": GOOD, "a": GOOD + "[b](b.md) [a](a.md)", "b": GOOD, "c/index": GOOD, "c/d": GOOD}

    assert [path for rule, path in found(texts) if rule == "orphan"] == ["a.md", "c/d.md"]


def test_pages_of_one_title_are_found():
    texts = {"a": "# The Gate", "b": "# the gate", "c": "# Another"}

    assert [path for rule, path in found(texts) if rule == "title"] == ["a.md", "b.md"]


def test_an_old_page_is_one_that_nobody_has_touched_for_a_year():
    changes = {"index": NOW - timedelta(days=366), "good": NOW - timedelta(days=364)}

    assert ("old", "index.md") in found({"index": GOOD, "good": GOOD}, changed=changes.get)
    assert ("old", "good.md") not in found({"index": GOOD, "good": GOOD}, changed=changes.get)


def test_a_large_image_is_found_and_another_large_file_is_not():
    made = wiki({"index": GOOD}, ["a.png", "b.mp4"])
    sizes = dict.fromkeys(made.files.values(), 600_000)

    findings = health.examine(made, sizes, lambda page: None, NOW)

    assert [(one.path, one.text) for one in findings if one.rule == "image"] == [("a.png", "The image has 600 kB.")]


def test_a_page_without_a_description_is_found():
    assert ("description", "a.md") in found({"a": "# A", "index": GOOD})


def test_mistakes_are_found_with_their_lines():
    made = wiki(
        {
            "front": "---\ntitle: [\n---\n",
            "block": "# A\n\n```live\nscoreboard:\n  evnt: x\n```\n\nAnd `= scor(x)` here.\n",
            "good": "```live\nscoreboard:\n  event: x\n```\n\n`= score(x)` `a = b` `=` \n\n    ```live\n",
        }
    )

    assert sorted((one.path, one.line) for one in health.mistakes(made)) == [
        ("block.md", 5),
        ("block.md", 8),
        ("front.md", 3),
    ]


def test_every_finding_has_a_rule():
    made = wiki({"a": "[x](y.md) [[z]] ![p](q.png) [r](#s)"})

    assert {one.rule for one in health.examine(made, {}, lambda page: None, NOW)} <= set(RULES)
