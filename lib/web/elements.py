"""The live elements of a page: custom elements of the browser, mounted as Streamlit components.

The modules in ``components/`` define them. They follow the live stream by themselves: a page is never run again
because a score changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
import streamlit as st

from lib.content.declared import Meeting
from lib.live.routes import assets_digest
from lib.sport import state
from lib.sport.state import EventRecord, Summary
from lib.web import programme

COMPONENTS = Path(__file__).parent / "components"

# Streamlit runs this for each mounting and again for new data; the modules themselves are loaded once a page.
LOADER = """
export default async function ({ parentElement, data }) {
  const { mount } = await import(new URL(data.module, location.origin).href);
  return mount(parentElement, data);
}
"""

# What stands in an element's place until its module is here; the heights keep the page from jumping.
HEIGHTS_REM = {
  "tl-scoreboard": 14, "tl-timeline": 20, "tl-lineups": 20, "tl-events": 24, "tl-recorder": 40, "tl-declare": 18,
  "tl-leaderboard": 30, "tl-timer": 50, "tl-activity": 36,
  "tl-table": 20, "tl-rounds": 30, "tl-bracket": 30, "tl-contests": 20, "tl-screen": 30,
  "tl-predict": 8, "tl-cheer": 4, "tl-confirm": 0, "tl-expected": 0, "tl-predictors": 20,
}  # fmt: skip
RECORDERS = {"race": "tl-timer", "challenge": "tl-activity"}  # by discipline; the others are recorded alike
COMING = '<div data-tl-coming aria-busy="true" style="min-height: {height}rem" class="tl-coming"></div>'
COMING_CSS = """
.tl-coming { border-radius: 8px; background: var(--st-secondary-background-color); opacity: 0.6; }
"""

_mounts = {
    tag: st.components.v2.component(
        f"touchline_{tag.removeprefix('tl-')}",
        html=COMING.format(height=height),
        css=COMING_CSS,
        js=LOADER,
        isolate_styles=False,
    )
    for tag, height in HEIGHTS_REM.items()
}


def styled(name: str, styles: Iterable[str]) -> Callable[..., object]:
    """A component that a module of its own fills, with the palette and style sheets out of ``components/``."""
    return st.components.v2.component(
        f"touchline_{name}",
        html='<div data-tl-coming aria-busy="true"></div>',
        css=sheet("palette.css", *styles),
        js=LOADER,
        isolate_styles=False,
    )


def sheet(*styles: str) -> str:
    """Style sheets out of ``components/`` as one."""
    return "\n".join((COMPONENTS / style).read_text() for style in styles)


def module_url() -> str:
    """The address of the module that defines all tags, for HTML that holds them; it changes with any of its files."""
    return f"/assets/{assets_digest()}/elements.js"


def scoreboard(event: str, *, size: str = "hero", initial: EventRecord | None = None, at: str = "") -> None:
    """The score of *event*. *initial*, the state as it is now, saves the first round trip.

    With a moment in *at*, *initial* is the state as it was then, and nothing is followed; so it is with the others.
    """
    _mount("tl-scoreboard", event, {"size": size} | _then(at), whole=initial)


def timeline(event: str, *, initial: EventRecord | None = None, at: str = "") -> None:
    """What happened in *event*, the newest first."""
    _mount("tl-timeline", event, _then(at), whole=initial)


def predict(event: str, *, initial: EventRecord | None = None) -> None:
    """What the viewer foretells of *event*, and how others do."""
    _mount("tl-predict", event, whole=initial)


def confirm(event: str, *, side: str = "", initial: EventRecord | None = None) -> None:
    """A result of *event* that waits for the word of a side; with *side*, the question to that one."""
    _mount("tl-confirm", event, {"side": side}, whole=initial)


def expected(event: str, *, initial: EventRecord | None = None) -> None:
    """What ratings let expect of *event*, before it begins."""
    _mount("tl-expected", event, whole=initial)


def cheer(event: str, *, initial: EventRecord | None = None) -> None:
    """Buttons to cheer with while *event* goes on, and how loud it is."""
    _mount("tl-cheer", event, whole=initial)


def lineups(event: str, *, initial: EventRecord | None = None, at: str = "") -> None:
    """Who plays in *event*."""
    _mount("tl-lineups", event, _then(at), whole=initial)


def leaderboard(event: str, *, size: int = 20, initial: EventRecord | None = None) -> None:
    """The order of a race or a challenge, *size* lines at a time, with a search over the whole field."""
    _mount("tl-leaderboard", event, {"size": str(size)}, whole=initial)


def recorder(event: str, *, initial: EventRecord | None = None) -> None:
    """What an organizer records *event* with: the buttons of a match, the timer of a race, the form of a challenge."""
    discipline = programme.discipline(initial.state) if initial else ""
    _mount(RECORDERS.get(discipline, "tl-recorder"), event, whole=initial)


def declare(meetings: Iterable[Meeting]) -> None:
    """A form that brings an event into being and goes on to record it: one by itself, or one of *meetings*."""
    _mount("tl-declare", "", {"meetings": msgspec.json.encode(list(meetings)).decode()})


def events(initial: Iterable[Summary] = ()) -> None:
    """All events that are on, come next or have just finished."""
    _mount("tl-events", "", short=initial)


def table(competition: str, *, stage: str = "", live: bool = False, at: str = "", round: str = "") -> None:
    """The tables of *competition*, official or as it stands, or after a *round*; with a moment or a revision in *at*,
    as that has them, and so the others."""
    given = {"competition": competition, "stage": stage, "live": str(int(live)), "round": round}
    _mount("tl-table", "", given | _then(at))


def bracket(competition: str, *, live: bool = False, at: str = "") -> None:
    """The knockout of *competition*."""
    _mount("tl-bracket", "", {"competition": competition, "live": str(int(live))} | _then(at))


def fixtures(competition: str, *, team: str = "", against: str = "", at: str = "") -> None:
    """The matches of *competition*, or those of one competitor, or of two against each other."""
    given = {"competition": competition, "team": team, "against": against, "live": "1"}
    _mount("tl-rounds", "", given | _then(at))


def predictors(competition: str, *, live: bool = False) -> None:
    """The best predictors of *competition*."""
    _mount("tl-predictors", "", {"competition": competition, "live": str(int(live))})


def contests(competition: str, *, at: str = "") -> None:
    """The races and challenges of *competition*."""
    _mount("tl-contests", "", {"competition": competition, "live": "1"} | _then(at))


def _then(at: str) -> dict[str, str]:
    return {"at": at} if at else {}


def screen(*, competition: str, title: str, tables: list[dict[str, str]], address: str, qr: str, dark: bool) -> None:
    """The board, over the whole window."""
    given = {"competition": competition, "title": title, "tables": json.dumps(tables), "address": address, "qr": qr}
    _mount("tl-screen", "", given | {"data-dark": str(int(dark))})


def _mount(
    tag: str,
    event: str,
    attributes: dict[str, str] | None = None,
    *,
    whole: EventRecord | None = None,
    short: Iterable[Summary] = (),
) -> None:
    # What shows the past is another element: one that was told to follow nothing would not begin to.
    past = ".then" if attributes and "at" in attributes else ""
    _mounts[tag](
        key=f"{tag}.{event}{past}",
        data={
            "module": module_url(),
            "tag": tag,
            "attributes": ({"event": event} if event else {}) | (attributes or {}),
            "whole": state.encode(whole).decode() if whole else None,
            "short": f"[{','.join(state.encode(one).decode() for one in short)}]",
        },
    )
