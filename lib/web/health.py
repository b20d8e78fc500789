"""The health of the wiki on a page: what is wrong, with its place, and what could be better."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import streamlit as st

from lib.live import tables
from lib.live.library import Library, Report
from lib.web import figures
from lib.wiki import links, pages
from lib.wiki.health import RULES, Finding, Rule

MOST_SHOWN = 500
SHOWN = [rule for rule in RULES.values() if rule.name != "mistake"]


def report(library: Library) -> None:
    """How many findings there are of each kind, and those that are chosen."""
    with st.spinner("The pages are being looked at", show_time=True):
        found = library.health()
    if found is None:
        return
    counts = Counter(one.rule for one in found.findings)
    _summary(found, counts)
    first = next((rule.name for rule in SHOWN if counts[rule.name]), SHOWN[0].name)
    chosen = st.pills(
        "What was found",
        [rule.name for rule in SHOWN],
        default=first,
        format_func=lambda name: f"{RULES[name].title} {counts[name]:,}",
        key="rule",
        bind="query-params",
        label_visibility="collapsed",
        required=True,
    )
    _findings(found, RULES[chosen or first], counts[chosen or first])


def _summary(found: Report, counts: Counter[str]) -> None:
    wrong = sum(counts[rule.name] for rule in SHOWN if rule.weight == "error")
    size = f"{len(found.revision.pages):,} pages at revision `{found.revision.sha[:8]}`"
    if wrong:
        st.write(f"{size}: readers stumble over {wrong:,} {'link' if wrong == 1 else 'links'}.")
    else:
        st.write(f"{size}: every link leads somewhere.")


def _findings(found: Report, rule: Rule, count: int) -> None:
    st.subheader(rule.title, anchor=False)
    st.caption(rule.help)
    if not count:
        st.success("Nothing was found.", icon=":material/check_circle:")
        return
    shown = _frame(found.of(rule.name, MOST_SHOWN), found)
    if count > MOST_SHOWN:
        st.caption(f"The first {MOST_SHOWN} of {count:,}; the file has all of them.")
    columns = {
        "Open": st.column_config.LinkColumn(display_text=":material/open_in_new:", width="small"),
        "Line": st.column_config.NumberColumn(width="small"),
    }
    st.dataframe(shown, hide_index=True, column_config=columns, key=f"health.{rule.name}")
    figures.file(
        "CSV",
        lambda: tables.text(_frame(found.of(rule.name, count), found)),
        f"wiki-health-{rule.name}.csv",
        "text/csv",
        key=f"health.{rule.name}.csv",
    )


def _frame(findings: list[Finding], found: Report) -> pd.DataFrame:
    """The findings as a table. Only pages can be opened, and only lines that are known are shown."""
    rows = [(_title(one, found), one.path, one.line or None, one.text, _address(one)) for one in findings]
    frame = pd.DataFrame(rows, columns=["Page", "File", "Line", "What was found", "Open"])
    return frame.dropna(axis="columns", how="all").astype({"Line": "Int64"}, errors="ignore")


def _title(one: Finding, found: Report) -> str:
    page = pages.path_of(one.path)
    return found.revision.pages[page] if page else one.path.rpartition("/")[2]


def _address(one: Finding) -> str | None:
    page = pages.path_of(one.path)
    return links.page_address(page) if page else None
