"""Dashboards, as ``dashboards/*.yaml`` declares them; their shape is that of Perses' dashboards.

See https://perses.dev/perses/docs/api/dashboard/ for the shape. What is here is what we draw.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from lib.content import queries, variables
from lib.content.catalogue import Catalogue
from lib.content.documents import Document
from lib.content.mistakes import Mistakes, gathered
from lib.content.panels import Display, Duration, Markdown, Panel, Spec, Title
from lib.content.variables import ListVariable, TextVariable, Variable
from lib.errors import BadContent, Refused

FOLDER = "dashboards"
ENDINGS = {".yaml", ".yml"}
COLUMNS = 24
ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
PANEL_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")


class Reference(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"path": "$ref"}):
    """The panel that is shown, as ``#/spec/panels/NAME``."""

    path: str

    @property
    def panel(self) -> str:
        """Its id."""
        return self.path.removeprefix("#/spec/panels/")


class Item(Spec, frozen=True, kw_only=True):
    """A place in a grid of 24 columns."""

    x: Annotated[int, Meta(ge=0, lt=COLUMNS)]
    y: Annotated[int, Meta(ge=0, le=1000)]
    width: Annotated[int, Meta(ge=1, le=COLUMNS)]
    height: Annotated[int, Meta(ge=1, le=100)]
    content: Reference


class GridDisplay(Spec, frozen=True, kw_only=True):
    title: Title


class GridSpec(Spec, frozen=True, kw_only=True):
    items: list[Item]
    display: GridDisplay | None = None


class Grid(Spec, frozen=True, kw_only=True):
    """Panels side by side, under a title or none."""

    kind: Literal["Grid"]
    spec: GridSpec


class Body(Spec, frozen=True, kw_only=True):
    """What a dashboard is. Panels are read one by one, so that an error knows its line."""

    display: Display
    panels: dict[str, Any]
    layouts: list[Grid]
    variables: list[Variable] = field(default_factory=list)
    duration: Duration = "1h"
    refresh_interval: Duration = ""


class Metadata(Spec, frozen=True, kw_only=True):
    """What Perses knows a dashboard by; ours go by the names of their files."""

    name: str = ""
    project: str = ""


class File(Spec, frozen=True, kw_only=True):
    """A file of a dashboard."""

    kind: Literal["Dashboard"]
    spec: Body
    metadata: Metadata = Metadata()


class Dashboard(Struct, frozen=True, kw_only=True):
    """A dashboard that was checked. Its id is the name of its file."""

    id: str
    display: Display
    panels: Mapping[str, Panel]
    layouts: list[Grid]
    variables: list[Variable]
    duration: str
    refresh_interval: str

    def variable(self, name: str) -> ListVariable | TextVariable:
        """One of its variables. Raise KeyError."""
        return {one.spec.name: one for one in self.variables}[name]


def read(files: Mapping[str, bytes], catalogue: Catalogue, mistakes: Mistakes | None = None) -> dict[str, Dashboard]:
    """The dashboards in the *files* of one revision, path to bytes, by their ids.

    Raise BadContent with file, line, field and what is allowed, or leave it to *mistakes*; queries are parsed, and
    metrics of ours have to be in the *catalogue*, if there is one.
    """
    found: dict[str, Dashboard] = {}
    with gathered(mistakes) as kept:
        for path in sorted(path for path in files if PurePosixPath(path).suffix in ENDINGS):
            with kept.apart():
                one = _one(path, files[path], catalogue)
                if one.id in found:
                    raise BadContent(path, 0, f"there is another file for the dashboard {one.id}.")
                found[one.id] = one
    return found


def _one(path: str, raw: bytes, catalogue: Catalogue) -> Dashboard:
    name = PurePosixPath(path).stem
    if not ID.fullmatch(name):
        raise BadContent(path, 0, "the file's name is the id: letters, digits, _ and -, a letter first, 64 at most.")
    document = Document(path, raw)
    body = document.convert(File).spec
    with gathered() as mistakes:
        panels = _panels(document, body, mistakes)
        _check_variables(document, body.variables, catalogue, mistakes)
        for panel, spec in panels.items():
            _check_panel(document, f"$.spec.panels.{panel}.spec", spec, body.variables, catalogue, mistakes)
        _check_layouts(document, body.layouts, body.panels, mistakes)
    return Dashboard(
        id=name,
        display=body.display,
        panels=panels,
        layouts=body.layouts,
        variables=body.variables,
        duration=body.duration,
        refresh_interval=body.refresh_interval,
    )


