"""The editor as a Streamlit component; what it does in the browser is in ``components/edit.js``.

It speaks to the HTTP API by itself: this script only says what there is to edit.
"""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from lib.content.revision import Revision
from lib.live import reading
from lib.live.library import Library
from lib.live.routes import assets_digest
from lib.web import elements, visitor
from lib.wiki import pages, sections, templates

STYLES = ("wiki.css", "wiki-blocks.css", "edit.css")

_mount = elements.styled("editor", STYLES)


def asked(library: Library, revision: Revision) -> str:
    """The page that the address asks for, as readers find it; nothing means a new one."""
    wanted = st.query_params.get("page", "").strip("/")
    return reading.find(library, revision, wanted) if wanted else ""


def title(revision: Revision, page: str) -> str:
    """What the editor is called in the browser's tab."""
    return f"Edit {revision.pages[page]}" if page in revision.pages else "New page"


def editor(revision: Revision, page: str) -> None:
    """The editor of *page*, or of the section that the address names."""
    exists = page in revision.pages
    section = st.query_params.get("section", "") if exists else ""
    data = _known(revision, page, section) if exists else _new(revision, page)
    module = f"/assets/{assets_digest()}/edit.js"
    author = visitor.current().known
    _mount(key="edit", data={"module": module, "page": page, "exists": exists, "author": author, **data})


def _known(revision: Revision, page: str, section: str) -> dict[str, object]:
    whole = revision.text(page) or ""
    text = sections.text_of(whole, section) if section else None
    return {
        "title": revision.pages[page],
        "text": whole if text is None else text,
        "base": revision.sha,
        "section": "" if text is None else section,
        "sectionTitle": (text or "").partition("\n")[0].strip("# \t"),
        "backlinks": [[path, revision.pages[path]] for path in revision.backlinks(page)],
        "templates": [],
    }


def _new(revision: Revision, page: str) -> dict[str, object]:
    called = pages.spoken(page) if page else ""
    today = datetime.now(UTC).date()
    known = [
        {"title": name, "text": templates.filled(revision.text(path) or "", called or "Title", today)}
        for path, name in templates.listed(revision.pages)
    ]
    folder = st.query_params.get("folder", "").strip("/")
    return {
        "title": called,
        "text": f"# {called}\n\n" if called else "# ",
        "base": "",
        "section": "",
        "sectionTitle": "",
        "folder": folder,
        "backlinks": [],
        "templates": known,
    }
