"""A plan as Markdown, for a merge request: what a reviewer should know comes first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lib.content.effects.parts import AREAS, Area, Effect, Plan

TITLES: dict[Area, str] = {
    "standings": "Standings", "brackets": "Brackets", "fixtures": "Fixtures", "competitions": "Competitions",
    "sports": "Sports", "dashboards": "Dashboards", "alerts": "Alerts", "metrics": "Metrics", "access": "Access",
    "wiki": "Wiki pages", "links": "Links",
}  # fmt: skip
MOST_OPEN = 20  # a longer list is folded away
SHORT = 10
# What Markdown, or HTML in it, would take for a sign: titles and names are texts of strangers. A mention of somebody
# and a reference to an issue would call people, so they are broken up, too.
_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~@!&$]|:(?=[a-z_+-]))")


def text(plan: Plan) -> str:
    """The whole plan."""
    return "\n".join(_lines(plan)).rstrip() + "\n"


def summary(plan: Plan) -> str:
    """How many things are otherwise, in a sentence."""
    if plan.errors:
        return "This revision would not be served."
    counts = [f"{TITLES[area]} {len(found)}" for area in AREAS if (found := plan.of(area))]
    return " · ".join(counts) or "Nothing that is served would be otherwise."


def plain(words: str) -> str:
    """*words* of somebody, without a meaning in Markdown."""
    return _SIGNS.sub(r"\\\1", " ".join(words.split()))


def line(effect: Effect) -> str:
    """An effect in one line."""
    return f"**{plain(effect.subject)}**: {plain(effect.text)}"


def _lines(plan: Plan) -> Iterator[str]:
    yield "## What this change does"
    yield ""
    yield f"**{summary(plan)}**"
    yield ""
    yield f"`{plan.base[:SHORT]}` → `{plan.head[:SHORT]}`" + ("" if plan.errors else f" · {_facts(plan)}")
    yield ""
    if plan.errors:
        yield from (f"- {plain(error)}" for error in plan.errors)
        return
    if plan.warnings:
        yield f"### Look twice ({len(plan.warnings)})"
        yield ""
        yield from _folded([f"- {line(one)}. {plain(one.warning)}" for one in plan.warnings])
    for area in AREAS:
        yield from _area(area, plan.of(area))


def _facts(plan: Plan) -> str:
    if plan.events is None:
        return "made without facts: results, standings and brackets were not looked at"
    return f"by the facts of {plan.events} event{'' if plan.events == 1 else 's'}"


def _area(area: Area, found: Sequence[Effect]) -> Iterator[str]:
    if not found:
        return
    yield f"### {TITLES[area]} ({len(found)})"
    yield ""
    rows = [row for one in found for row in (f"- {_sign(one)}{line(one)}", *(f"  - {plain(why)}" for why in one.why))]
    yield from _folded(rows)


def _sign(effect: Effect) -> str:
    return "" if effect.change == "changed" else f"{effect.change} · "


def _folded(rows: list[str]) -> Iterator[str]:
    if len(rows) > MOST_OPEN:
        yield from ("<details><summary>Show all</summary>", "", *rows, "", "</details>", "")
    else:
        yield from (*rows, "")
