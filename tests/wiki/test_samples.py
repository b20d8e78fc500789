"""The sample company's own pages are right: they are the first thing that anybody reads."""

import re

import pytest

from lib.settings import ROOT
from lib.wiki import kinds, links, markdown, pages
from lib.wiki.links import Context

FOLDER = ROOT / "content" / "wiki"
FILES = {path.relative_to(FOLDER).as_posix(): path for path in FOLDER.rglob("*") if path.is_file()}
TEXTS = {page: path.read_text() for name, path in FILES.items() if (page := pages.path_of(name))}
CONTEXT = Context({page: markdown.title(text, page) for page, text in TEXTS.items()}, frozenset(FILES), "abc")
# Shown on purpose, where the wiki explains what a broken link looks like.
DELIBERATE = {"[[Minutes of the last party]]", "[[Canteen]]"}


@pytest.mark.parametrize("page", TEXTS)
def test_no_link_is_broken_and_no_block_has_a_mistake(page):
    rendered = markdown.render(TEXTS[page], page, CONTEXT)

    assert {link.href for link in rendered.links if link.broken} <= DELIBERATE
    assert "tl-mistake" not in rendered.html


@pytest.mark.parametrize("page", TEXTS)
def test_a_link_to_a_heading_finds_it(page):
    for link in markdown.render(TEXTS[page], page, CONTEXT).links:
        heading = link.href.partition("#")[2]
        if heading and link.page:
            headings = markdown.render(TEXTS[link.page], link.page, CONTEXT).headings
            assert heading in {one.id for one in headings}, link.href


def test_the_home_page_shows_both_competitions_of_the_demo():
    rendered = markdown.render(TEXTS["index"], "index", CONTEXT)

    assert [block.attributes["competition"] for block in rendered.blocks] == ["replays", "office-table-tennis"]


def test_home_and_the_tour_show_every_kind_of_block():
    rendered = [markdown.render(TEXTS[page], page, CONTEXT) for page in ("index", "tour")]

    shown = [block.kind for one in rendered for block in one.blocks if block.kind.tag != kinds.VALUE_TAG]
    assert {kind.name for kind in shown} == set(kinds.BLOCKS)


@pytest.mark.parametrize("page", TEXTS)
def test_every_competition_that_a_page_shows_is_declared(page):
    shown = {block.attributes.get("competition", "") for block in markdown.render(TEXTS[page], page, CONTEXT).blocks}

    assert shown - {""} <= {path.stem for path in competition_files()}


def competition_files():
    return sorted((ROOT / "content" / "competitions").glob("*.yaml"))


def test_the_reference_of_live_blocks_has_every_block_with_its_own_words():
    text = TEXTS["guides/live-blocks"]
    sections = {part.split("`")[1]: part for part in text.split("\n### ")[1:]}

    assert set(sections) == set(kinds.BLOCKS)
    for kind in kinds.BLOCKS.values():
        assert sections[kind.name].startswith(f"`{kind.name}`\n\n{kind.help}\n")
        rows = re.findall(r"^\| (\**)`(\w+)`\1 \| (.*) \|$", sections[kind.name].partition("\n## ")[0], re.MULTILINE)
        assert rows == [("**" if name in kind.subject else "", name, key.help) for name, key in kind.keys.items()]


def test_the_reference_of_live_blocks_has_every_value():
    rows = re.findall(r"^\| `(\w+)\((\w+)\)` \| (.*) \|$", TEXTS["guides/live-blocks"], re.MULTILINE)

    assert rows == [(kind.name, next(iter(kind.subject)), kind.help) for kind in kinds.VALUES.values()]


def test_every_page_can_be_reached_from_the_home_page():
    reached, rest = set(), ["index"]
    while rest:
        page = rest.pop()
        if page in reached:
            continue
        reached.add(page)
        rest += [one.page for one in markdown.render(TEXTS[page], page, CONTEXT).links if one.page and not one.broken]

    assert reached == set(TEXTS)


def test_the_address_of_a_page_is_as_readers_know_it():
    assert links.page_address("teams/sales", "let") == "/wiki?page=teams/sales#let"