def _panels(document: Document, body: Body, mistakes: Mistakes) -> dict[str, Panel]:
    """Those panels that are some."""
    found = {}
    for panel in body.panels:
        with mistakes.apart():
            if not PANEL_ID.fullmatch(panel):
                wanted = "is no id of a panel: letters, digits and _, a letter first."
                raise document.bad("$.spec.panels", f"{panel!r} {wanted}")
            found[panel] = document.convert(Panel, f"$.spec.panels.{panel}")
    return found


def _check_variables(document: Document, declared: list[Variable], catalogue: Catalogue, mistakes: Mistakes) -> None:
    """Each has a name of its own, and asks only for those before it."""
    for number, one in enumerate(declared):
        with mistakes.apart():
            _check_variable(document, f"$.spec.variables[{number}].spec", one, declared[:number], catalogue)


def _check_variable(
    document: Document, place: str, one: Variable, before: list[Variable], catalogue: Catalogue
) -> None:
    if any(one.spec.name == other.spec.name for other in before):
        raise document.bad(f"{place}.name", f"{one.spec.name} is there twice.")
    for part, text in variables.asked(one):
        _check_names(document, f"{place}.plugin.spec.{part}", text, before)
        _check_query(document, f"{place}.plugin.spec.{part}", text, before, catalogue)
    try:
        variables.capture(one)
    except re.error as error:
        raise document.bad(f"{place}.capturingRegexp", f"this is no regular expression: {error}.") from None


def _check_panel(
    document: Document, place: str, panel: Panel, declared: list[Variable], catalogue: Catalogue, mistakes: Mistakes
) -> None:
    with mistakes.apart():
        plugin = panel.spec.plugin
        if isinstance(plugin, Markdown):
            _check_names(document, f"{place}.plugin.spec.text", plugin.spec.text, declared)
        elif not panel.queries:
            raise document.bad(f"{place}.queries", "a panel of this kind has at least one query.")
    for number, query in enumerate(panel.queries):
        where = f"{place}.queries[{number}].spec.plugin.spec.query"
        with mistakes.apart():
            _check_names(document, where, query.query, declared)
            _check_query(document, where, query.query, declared, catalogue)


def _check_names(document: Document, place: str, text: str, declared: list[Variable]) -> None:
    known = {one.spec.name for one in declared} | variables.BUILT_IN
    for name in variables.names(text):
        if name not in known:
            raise document.bad(place, f"${name} is no variable here. {_nearest(name, known)}")


def _check_query(document: Document, place: str, text: str, declared: list[Variable], catalogue: Catalogue) -> None:
    try:
        wrong = queries.mistake(variables.sample(text, declared), catalogue)
    except Refused as error:
        raise document.bad(place, str(error)) from None
    if wrong:
        raise document.bad(place, wrong)


def _check_layouts(document: Document, layouts: list[Grid], panels: Mapping[str, Any], mistakes: Mistakes) -> None:
    shown = {item.content.panel for _, item in _items(layouts)}
    for place, item in _items(layouts):
        with mistakes.apart():
            _check_item(document, place, item, panels)
    for grid, layout in enumerate(layouts):
        _check_overlap(document, f"$.spec.layouts[{grid}].spec.items", layout.spec.items, mistakes)
    # A layout that names a panel which is not there may mean one of those that it does not show.
    for panel in panels.keys() - shown if shown <= panels.keys() else ():
        mistakes.note(document.bad(f"$.spec.panels.{panel}", "no layout shows this panel: place it, or delete it."))


def _check_item(document: Document, place: str, item: Item, panels: Mapping[str, Any]) -> None:
    if not item.content.path.startswith("#/spec/panels/") or item.content.panel not in panels:
        there = ", ".join(f"#/spec/panels/{one}" for one in panels)
        raise document.bad(f"{place}.content.$ref", f"{item.content.path!r} is no panel. Allowed are {there}.")
    if item.x + item.width > COLUMNS:
        raise document.bad(f"{place}.width", f"x and width together are {COLUMNS} at most.")


def _check_overlap(document: Document, place: str, items: list[Item], mistakes: Mistakes) -> None:
    for number, one in enumerate(items):
        for other in items[:number]:
            apart_x = one.x + one.width <= other.x or other.x + other.width <= one.x
            apart_y = one.y + one.height <= other.y or other.y + other.height <= one.y
            if not (apart_x or apart_y):
                mistakes.note(document.bad(f"{place}[{number}]", f"this lies over {other.content.panel}."))


def _items(layouts: list[Grid]) -> Iterator[tuple[str, Item]]:
    for grid, layout in enumerate(layouts):
        for number, item in enumerate(layout.spec.items):
            yield f"$.spec.layouts[{grid}].spec.items[{number}]", item


def _nearest(name: str, known: set[str]) -> str:
    near = difflib.get_close_matches(name, sorted(known), 1)
    return f"Did you mean {near[0]}?" if near else f"There are {', '.join(sorted(known))}."
