"""Panels answered: from what they ask to a drawing, and to a sentence where there is nothing to draw.

There are five of them, and each has its own next step: no such series, no data in this range, stale since, Prometheus
is away, and the query is wrong, here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd
from msgspec import Struct, to_builtins

from lib.adapters.prometheus import Result
from lib.adapters.prometheus_sharing import Answer as Asked
from lib.adapters.prometheus_sharing import Question, Shared
from lib.charts import drawings
from lib.charts.drawings import Drawing, Grid, Part, Spoken
from lib.charts.windows import UNMOVED, Shift, Window, duration
from lib.content.panels import (
    BarChart,
    GaugeChart,
    HeatMapChart,
    Markdown,
    Panel,
    QuerySpec,
    StatChart,
    Table,
    TimeSeriesChart,
)
from lib.errors import TouchlineError
from lib.live import reasons
from lib.live.reasons import Note

OVER_TIME = (TimeSeriesChart, HeatMapChart)


class PanelAnswer(Struct, omit_defaults=True, kw_only=True):
    """What a panel shows. *queries* are as they were asked of *prometheus*, and about *event* where that is one alone;
    *start*, *end* and *step* in seconds."""

    panel: str
    title: str
    help: str = ""
    plugin: dict
    drawing: Drawing | None = None
    notes: list[Note] = []
    queries: list[str] = []
    prometheus: str = ""
    event: str = ""
    start: float
    end: float
    step: float
    took_ms: float


@dataclass(frozen=True, slots=True)
class Compared:
    """Something to compare with: the same at another time, or what *rewrite* makes of the query."""

    suffix: str
    shift: Shift
    rewrite: Callable[[str], str] = str


ITSELF = Compared("", UNMOVED)


@dataclass(frozen=True, slots=True)
class Asking:
    """How panels are asked: over which *window*, with what for the variables, and what they are *compared* with."""

    window: Window
    fill: Callable[[str, Window], str] = lambda text, window: text
    spoken: Spoken = field(default_factory=dict)
    compared: Sequence[Compared] = ()
    html: Callable[[str], str] = str


@dataclass(frozen=True, slots=True)
class Asker:
    """One query of a panel, or one to compare it with."""

    panel: str
    spec: QuerySpec
    question: Question
    number: int
    compared: Compared = ITSELF


def answers(shared: Shared, panels: Mapping[str, Panel], asking: Asking) -> Iterator[PanelAnswer]:
    """The answers of *panels*, all asked side by side, each as soon as its queries are there."""
    began = time.perf_counter()
    askers = [one for name, panel in panels.items() for one in _askers(name, panel, asking)]
    missing = {name: [one for one in askers if one.panel == name] for name in panels}
    found: dict[str, list[tuple[Asker, Asked]]] = {name: [] for name in panels}
    yield from (_answer(shared, name, panels[name], [], asking, began) for name in panels if not missing[name])
    for number, answer in shared.ask([one.question for one in askers]):
        asker = askers[number]
        found[asker.panel].append((asker, answer))
        if len(found[asker.panel]) == len(missing[asker.panel]):
            given = sorted(found[asker.panel], key=lambda pair: askers.index(pair[0]))
            yield _answer(shared, asker.panel, panels[asker.panel], given, asking, began)


def begin(shared: Shared, panels: Mapping[str, Panel], asking: Asking) -> None:
    """Have the questions of *panels* on their way before a page comes for the answers."""
    shared.begin([one.question for name, panel in panels.items() for one in _askers(name, panel, asking)])


def tidy(shared: Shared, panel: Panel, asking: Asking) -> pd.DataFrame:
    """The numbers behind a panel as a table: a row for each sample, with its labels and the query that found it.

    Raise what is wrong with any of its queries.
    """
    askers = _askers("", panel, asking)
    frames = []
    for number, answer in sorted(shared.ask([one.question for one in askers]), key=lambda pair: pair[0]):
        if isinstance(answer, TouchlineError):
            raise answer
        frames.append(answer.rows().assign(query=askers[number].question.query))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _askers(name: str, panel: Panel, asking: Asking) -> list[Asker]:
    found = []
    for number, spec in enumerate(panel.queries):
        instant = isinstance(panel.spec.plugin, Table)
        for compared in (ITSELF, *asking.compared):
            at = _window(panel, spec, asking.window.moved(compared.shift))
            question = Question(compared.rewrite(asking.fill(spec.query, at)), at, instant)
            found.append(Asker(name, spec, question, number, compared))
    return found


def _window(panel: Panel, spec: QuerySpec, window: Window) -> Window:
    """Of a chart over time the one that all share for a while; of a number the one that ends now."""
    if spec.min_step:
        window = replace(window, step=max(window.step, duration(spec.min_step)))
    return window.aligned() if isinstance(panel.spec.plugin, OVER_TIME) else window.fresh()


def _answer(
    shared: Shared, name: str, panel: Panel, given: list[tuple[Asker, Asked]], asking: Asking, began: float
) -> PanelAnswer:
    notes = [note for asker, answer in given for note in _notes(shared, asker, answer, len(panel.queries))]
    window = given[0][0].question.window if given else asking.window.aligned()
    drawing = _drawing(panel, given, asking, window)
    if getattr(drawing, "left_out", 0):
        notes.append(Note("info", f"{drawing.left_out} more series are not shown: ask for fewer, such as topk(10, …)."))
    queries = list(dict.fromkeys(asker.question.query for asker, _ in given if asker.compared is ITSELF))
    return PanelAnswer(
        panel=name,
        title=panel.spec.display.name,
        help=panel.spec.display.description,
        plugin=to_builtins(panel.spec.plugin),
        drawing=drawing,
        notes=notes,
        queries=queries,
        prometheus=shared.metrics.address,
        event=reasons.about(queries),
        start=window.start.timestamp(),
        end=window.end.timestamp(),
        step=window.step.total_seconds(),
        took_ms=round((time.perf_counter() - began) * 1000, 1),
    )


def _notes(shared: Shared, asker: Asker, answer: Asked, queries: int) -> Iterator[Note]:
    number = asker.number if queries > 1 else None
    if asker.compared is ITSELF or isinstance(answer, TouchlineError):
        return reasons.notes(shared, asker.question, answer, number)
    return reasons.remarks(answer, number)


def _drawing(panel: Panel, given: list[tuple[Asker, Asked]], asking: Asking, window: Window) -> Drawing | None:
    plugin = panel.spec.plugin
    if isinstance(plugin, Markdown):
        return drawings.Text(asking.html(asking.fill(plugin.spec.text, window)))
    results = [(asker, answer) for asker, answer in given if isinstance(answer, Result)]
    parts = [_part(asker, answer) for asker, answer in results]
    if not any(len(answer.labels) for _, answer in results):
        return None
    grid = Grid(window.start, window.end, window.step, asking.spoken)
    match plugin:
        case BarChart():
            return drawings.bars(parts, grid, plugin.spec.calculation, plugin.spec.sort)
        case StatChart() | GaugeChart():
            return drawings.numbers(parts, grid, plugin.spec.calculation)
        case Table():
            return drawings.rows(parts, asking.spoken)
        case HeatMapChart():
            return drawings.heat(parts, [answer.histograms for _, answer in results], grid)
        case _:
            return drawings.lines(parts, grid)


def _part(asker: Asker, answer: Result) -> Part:
    return Part(
        answer.frame,
        answer.labels,
        asker.question.query,
        asker.spec.series_name_format,
        asker.compared.shift,
        asker.compared is not ITSELF,
        asker.compared.suffix,
    )
