"""After a move, every link of every page leads where it led."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.errors import Refused
from lib.wiki import corpus, destinations, links, markdown, moves
from lib.wiki.corpus import Corpus, File
from lib.wiki.links import Context

PATHS = ["index", "sales", "teams/index", "teams/sales", "teams/night shift", "teams/deep/sales", "rules (old)"]
FILES = ["teams/plan.png", "plan.png", "teams/deep/a b.png"]
TITLES = ["Sales", "Night shift", "Rules", "Teams", "Over"]
NEW = ["sales-emea", "groups/sales", "teams/deep/night", "archive/old/rules", "a (b)"]
PLACES = [
    "{}", "- item {}\n- other", "> quote {}", "1. one\n   {}\n", "## Heading {}", "| a | b |\n| - | - |\n| {} | c |",
    "`code` {} `{}`", "*{}* and {}", "text\nover lines {}\nmore", "```\n{}\n```\n\n{}", "{}{}", "term\n: meaning {}",
]  # fmt: skip


@st.composite
def written(draw, paths):
    """A link as somebody may write it, to a page or a file by its path, its name or its title, right or wrong."""
    path = draw(st.sampled_from([*paths, "missing"]))
    name = path.rpartition("/")[2]
    up = draw(st.sampled_from(["", "./", "../", "/", "teams/", "../teams/"]))
    address = draw(st.sampled_from([path, name, path + ".md", name + ".md", "teams/", "..", "teams", *FILES]))
    address = address.replace(" ", "%20").replace("(", "%28").replace(")", "%29")
    heading = draw(st.sampled_from(["", "#top"]))
    return draw(
        st.sampled_from(
            [
                f"[text]({up}{address}{heading})",
                f'[t]( <{up}{address}> "title")',
                f"[[{path}]]",
                f"[[{name}|t]]",
                f"[[{draw(st.sampled_from(TITLES))}{heading}]]",
                f"![i]({up}{draw(st.sampled_from(FILES[:2]))})",
                f"[![i](plan.png)]({up}{address})",
                "[ref]",
                f'<img src="{up}plan.png">',
                "\\[no](sales.md)",
            ]
        )
    )


@st.composite
def wikis(draw):
    """A wiki whose pages link to each other in all ways, with one of them and where it is to go."""
    paths = draw(st.lists(st.sampled_from(PATHS), min_size=2, max_size=5, unique=True))
    pages = {}
    for path in paths:
        body = [draw(st.sampled_from(["", f"# {draw(st.sampled_from(TITLES))}"]))]
        for place in draw(st.lists(st.sampled_from(PLACES), max_size=4)):
            body.append(place.format(*[draw(written(paths)) for _ in range(place.count("{}"))]))
        body.append(f"[ref]: {draw(st.sampled_from(['sales.md', '../sales.md', 'teams/sales.md#top', '<index.md>']))}")
        pages[path] = "\n\n".join(body) + "\n"
    return pages, draw(st.sampled_from(paths)), draw(st.sampled_from(NEW))


def corpus_of(pages, files=()):
    """A wiki of these pages and files."""
    read = {path: corpus.read(path, text, text.encode())[0] for path, text in pages.items()}
    return Corpus().after([*(File(f"{path}.md", path) for path in pages), *(File(one, one) for one in files)], read)


def led(text, page, known):
    """Where each link of a page leads, a page or the address of a file; None for one that leads nowhere."""
    return [
        None if one.broken else one.page or _file(one.href, page, known)
        for one in markdown.render(text, page, known).links
    ]


def _file(href, page, known):
    return links.image(href, page, known).address if not href.startswith("[[") else None


@settings(max_examples=60, deadline=None)
@given(wikis())
def test_every_link_of_every_page_leads_to_the_same_page_as_before(wiki):
    pages, page, to = wiki
    before = corpus_of(pages, FILES).context("")
    try:
        plan = moves.plan(page, to, corpus_of(pages, FILES))
    except Refused:
        return
    moved = {old.removesuffix(".md"): new.removesuffix(".md") for old, new in plan.files.items() if old.endswith(".md")}
    made = {moved.get(path, path): plan.texts.get(moved.get(path, path), text) for path, text in pages.items()}
    after = corpus_of(made, [plan.files.get(file, file) for file in FILES]).context("")

    for path, text in pages.items():
        there = moved.get(path, path)
        pairs = zip(gone(led(text, path, before), plan.files), led(made[there], there, after), strict=True)
        assert all(then == now for then, now in pairs if then), (path, text, made[there])


def gone(reached, files):
    """Where pages and files are after the move."""
    moved = {
        links.attachment_address(old, Context(revision="")): links.attachment_address(new, Context(revision=""))
        for old, new in files.items()
    }
    moved |= {old.removesuffix(".md"): new.removesuffix(".md") for old, new in files.items()}
    return [moved.get(one, one) for one in reached]


def test_links_stay_of_their_kind_and_only_those_that_have_to_are_changed():
    pages = {
        "index": "[a](teams/sales.md#top) [[teams/sales]] [[Sales]] [[sales|we]] `[x](teams/sales.md)` [b](rules.md)\n",
        "teams/sales": "# Sales\n\n[home](../index.md) ![plan](plan.png) [self](#top)\n",
        "rules": "# Rules\n\nNothing.\n",
    }

    plan = moves.plan("teams/sales", "revenue", corpus_of(pages, ["teams/plan.png"]))

    assert plan.files == {"teams/sales.md": "revenue.md"}
    assert plan.texts == {
        "index": "[a](revenue.md#top) [[revenue]] [[Sales]] [[sales|we]] `[x](teams/sales.md)` [b](rules.md)\n",
        "revenue": "# Sales\n\n[home](index.md) ![plan](teams/plan.png) [self](#top)\n",
    }


def test_a_word_that_readers_saw_stays():
    pages = {"index": "see [[Night Shift]] and\n\n| a |\n| - |\n| [[Night Shift]] |\n", "night-shift": "no title\n"}

    plan = moves.plan("night-shift", "late", corpus_of(pages, []))

    assert plan.texts["index"] == "see [[late|Night Shift]] and\n\n| a |\n| - |\n| [[late\\|Night Shift]] |\n"


def test_the_own_page_of_a_folder_takes_the_folder_along():
    pages = {"index": "[[teams/index]] [t](teams/)\n", "teams/index": "[s](sales.md)\n", "teams/sales": "[up](.)\n"}

    plan = moves.plan("teams/index", "groups", corpus_of(pages, ["teams/plan.png"]))

    assert plan.files["teams/plan.png"] == "groups/plan.png"
    assert plan.files["teams/sales.md"] == "groups/sales.md"
    assert plan.texts == {"index": "[[groups/index]] [t](groups/)\n"}


def test_another_page_of_the_same_name_does_not_take_over_a_link():
    pages = {"index": "[[plan]]\n", "deep/er/plan": "# A\n", "other": "# B\n"}

    plan = moves.plan("other", "plan", corpus_of(pages, []))

    assert plan.texts == {"index": "[[A]]\n"}


@pytest.mark.parametrize(
    ("page", "to"), [("index", "home"), ("a", "b"), ("none", "c"), ("t/index", "t/u"), ("t/index", "s")]
)
def test_what_cannot_be_moved_is_refused(page, to):
    pages = dict.fromkeys(["index", "a", "b", "t/index", "s/a"], "")

    with pytest.raises(Refused):
        moves.plan(page, to, corpus_of(pages, []))


def test_destinations_are_found_where_they_are_written():
    text = (
        'a [x](b.md) `[y](b.md)`\n> - [z](<c d.md>) [[E f|t]] <a href="g.md">\n\n| [h](i.md) | [h](i.md) |\n| - | - |\n'
    )

    found = destinations.find(text)

    assert [text[one.start : one.end] for one in found] == ["b.md", "<c d.md>", "E f", "g.md", "i.md", "i.md"]
    assert [one.href for one in found] == ["b.md", "c d.md", "[[E f]]", "g.md", "i.md", "i.md"]
