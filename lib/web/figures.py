"""Charts on a page: each with its numbers as a table and as CSV, and drawn anew while something goes on."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from lib.errors import TouchlineError
from lib.live import tables

REFRESH_S = 5.0
CONFIG = {"displayModeBar": False}


def chart(title: str, figure: go.Figure, *, key: str) -> None:
    """A figure under its title."""
    st.subheader(title, anchor=False)
    st.plotly_chart(figure, key=key, config=CONFIG, alt=title)


def table(name: str, frame: pd.DataFrame, *, key: str) -> None:
    """The numbers behind a chart: shown when asked for, and as CSV, which is made when it is asked for."""
    with st.container(horizontal=True, vertical_alignment="center"):
        wanted = st.toggle(f"Table: {name.lower()}", key=f"{key}.table", width="content")
        file("CSV", lambda: tables.text(frame), f"{key}.csv", "text/csv", key=f"{key}.csv")
    if wanted:
        st.dataframe(frame, hide_index=True, key=f"{key}.rows")


def file(label: str, data: Callable[[], str | bytes], name: str, mime: str, *, key: str) -> None:
    """Offer a file, which is made when it is asked for."""
    st.download_button(
        label,
        data=data,
        file_name=name,
        mime=mime,
        icon=":material/download:",
        key=key,
        on_click="ignore",
        type="tertiary",
    )


def refreshed(draw: Callable[[], None], *, live: bool) -> None:
    """Draw, and while *live* every few seconds again, without the rest of the page. A part that is away is told."""

    def guarded() -> None:
        try:
            draw()
        except TouchlineError as error:
            st.warning(str(error), icon=":material/cloud_off:")

    st.fragment(guarded, run_every=REFRESH_S if live else None)()
