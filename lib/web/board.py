"""The board: what a TV shows of the company's sport."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode, urlsplit

import streamlit as st

from lib.adapters import qr
from lib.content.progress import Progress
from lib.web import elements

# Nothing of Streamlit's own: no navigation, no menu, no message about a connection that comes back by itself.
BARE = """<style>
[data-testid="stHeader"], [data-testid="stSidebar"], [data-testid="stToolbar"], [data-testid="stDecoration"],
[data-testid="stStatusWidget"], [data-testid="stDialog"],
[data-testid="stConnectionStatus"] { display: none !important; }
</style>"""


def show(progress: Progress | None, all_: Iterable[Progress], *, dark: bool) -> None:
    """Fill the screen with what goes on in one competition, or in all."""
    st.html(BARE)
    address = phone_address(st.context.url or "", progress.id if progress else "")
    elements.screen(
        competition=progress.id if progress else "",
        title=progress.title if progress else "Today",
        tables=tables([progress] if progress else all_),
        address=address,
        qr=qr.data_uri(address),
        dark=dark,
    )


def phone_address(page: str, competition: str) -> str:
    """Where the code leads: the competition, or the start page, of the site that *page* is on."""
    site = urlsplit(page)
    query = urlencode({"id": competition}) if competition else ""
    return site._replace(path="/competition" if competition else "/", query=query, fragment="").geturl()


def tables(found: Iterable[Progress]) -> list[dict[str, str]]:
    """The tables to show in turn: of stages that have begun and are not over, else the last one that is."""
    shown = []
    for progress in found:
        begun = [one for one in progress.stages if any(row.played for table in one.tables for row in table.rows)]
        going = [one for one in begun if not one.complete] or begun[-1:]
        for stage in going:
            about = {"competition": progress.id, "stage": stage.id}
            shown += [about | {"group": one.id, "title": _title(progress, one.name)} for one in stage.tables]
    return shown


def _title(progress: Progress, table: str) -> str:
    return progress.title if table in ("", "League") else f"{progress.title} · {table}"
