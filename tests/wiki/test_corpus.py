"""A wiki that was changed commit by commit is the wiki that somebody finds who reads it for the first time."""

from hypothesis import given, settings
from hypothesis import strategies as st

from lib.wiki import corpus, links
from lib.wiki.corpus import Corpus, Fault
from tests.wiki.making import changed, wiki


def test_a_page_is_called_by_its_front_matter_its_first_heading_or_its_path():
    made = wiki(
        {"a": "---\ntitle: From  front\n---\n# Heading", "b": "text\n\nSecond *one*\n===", "night-shift": "text"}
    )

    assert made.titles == {"a": "From front", "b": "Second one", "night-shift": "Night shift"}


def test_the_text_of_a_page_is_kept_as_it_was_written():
    page, _ = corpus.read("a", "1", b"\xef\xbb\xbf# A\r\nMon\xe9")

    assert page.text == "# A\nMon\ufffd"


def test_backlinks_are_those_that_lead_to_the_page_whatever_they_call_it():
    made = wiki(
        {
            "teams/index": "---\ntitle: Our teams\naliases: [Crews]\n---\n",
            "teams/sales": "[up](./) [[self]]",
            "a": "[[our Teams]]",
            "b": "[[crews#who]]",
            "c": "[x](teams/index.md#who)",
            "d": "[x](/teams/index.md)",
            "e": "[x](https://example.org/teams/index.md) `[[Our teams]]` teams/index",
            "f": "[[teams/index]]",
        }
    )

    assert set(made.backlinks("teams/index")) == {"a", "b", "c", "d", "f", "teams/sales"}
    assert made.backlinks("none") == ()


def test_a_page_is_no_backlink_of_its_own():
    assert wiki({"a": "[[a]] [b](#c)"}).backlinks("a") == ()


def test_links_that_lead_nowhere_are_known_by_what_is_missing():
    bad = "[a](none.md) [[None]] ![](no.png) [b](no.pdf) [c](#there) [d](b.md#no)"
    made = wiki({"a": f"# Here\n{bad} [e](b.md#it) [f](a.png) [g](#here)", "b": "# It"}, ["a.png"])

    assert [fault for _, fault in made.faults()] == [
        Fault("none.md", "page"),
        Fault("[[None]]", "wanted"),
        Fault("!no.png", "file"),
        Fault("no.pdf", "file"),
        Fault("#there", "heading"),
        Fault("b.md#no", "heading"),
    ]


def test_an_id_in_raw_html_can_be_linked_to():
    assert not [*wiki({"a": '<a id="spot"></a>\n\n[x](#spot) [y](#top)'}).faults()]


def test_the_outcome_of_a_page_stays_the_same_until_something_changes_that_it_depends_on():
    before = wiki({"a": "[b](b.md) ![x](x.png) [[Title]]", "b": "# B", "c": "# C"}, ["x.png"])

    def touched(files):
        return changed(before, files).outcomes["a"] is not before.outcomes["a"]

    assert not touched({"c.md": "# Other", "d.md": "# D", "y.png": "new"})
    assert not touched({"b.md": "# B\nmore text"})
    assert touched({"b.md": None})
    assert touched({"b.md": "# B\n## Another heading"})
    assert touched({"x.png": "another image"})
    assert touched({"d.md": "# Title"})
    assert touched({"a.md": "[b](b.md)"})


NAMES = st.sampled_from(["index", "README", "a", "b", "c d"])
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)
HREFS = st.one_of(
    PATHS.map(lambda path: f"[x](<{path}.md#h>)"),
    PATHS.map(lambda path: f"[x](<../{path}>)"),
    PATHS.map(lambda path: f"[x](</{path}.md>)"),
    st.sampled_from(["[[one]]", "[[Two#h]]", "[[a]]", "[[a/b]]", "![x](a.png)", "[x](./)", "[x](../)", "[y](#h)"]),
)
TEXTS = st.builds(
    lambda title, hrefs: f"{title}\n\n{' '.join(hrefs)}",
    st.sampled_from(["# One", "# Two", "# H", "", "---\ntitle: One\naliases: [two, a]\n---\n"]),
    st.lists(HREFS, max_size=4),
)
FILES = st.dictionaries(
    st.one_of(PATHS.map(lambda path: f"{path}.md"), PATHS.map(lambda path: f"{path}.png")), TEXTS, max_size=6
)


def everything(made: Corpus):
    """All that a corpus says, in a form that can be compared."""
    return {
        "pages": made.pages,
        "titles": made.titles,
        "files": made.files,
        "leads": {page: outcome.leads for page, outcome in made.outcomes.items()},
        "faults": {page: outcome.faults for page, outcome in made.outcomes.items()},
        "mentions": {key: sorted(sources) for key, sources in made.mentions.items()},
        "claims": {key: sorted(sources) for key, sources in made.claims.items()},
        "names": made.names,
        "backlinks": {page: made.backlinks(page) for page in made.pages},
        "tree": {folder: made.tree.children(folder) for folder in made.tree.folders},
    }


@settings(deadline=None, max_examples=40)
@given(st.lists(FILES, min_size=1, max_size=4))
def test_a_wiki_that_changed_is_the_wiki_that_is_there(commits):
    made, there = Corpus(), {}
    for files in commits:
        made = changed(made, files | {name: None for name in there if name not in files})
        there = files

        assert everything(made) == everything(changed(Corpus(), there))


@settings(deadline=None, max_examples=40)
@given(FILES, FILES)
def test_what_was_there_before_is_not_changed(first, second):
    made = changed(Corpus(), first)
    before = everything(made)

    changed(made, second)

    assert everything(made) == before


@settings(deadline=None)
@given(FILES)
def test_names_are_those_that_a_context_would_find_itself(files):
    made = changed(Corpus(), {name: text for name, text in files.items() if "aliases" not in text})

    assert made.names == links.Context(made.titles).names
