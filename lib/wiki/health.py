"""What is wrong with a wiki, or could be better: found from its corpus, for the page of its health and ``check``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Literal

from markdown_it.token import Token

from lib.wiki import blocks, front_matter, links, markdown, pages, scan, values
from lib.wiki.blocks import Block
from lib.wiki.corpus import Corpus
from lib.wiki.mistakes import Mistake

OLD = timedelta(days=365)
MOST_IMAGE_BYTES = 500_000
IMAGES = (".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")

Weight = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Rule:
    """What is looked for. An *error* is something that readers stumble over."""

    name: str
    title: str
    help: str
    weight: Weight


RULES = {
    rule.name: rule
    for rule in (
        Rule("page", "Broken links", "Links to pages that are not there.", "error"),
        Rule("wanted", "Wanted pages", "Wikilinks to pages that nobody has written yet.", "warning"),
        Rule("file", "Missing files", "Images and other files that are not there.", "error"),
        Rule("heading", "Broken headings", "Links to headings that the page has not.", "error"),
        Rule("mistake", "Mistakes", "Front matter, live blocks and live values that cannot be read.", "error"),
        Rule("title", "Same titles", "Pages with the title of another one: a wikilink means one of them.", "warning"),
        Rule("orphan", "Orphans", "Pages that no other page links to.", "warning"),
        Rule("old", "Old pages", f"Pages that nobody has touched for {OLD.days} days.", "warning"),
        Rule("description", "No description", "Pages whose front matter has no description.", "warning"),
        Rule("image", "Large images", f"Images of more than {MOST_IMAGE_BYTES // 1000} kB.", "warning"),
    )
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a rule found in the file *path* of the wiki's folder. *href* is the link that it is about.

    *line* and *column* count from 1; 0 is the whole of it.
    """

    rule: str
    path: str
    text: str
    href: str = ""
    line: int = 0
    column: int = 0


def examine(
    wiki: Corpus,
    sizes: Mapping[str, int],
    changed: Callable[[str], datetime | None],
    now: datetime,
) -> list[Finding]:
    """Everything but mistakes within texts, by rule and path.

    *sizes* are the bytes of blobs, as far as they are known; *changed* says when a page was changed last, if it is
    known. Texts are not read, which takes long in a large wiki: lines are found by `located`.
    """
    found = [*_faults(wiki), *_titles(wiki), *_orphans(wiki), *_old(wiki, changed, now)]
    found += [*_undescribed(wiki), *_images(wiki, sizes)]
    order = [*RULES]
    return sorted(found, key=lambda one: (order.index(one.rule), one.path, one.href))


def mistakes(wiki: Corpus) -> Iterator[Finding]:
    """Mistakes in front matter, live blocks and live values. Texts are read."""
    for path, page in wiki.pages.items():
        for error in _mistakes(page.text):
            yield Finding("mistake", path + pages.SUFFIX, str(error), line=error.line, column=error.column)


def located(wiki: Corpus, findings: list[Finding]) -> Iterator[Finding]:
    """*findings*, each with its place where it is about a link."""
    places: dict[str, dict[str, tuple[int, int]]] = {}
    for one in findings:
        if one.href and one.path not in places:
            page = wiki.pages[one.path.removesuffix(pages.SUFFIX)]
            places[one.path] = scan.places(front_matter.split(page.text).body)
        line, column = places[one.path].get(one.href, (0, 0)) if one.href else (one.line, one.column)
        yield Finding(one.rule, one.path, one.text, one.href, line, column)


def _faults(wiki: Corpus) -> Iterator[Finding]:
    for page, fault in wiki.faults():
        yield Finding(fault.kind, page + pages.SUFFIX, _missing(fault.href, fault.kind), fault.href)


def _missing(href: str, kind: str) -> str:
    if kind == "heading":
        return f"There is no heading for {href}."
    if kind == "wanted":
        return f"There is no page {href} yet."
    return f"There is no {kind} {href.removeprefix(links.IMAGE)}."


def _titles(wiki: Corpus) -> Iterator[Finding]:
    by_title: dict[str, list[str]] = {}
    for page, title in wiki.titles.items():
        by_title.setdefault(links.plain(title), []).append(page)
    for same in by_title.values():
        for page in same if len(same) > 1 else ():
            others = ", ".join(one for one in same if one != page)
            yield Finding("title", page + pages.SUFFIX, f"{wiki.titles[page]} is the title of {others}, too.")


def _orphans(wiki: Corpus) -> Iterator[Finding]:
    led = {target for page, outcome in wiki.outcomes.items() for target in outcome.leads if target != page}
    for page in wiki.pages.keys() - led:
        if page != pages.own(pages.folder_of(page), wiki.pages):
            yield Finding("orphan", page + pages.SUFFIX, "No other page links here.")


def _old(wiki: Corpus, changed: Callable[[str], datetime | None], now: datetime) -> Iterator[Finding]:
    for page in wiki.pages:
        last = changed(page)
        if last and now - last > OLD:
            yield Finding("old", page + pages.SUFFIX, f"The last change was on {last:%Y-%m-%d}.")


def _undescribed(wiki: Corpus) -> Iterator[Finding]:
    for path, page in wiki.pages.items():
        if not page.meta.description:
            yield Finding("description", path + pages.SUFFIX, "Its front matter has no description.")


def _images(wiki: Corpus, sizes: Mapping[str, int]) -> Iterator[Finding]:
    for path, blob in wiki.files.items():
        size = sizes.get(blob, 0)
        if size > MOST_IMAGE_BYTES and PurePosixPath(path).suffix.lower() in IMAGES:
            yield Finding("image", path, f"The image has {size / 1000:,.0f} kB.")


def live(text: str) -> Iterator[Block | Mistake]:
    """The live blocks and live values of a page, in their order; a mistake where one cannot be read."""
    body = front_matter.split(text).body
    if blocks.INFO not in body and "`=" not in body:  # a full parse takes long
        return
    for token in markdown.parser().parse(body, {}):
        line = token.map[0] + 1 if token.map else 1
        try:
            if token.type == "fence" and token.info.split()[:1] == [blocks.INFO]:
                yield blocks.read(token.content, line)
        except Mistake as error:
            yield error
        for child in token.children or ():
            try:
                value = values.read(child.content, child.map[0] + 1 if child.map else line) if _is_code(child) else None
            except Mistake as error:
                yield error
            else:
                if value:
                    yield value


def _is_code(token: Token) -> bool:
    return token.type == "code_inline"


def _mistakes(text: str) -> Iterator[Mistake]:
    front = front_matter.split(text)
    if front.problem:
        yield Mistake(front.line, front.problem, front.column)
    yield from (one for one in live(text) if isinstance(one, Mistake))
