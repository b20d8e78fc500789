"""A competition on its page: what each of its views shows, and the figures that its states give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from lib.charts import tables as charts
from lib.content.competitions import Competition
from lib.content.progress import Progress, Stage, rated
from lib.content.sports import Sport, Term
from lib.live import then
from lib.live.viewpoint import NOW, Viewpoint
from lib.sport import leaders
from lib.sport.ratings import Ratings
from lib.sport.standings import Row
from lib.sport.state import COMING, ONGOING
from lib.web import elements, figures, resources, site

VIEWS = {"official": "Official", "live": "As it stands"}
COUNTED = {
    "goals": "Scorers",
    "assists": "Assists",
    "yellow": "Yellow cards",
    "second-yellow": "Second yellow cards",
    "red": "Red cards",
}
KINDS = {
    "league": "League", "groups": "Groups", "knockout": "Knockout", "swiss": "Swiss system", "ladder": "Ladder",
    "race": "Race", "challenge": "Challenge",
}  # fmt: skip
MOST_LEADERS = 20


def listing(found: Iterable[tuple[Progress, Sport]]) -> None:
    """All competitions, each with its sport, and a sentence about how far it has come."""
    for progress, sport in found:
        label = f":material/{sport.icon}: {progress.title}"  # an icon that nobody has is text here, not an error
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.page_link(
                site.page("competition"), label=label, icon="", query_params={"id": progress.id}, width="content"
            )
            st.caption(standing(progress, sport.words.event))


def standing(progress: Progress, words: Term = ("event", "events")) -> str:
    """How far a competition has come, in one line; *words* are those of the sport for one contest and several."""
    statuses = [one.status for one in (*progress.matches(), *contests(progress))]
    live = sum(one in ONGOING for one in statuses)
    ahead = sum(one in COMING for one in statuses)
    parts = [progress.season, f"{len(statuses)} {words[len(statuses) != 1]}"]
    parts += [f"{live} live"] if live else []
    parts += [f"{ahead} to come"] if ahead else []
    parts += ["all over"] if statuses and not live and not ahead else []
    return " · ".join(part for part in parts if part)


def contests(progress: Progress) -> list:
    """The races and challenges of all stages."""
    return [one for stage in progress.stages for one in stage.contests]


def tables(progress: Progress, view: Viewpoint = NOW) -> None:
    """The tables, official or as it stands, with their numbers as CSV and JSON."""
    stage = _stage([one for one in progress.stages if one.tables or one.rungs])
    if stage is None:
        st.info("This competition has no table.", icon=":material/table_rows:")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        chosen = st.segmented_control(
            "Table", VIEWS, format_func=VIEWS.get, default="official", key="table", bind="query-params",
            label_visibility="collapsed", width="content",
        )  # fmt: skip
        live, round = chosen == "live", _round(stage)
        asked = {"stage": stage.id, "live": int(live), "at": view.at, "round": round}
        st.caption(" · ".join(_files(progress.id, stage, asked)), width="content")
    elements.table(progress.id, stage=stage.id, live=live, at=view.at, round=round)
    if len(stage.tables) == 1 and len(stage.rounds) > 1:
        places(progress, stage, view)


def _files(competition: str, stage: Stage, asked: Mapping[str, object]) -> Iterator[str]:
    """Links to the tables as CSV and JSON; those across groups are files of their own."""
    for name, more in [("", {}), *((f"{one.name}: ", {"group": one.id}) for one in stage.best)]:
        yield name + _both(f"{competition}/table", **asked, **more)


def _both(path: str, **asked: object) -> str:
    """Links to numbers of a competition as CSV and JSON."""
    return f"[CSV]({_numbers(path, **asked, format='csv')}) · [JSON]({_numbers(path, **asked)})"


def _numbers(path: str, **asked: object) -> str:
    """The address of numbers of a competition, with what is *asked* of them."""
    query = urlencode({key: value for key, value in asked.items() if value != ""}, safe=":")
    return f"/api/competitions/{path}" + (f"?{query}" if query else "")


def places(progress: Progress, stage: Stage, view: Viewpoint = NOW) -> None:
    """The way of everybody through the rounds of a stage; drawn when it is asked for."""
    if st.toggle("Places by round", key="places", bind="query-params"):
        found = resources.node().competitions.by_round(progress.id, stage.id, at=view.moment, revision=view.revision)
        keep = f"places.{progress.id}.{stage.id}"
        figures.chart("Places by round", charts.places(found, keep), key=keep)
        figures.table("Places by round", places_frame(found), key=f"{progress.id}-places")


def places_frame(found: Sequence[tuple[str, Sequence[Row]]]) -> pd.DataFrame:
    """The place of each competitor after each round, in the order of the last one."""
    columns = {round: {row.name: row.rank for row in rows} for round, rows in found}
    names = [row.name for row in found[-1][1]]
    return pd.DataFrame(columns, index=names).rename_axis("Competitor").reset_index()


def medals(progress: Progress, view: Viewpoint = NOW) -> None:
    """Who has which medals."""
    rows = [(one.rank, one.competitor, one.gold, one.silver, one.bronze, one.total) for one in progress.medals]
    frame = pd.DataFrame(rows, columns=["Rank", "Name", "Gold", "Silver", "Bronze", "Total"])
    st.dataframe(frame, hide_index=True, key="medals")
    st.caption(_both(f"{progress.id}/medals", at=view.at))


def bracket(progress: Progress, view: Viewpoint = NOW) -> None:
    """The knockout; slots that nobody has yet say whom they wait for."""
    live = st.toggle("As it stands", key="stands", bind="query-params")
    elements.bracket(progress.id, live=live, at=view.at)


def fixtures(progress: Progress, view: Viewpoint = NOW) -> None:
    """All matches, or those of one competitor, or of two against each other (``h2h=a,b`` in the address)."""
    names = {one.id: one.name for one in progress.competitors}
    pair = [one for one in st.query_params.get("h2h", "").split(",") if one in names][:2]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        one = _chosen("Competitor", names, pair[:1], key="fixtures.one")
        others = {id: name for id, name in names.items() if id != one}
        other = _chosen("Against", others, pair[1:], key="fixtures.other") if one else None
    _remember([one, other] if other else [one] if one else [])
    elements.fixtures(progress.id, team=one or "", against=other or "", at=view.at)
    calendar = f"/calendar/{progress.id}.ics" + (f"?competitor={one}" if one else "")
    st.caption(f"[Calendar (iCalendar)]({calendar}) · [JSON]({_numbers(progress.id, at=view.at)})")


def predictors(progress: Progress) -> None:
    """Who foretells the scores best; predictions are made on the page of an event."""
    live = st.toggle("As it stands", key="stands", bind="query-params")
    elements.predictors(progress.id, live=live)


def statistics(progress: Progress, competition: Competition, view: Viewpoint = NOW) -> None:
    """Who scored most, who got most cards, and ratings where the competition has some."""
    found = (then.record(resources.node(), event, view.moment) for event in _events(progress))
    states = {record.state.id: record.state for record in found if record}
    names = _names(competition)
    counted = {"goals": competition.profile.words.point[1].capitalize()}
    frames = {
        what: leaders_frame(leaders.leaders(states.values(), what), names, counted.get(what, "Count"))
        for what in COUNTED
    }
    shown = {what: frame for what, frame in frames.items() if not frame.empty}
    for column, (what, frame) in zip(st.columns(min(2, len(shown)) or 1) * len(shown), shown.items(), strict=False):
        with column:
            st.subheader(COUNTED[what], anchor=False)
            st.dataframe(frame, hide_index=True, height="content", key=f"leaders.{what}")
            st.caption(_both(f"{progress.id}/leaders", what=what, at=view.at))
    found = rated(competition, progress, states)
    if found:
        keep = f"ratings.{progress.id}"
        figures.chart("Ratings", charts.ratings(found, names, keep), key=keep)
        figures.table("Ratings", ratings_frame(found, names), key=f"{progress.id}-ratings")
        figures.table("History", charts.history_frame(found, names), key=f"{progress.id}-history")
    if not (shown or found):
        st.info(
            "Nothing to count yet. Scorers and cards appear here as soon as somebody records them with a name.",
            icon=":material/leaderboard:",
        )


def rules(progress: Progress, competition: Competition) -> None:
    """How the competition is played, in words."""
    for stage in progress.stages:
        st.subheader(f"{stage.name} · {KINDS[stage.kind]}", anchor=False)
        st.write(played(stage, competition.profile.words.event))
        if stage.rules:
            st.markdown("\n".join(f"{number}. {text}" for number, text in enumerate(stage.rules, 1)))
    if not progress.stages:
        st.write("This competition has no stages: its events stand for themselves.")
    about = [f"Data: {progress.credit}" if progress.credit else "", f"Revision `{progress.revision[:10]}`"]
    st.caption(" · ".join(one for one in about if one))


def played(stage: Stage, words: Term) -> str:
    """What a stage consists of, in a sentence; *words* as for ``standing``."""
    if stage.levels:
        return f"Who loses is out: {', then '.join(level.name.lower() for level in stage.levels)}."
    if stage.contests:
        return f"{', '.join(one.title for one in stage.contests)}."
    if stage.rungs:
        return f"{len(stage.rungs)} competitors, in the order of the ladder; challenges are declared when they come."
    count = sum(len(one.rows) for one in stage.tables)
    where = f"in {len(stage.tables)} groups" if len(stage.tables) > 1 else "in one table"
    return f"{count} competitors {where}, {len(stage.matches)} {words[len(stage.matches) != 1]}."


def leaders_frame(found: Sequence[leaders.Leader], names: Mapping[str, str], counted: str = "Count") -> pd.DataFrame:
    """The best ones: rank, name, competitor, what is *counted*, and events in which it happened."""
    rows = [
        (one.rank, one.name, names.get(one.competitor, one.competitor), one.count, one.events)
        for one in found[:MOST_LEADERS]
    ]
    return pd.DataFrame(rows, columns=["Rank", "Name", "Competitor", counted, "Events"])


def ratings_frame(found: Ratings, names: Mapping[str, str]) -> pd.DataFrame:
    """The ratings now, the strongest first, with what the last game changed."""
    rows = []
    for one in found.order:
        rating, changes = found.strength(one), found.history[one]
        rows.append((names.get(one, one), round(rating, 1), round(changes[-1].delta, 1), len(changes)))
    return pd.DataFrame(rows, columns=["Competitor", "Rating", "Last change", "Games"])


def _names(competition: Competition) -> dict[str, str]:
    """Competitors and their members, by id."""
    members = {member.id: member.name for one in competition.competitors for member in one.members}
    return members | {one.id: one.name for one in competition.competitors}


def _events(progress: Progress) -> list[str]:
    return [one.event for one in progress.matches() if one.event]


def _stage(stages: Sequence[Stage]) -> Stage | None:
    """The stage that is looked at: chosen, if there are several."""
    if len(stages) < 2:
        return stages[0] if stages else None
    names = {one.id: one for one in stages}
    chosen = st.segmented_control(
        "Stage", names, format_func=lambda id: names[id].name, default=stages[0].id, key="stage", bind="query-params"
    )
    return names.get(chosen, stages[0])


def _round(stage: Stage) -> str:
    """The round after which the table is looked at, or none."""
    if not stage.rounds:
        return ""
    return (
        st.selectbox(
            "After a round", stage.rounds, index=None, placeholder="All rounds", key="round", bind="query-params",
            label_visibility="collapsed", width=180,
        )
        or ""
    )  # fmt: skip


def _chosen(label: str, names: Mapping[str, str], before: Sequence[str], key: str) -> str | None:
    ids = sorted(names, key=lambda one: names[one].casefold())
    index = ids.index(before[0]) if before and before[0] in ids else None
    return st.selectbox(label, ids, index=index, format_func=lambda id: names.get(id, id), placeholder="All", key=key)


def _remember(pair: Sequence[str]) -> None:
    if pair:
        st.query_params["h2h"] = ",".join(pair)
    elif "h2h" in st.query_params:
        del st.query_params["h2h"]
