"""The history of pages as a Streamlit component; what it does in the browser is in ``components/history.js``.

What is chosen is in the address: the component changes it, and this script draws what it says.
"""

from __future__ import annotations

import msgspec
import streamlit as st

from lib.live import past, reading
from lib.live.library import Library
from lib.live.node import Node
from lib.live.past import Version
from lib.live.routes import assets_digest
from lib.web import elements, visitor

STYLES = ("wiki.css", "wiki-blocks.css", "edit.css", "history.css")
LIMIT = 50
VIEWS = ("markdown", "text", "lines", "page")

_mount = elements.styled("history", STYLES)


def asked(library: Library) -> str:
    """The page whose history the address asks for, as readers find it; nothing means the whole wiki."""
    wanted = st.query_params.get("page", "").strip("/")
    return reading.find(library, library.current, wanted) if wanted and library.current else wanted


def of_wiki(here: Node) -> None:
    """All changes of the wiki, and what is not out yet."""
    before = st.query_params.get("before", "")
    entries = past.of_wiki(here.library, LIMIT + 1, before)
    for reason in here.outgoing.reasons.values():
        st.warning(f"A change is committed here and waits for the repository. {reason}", icon=":material/sync_problem:")
    more, writes = len(entries) > LIMIT, visitor.may_open("edit")
    _show(part="wiki", entries=_plain(entries[:LIMIT]), more=more, before=before, writes=writes)


def of_page(here: Node, page: str) -> None:
    """The versions of a page, and what the address wants to see of them."""
    revision = here.library.current
    exists = revision is not None and page in revision.pages
    before = st.query_params.get("before", "")
    versions = past.of_page(here.library, page, LIMIT + 1, before)
    shown = versions[:LIMIT]
    new = past.chosen(versions, st.query_params.get("to", ""), 0)
    place = versions.index(new) if new else 0
    old = past.chosen(versions, st.query_params.get("from", ""), place + 1)
    view = st.query_params.get("view", VIEWS[0])
    _show(
        part="page",
        page=page,
        title=revision.pages[page] if revision and exists else page,
        exists=exists,
        versions=_plain(shown),
        more=len(versions) > LIMIT,
        before=before,
        old=old.sha if old else "",
        new=new.sha if new else "",
        view=view if view in VIEWS else VIEWS[0],
        author=visitor.current().known,
        writes=visitor.may_open("edit"),
        **(_viewed(here.library, old, new, view) if new else {}),
    )


def _viewed(library: Library, old: Version | None, new: Version, view: str) -> dict[str, object]:
    if view == "lines":
        return {"passages": _plain(past.lines(library, new))}
    if view == "page" and library.current and new.kind != "deleted":
        return {"html": reading.then(library, library.current, new.page, new.sha).html}
    return {"rows": _plain(past.compared(library, old, new, rendered=view == "text"))}


def _plain(given: object) -> object:
    return msgspec.to_builtins(given)


def _show(**data: object) -> None:
    _mount(key="history", data={"module": f"/assets/{assets_digest()}/history.js", **data})
