"""Dashboards on a page: one element draws all of them; what it does in the browser is in ``components/board.js``."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st
from msgspec import to_builtins

from lib.content.dashboards import Dashboard, Grid
from lib.content.panels import Panel
from lib.live.routes import assets_digest
from lib.web import elements

_mount = st.components.v2.component(
    "touchline_dashboards",
    html='<div data-tl-coming aria-busy="true" style="min-height: 40rem"></div>',
    js=elements.LOADER,
    isolate_styles=False,
)


def show(declared: Iterable[Dashboard]) -> None:
    """The dashboard that the address names, or all of them to choose from."""
    room()
    module = f"/assets/{assets_digest()}/board.js"
    _mount(key="dashboards", data={"module": module, "boards": [described(one) for one in declared]})


def room() -> None:
    """Charts have the width of the window."""
    st.html("<style>.stMainBlockContainer { padding-inline: clamp(1rem, 2vw, 2rem); padding-block-end: 2rem; }</style>")


def described(board: Dashboard) -> dict[str, object]:
    """What the browser has to know of a dashboard to lay it out."""
    return {
        "id": board.id,
        "title": board.display.name,
        "help": board.display.description,
        "duration": board.duration,
        "refresh": board.refresh_interval,
        "layouts": [_layout(grid) for grid in board.layouts],
        "panels": {name: _panel(one) for name, one in board.panels.items()},
    }


def _layout(grid: Grid) -> dict[str, object]:
    items = [
        {"panel": one.content.panel, "x": one.x, "y": one.y, "width": one.width, "height": one.height}
        for one in grid.spec.items
    ]
    return {"title": grid.spec.display.title if grid.spec.display else "", "items": items}


def _panel(panel: Panel) -> dict[str, str]:
    display = panel.spec.display
    return {"title": display.name, "help": display.description, "kind": to_builtins(panel.spec.plugin)["kind"]}
