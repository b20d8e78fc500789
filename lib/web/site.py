"""The pages of the site: one row each. A page's address is the name of its script."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from lib.settings import ROOT

HOME = "home"

# section: (script, title, icon)
SECTIONS = {
    "": [(HOME, "Today", ":material/scoreboard:"), ("wiki", "Wiki", ":material/menu_book:")],
    "Sport": [("event", "Event", ":material/sports:"), ("record", "Record", ":material/edit_note:")],
    "Analysis": [
        ("dashboard", "Dashboards", ":material/dashboard:"),
        ("explore", "Explore", ":material/query_stats:"),
    ],
}


def sections() -> dict[str, list[StreamlitPage]]:
    """What the navigation shows."""
    return {section: [page(name) for name, _, _ in rows] for section, rows in SECTIONS.items()}


def page(name: str) -> StreamlitPage:
    """The page of a script, for ``st.page_link`` and ``st.switch_page``."""
    title, icon = next((row[1], row[2]) for rows in SECTIONS.values() for row in rows if row[0] == name)
    return st.Page(ROOT / "pages" / f"{name}.py", title=title, icon=icon, default=name == HOME)
