"""One competition: tables, bracket, fixtures and results, statistics, rules. Without an id, all that are declared."""

import streamlit as st

from lib.content.competitions import Competition
from lib.content.progress import Progress
from lib.web import competition, elements, past, resources

node = resources.node()
wanted = st.query_params.get("id", "")
view = past.asked(node)


def views(progress: Progress, declared: Competition) -> dict:
    """What there is to see of it, by the name of the tab."""
    found = {}
    if any(stage.tables or stage.rungs for stage in progress.stages):
        found["Tables"] = lambda: competition.tables(progress, view)
    if competition.contests(progress):
        found["Contests"] = lambda: elements.contests(progress.id, at=view.at)
    if any(stage.levels for stage in progress.stages):
        found["Bracket"] = lambda: competition.bracket(progress, view)
    if progress.medals:
        found["Medals"] = lambda: competition.medals(progress, view)
    found["Fixtures"] = lambda: competition.fixtures(progress, view)
    if declared.predictions and not view.at:
        found["Predictors"] = lambda: competition.predictors(progress)
    found["Statistics"] = lambda: competition.statistics(progress, declared, view)
    found["Rules"] = lambda: competition.rules(progress, declared)
    return found


def show(progress: Progress) -> None:
    """The competition, one view open at a time."""
    st.set_page_config(page_title=f"{progress.title} · Touchline")
    st.title(progress.title, anchor=False)
    past.banner(view)
    declared = (view.revision or node.library.current).competition(progress.id)
    st.caption(competition.standing(progress, declared.profile.words.event))
    past.choice(view)
    found = views(progress, declared)
    tabs = st.tabs([*found], key="view", on_change="rerun", bind="query-params")
    for tab, draw in zip(tabs, found.values(), strict=True):
        if tab.open:
            with tab:
                draw()


progress = node.competitions.progress(wanted, at=view.moment, revision=view.revision, as_it_stands=True)
if progress:
    show(progress)
else:
    st.title("Competitions", anchor=False)
    past.banner(view)
    if wanted:
        st.warning(f"There is no competition `{wanted}`{past.there(view)}. These are the ones that are declared now.")
    known = [(node.competitions.progress(one.id, as_it_stands=True), one.profile) for one in node.competitions.all()]
    if not known:
        st.info("No competition is declared. Commit a file to `competitions/`.", icon=":material/trophy:")
    competition.listing((one, sport) for one, sport in known if one)
