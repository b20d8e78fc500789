"""The pages of the site: one row each. A page's address is the name of its script."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from lib.settings import ROOT
from lib.web import visitor

HOME = "home"

# section: (script, title, icon)
SECTIONS = {
    "": [
        (HOME, "Today", ":material/scoreboard:"),
        ("wiki", "Wiki", ":material/menu_book:"),
        ("history", "Changes", ":material/history:"),
        ("health", "Wiki health", ":material/monitor_heart:"),
        ("edit", "Edit", ":material/edit:"),
    ],
    "Sport": [
        ("competition", "Competitions", ":material/trophy:"),
        ("event", "Event", ":material/sports:"),
        ("record", "Record", ":material/edit_note:"),
        ("board", "Board", ":material/tv:"),
    ],
    "Analysis": [
        ("dashboard", "Dashboards", ":material/dashboard:"),
        ("explore", "Explore", ":material/query_stats:"),
        ("plan", "Plan", ":material/difference:"),
        ("streams", "Streams", ":material/water:"),
    ],
    "Platform": [
        ("operations", "Operations", ":material/dns:"),
    ],
}
# Pages that a link leads to, and that would say nothing in the menu.
UNLISTED = {"edit"}


def sections() -> dict[str, list[StreamlitPage]]:
    """What the navigation shows to the visitor; nothing to somebody who may not read."""
    allowed = {name: [page(row[0]) for row in rows if visitor.may_open(row[0])] for name, rows in SECTIONS.items()}
    return {section: pages for section, pages in allowed.items() if pages} if visitor.may_open(HOME) else {}


def page(name: str) -> StreamlitPage:
    """The page of a script, for ``st.page_link`` and ``st.switch_page``."""
    title, icon = next((row[1], row[2]) for rows in SECTIONS.values() for row in rows if row[0] == name)
    visibility = "hidden" if name in UNLISTED else "visible"
    return st.Page(ROOT / "pages" / f"{name}.py", title=title, icon=icon, default=name == HOME, visibility=visibility)
