"""Pages of the wiki as Streamlit components; what they do in the browser is in ``components/wiki.js``."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from lib.content.revision import Revision
from lib.live.library import Library
from lib.live.routes import assets_digest
from lib.sport.state import Summary, SummaryState
from lib.web import elements, programme, site
from lib.wiki import pages
from lib.wiki.markdown import Rendered

# The addresses that the app answers with a page: links to them are followed in the same session.
ROUTES = ["/"] + [f"/{name}" for rows in site.SECTIONS.values() for name, *_ in rows]

_mount = st.components.v2.component(
    "touchline_wiki",
    html='<div data-tl-coming aria-busy="true"></div>',
    css=(elements.COMPONENTS / "wiki.css").read_text(),
    js=elements.LOADER,
    isolate_styles=False,
)


def wait(library: Library) -> None:
    """Say that the first revision is still being read, or why it cannot be, and go on when it is there."""

    def look() -> None:
        if library.current:
            st.rerun()
        st.info(f"The wiki is being read from Git. {library.problem or ''}", icon=":material/hourglass:")

    st.fragment(look, run_every="1s")()


def asked(revision: Revision) -> str:
    """The page that the address asks for; a folder means its own page, and nothing means the home page."""
    path = st.query_params.get("page", "").strip("/").removesuffix(pages.SUFFIX)
    if path in revision.pages:
        return path
    return pages.own(path, revision.pages) or (path if path else pages.home(revision.pages) or "index")


def tree(revision: Revision, page: str) -> None:
    """All pages, with *page* marked."""
    _show("tree", page=page, tree=_branches(revision, ""))


def page(path: str, rendered: Rendered, summaries: Iterable[Summary]) -> None:
    """A page, with its live blocks."""
    summaries = list(summaries)
    competitions = {block.attributes.get("competition", "") for block in rendered.blocks} - {""}
    events = {one: current(summaries, one) for one in sorted(competitions)}
    _show("page", page=path, html=rendered.html, events=events)


def last_change(library: Library, path: str) -> None:
    """Who changed the page last, when, and why."""
    commit = library.last_change(path)
    if commit:
        file = f"{path}{pages.SUFFIX}"
        time = commit.time.isoformat()
        _show("change", author=commit.author, time=time, subject=commit.subject, sha=commit.sha, file=file)


def unknown(path: str, revision: Revision) -> None:
    """Say that there is no such page, and lead on."""
    st.header("There is no such page", anchor=False)
    st.write("Nothing in this wiki has the path below. To write it, commit a Markdown file with this name.")
    st.code(revision.place.page_file(path), language=None)
    if near := pages.nearest(path, revision.pages):
        st.write("Did you mean one of these?")
        for other in near:
            _link(other, revision.pages[other])
    if home := pages.home(revision.pages):
        _link(home, f"Begin at {revision.pages[home]}")


def current(summaries: Iterable[Summary], competition: str) -> str | None:
    """The event that stands for *competition*: the newest that is on, or else that was, or else the next one."""
    own = [one.state for one in summaries if one.state.declared and one.state.declared.competition == competition]
    return max(own, key=_rank).id if own else None


def _rank(state: SummaryState) -> tuple[int, float, str]:
    start = state.declared.start if state.declared else None
    began = start.timestamp() * 1000 if start else state.since or 0
    if programme.is_ongoing(state):
        return (3, began, state.id)
    if state.status in programme.COMING:
        return (1, -began, state.id)
    return (0 if state.status == "cancelled" else 2, began, state.id)


def _link(path: str, title: str) -> None:
    st.page_link(site.page("wiki"), label=title, icon=":material/article:", query_params={"page": path})


def _branches(revision: Revision, folder: str) -> list:
    return [
        [child.title, child.page, _branches(revision, child.folder) if child.folder else []]
        for child in revision.children(folder)
    ]


def _show(part: str, **data: object) -> None:
    module = f"/assets/{assets_digest()}/wiki.js"
    _mount(key=f"wiki.{part}", data={"module": module, "part": part, "routes": ROUTES, **data})
