"""The script behind every page: navigation, and what all pages have in common.

It is not named like a page and lies outside ``pages/``, so that a deep link can never run a page without it.
"""

from __future__ import annotations

import time

import streamlit as st

from lib import log
from lib.adapters import instruments
from lib.errors import TouchlineError
from lib.web import elements, resources, site, visitor

# Streamlit leaves room for a toolbar that we do not show, and its captions, with their links, are too faint to read.
STYLE = """<style>
.stMainBlockContainer { padding-top: 3rem; }
@media (max-width: 768px) { .stMainBlockContainer { padding-top: 4.25rem; } }
.stMainBlockContainer [data-testid="stCaptionContainer"] {
  opacity: 1; color: color-mix(in srgb, currentColor 70%, transparent);
}
</style>"""

# Ours, in the page itself: an icon of Streamlit's would be asked of a host of strangers.
ICON = str(elements.COMPONENTS / "icon.svg")

_log = log.get(__name__)


def draw() -> None:
    """Draw the page that the address asks for."""
    st.set_page_config(page_title="Touchline", page_icon=ICON, layout="wide")
    st.html(STYLE)
    pages = site.sections() or [st.Page(visitor.sign_in, title="Sign in", icon=":material/login:")]
    # Inside another site (``embed=true``) a page stands alone.
    page = st.navigation(pages, position="hidden" if st.context.is_embedded else "sidebar", expanded=True)
    began = time.perf_counter()
    try:
        visitor.corner()
        _notice()
        page.run()
    except TouchlineError as error:
        st.error(str(error), icon=":material/error:")
    finally:
        seconds = time.perf_counter() - began
        name = page.url_path or site.HOME
        instruments.PAGE_SECONDS.labels(name).observe(seconds)
        _log.info("page", page=name, ms=round(seconds * 1000, 1))


def failed(error: Exception) -> bool:
    """A defect in a page: it is logged, and the visitor is told so. True: Streamlit need not show it too."""
    _log.error("page_failed", exc_info=error)
    st.error("This page has a defect. What happened is in the log of the app.", icon=":material/error:")
    return True


def _notice() -> None:
    """Say what is wrong with a newer revision, which is therefore not served."""
    sync = resources.node().library.branch.sync
    if sync.state == "Stalled":
        st.warning(f"The newest revision of the content is not served. {sync.reason}", icon=":material/warning:")


if __name__ == "__main__":
    draw()
