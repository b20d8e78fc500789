"""The wiki as Streamlit components; what they do in the browser is in ``components/wiki.js``.

Readers go from page to page there, without this script. It sends the page that a session begins with, and from then on
says which page the address asks for; the browser has that page before.
"""

from __future__ import annotations

import streamlit as st

from lib.content.revision import Revision
from lib.live import reading
from lib.live.library import Library
from lib.live.node import Node
from lib.live.routes import assets_digest
from lib.web import elements, site, visitor

STYLES = ("wiki.css", "wiki-blocks.css", "wiki-frame.css")
BEGUN = "wiki.begun"

_mount = elements.styled("wiki", STYLES)


def wait(library: Library, whole: bool = False) -> None:
    """Say that the first revision is still being read, or why it cannot be, and go on when it is there: *whole*, for
    who asks for it."""

    def look() -> None:
        if library.whole or (library.current and not whole):
            st.rerun()
        st.info(f"The wiki is being read from Git. {library.branch.problem or ''}", icon=":material/hourglass:")

    st.fragment(look, run_every="1s")()


def asked() -> str:
    """The page that the address asks for, as it is written there."""
    return st.query_params.get("page", "").strip("/")


def asked_then() -> str:
    """The moment or the revision that the address asks for; nothing is the present."""
    return st.query_params.get("at", "").strip()


def sidebar(revision: Revision, path: str) -> None:
    """The search field and the tree of pages, with *path* marked."""
    _show("sidebar", path=path, revision=revision.sha)


def page(here: Node, revision: Revision, path: str) -> None:
    """The page *path*, with what is around it. It is sent to a session once: from then on the browser is ahead."""
    begins = BEGUN not in st.session_state
    st.session_state[BEGUN] = True
    view = reading.now(here, revision, path) if begins else None
    _show(
        "page",
        asked=asked(),
        path=path,
        revision=revision.sha,
        view=reading.encode(view).decode() if view else None,
        etag=reading.etag(view) if view else None,
    )


def routes() -> list[str]:
    """The addresses that this visitor has pages at: links to them are followed in the same session."""
    names = [name for rows in site.SECTIONS.values() for name, *_ in rows if visitor.may_open(name)]
    return ["/", *(f"/{name}" for name in names)]


def _show(part: str, **data: object) -> None:
    module = f"/assets/{assets_digest()}/wiki.js"
    _mount(key=f"wiki.{part}", data={"module": module, "part": part, "routes": routes(), **data})
