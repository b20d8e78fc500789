"""Dashboards on a page: one element draws all panels; what it does in the browser is in ``components/board.js``."""

from __future__ import annotations

import streamlit as st
from msgspec import to_builtins
from starlette.datastructures import QueryParams

from lib.content.dashboards import Dashboard
from lib.content.panels import Panel
from lib.live import boards
from lib.live.node import Node
from lib.live.routes import assets_digest
from lib.web import elements, site

_mount = st.components.v2.component(
    "touchline_dashboard",
    html='<div data-tl-coming aria-busy="true" style="min-height: 40rem"></div>',
    js=elements.LOADER,
    isolate_styles=False,
)


def show(here: Node, board: Dashboard) -> None:
    """The dashboard; its questions are on their way before the browser has drawn its frame."""
    query = [(name, value) for name in st.query_params for value in st.query_params.get_all(name)]
    boards.begin(here, board.id, QueryParams(query))
    room()
    st.set_page_config(page_title=f"{board.display.name} · Touchline")
    module = f"/assets/{assets_digest()}/board.js"
    _mount(key=f"dashboard.{board.id}", data={"module": module, "board": described(board)})


def room() -> None:
    """Charts have the width of the window."""
    st.html("<style>.stMainBlockContainer { padding-inline: clamp(1rem, 2vw, 2rem); padding-block-end: 2rem; }</style>")


def choose(boards: list[Dashboard], asked: str) -> None:
    """All dashboards, to choose from."""
    st.title("Dashboards", anchor=False)
    if asked:
        st.warning(f"There is no dashboard `{asked}`. These are the ones that the content declares.")
    if not boards:
        st.info("There is no dashboard yet: commit one to the folder `dashboards` of the content.")
    for board in boards:
        with st.container(border=True):
            link = {"id": board.id}
            st.page_link(site.page("dashboard"), label=f"**{board.display.name}**", query_params=link)
            st.caption(board.display.description)


def described(board: Dashboard) -> dict[str, object]:
    """What the browser has to know of a dashboard to lay it out."""
    return {
        "id": board.id,
        "title": board.display.name,
        "help": board.display.description,
        "duration": board.duration,
        "refresh": board.refresh_interval,
        "layouts": [
            {
                "title": grid.spec.display.title if grid.spec.display else "",
                "items": [_item(one) for one in grid.spec.items],
            }
            for grid in board.layouts
        ],
        "panels": {name: _panel(one) for name, one in board.panels.items()},
    }


def _item(item) -> dict[str, object]:
    return {"panel": item.content.panel, "x": item.x, "y": item.y, "width": item.width, "height": item.height}


def _panel(panel: Panel) -> dict[str, str]:
    display = panel.spec.display
    return {"title": display.name, "help": display.description, "kind": to_builtins(panel.spec.plugin)["kind"]}
