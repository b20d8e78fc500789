"""Dashboards of Grafana (the JSON of its version 1, as it exports it) in our own form, with a list of what was dropped.

The JSON: https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/. What comes out
is sorted, so that two exports of one dashboard differ only where the dashboard does.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from lib.content import dashboards
from lib.content.catalogue import NONE
from lib.errors import BadContent, BadImport, WrongUse
from lib.settings import Settings

KINDS = {
    "timeseries": "TimeSeriesChart", "graph": "TimeSeriesChart", "stat": "StatChart", "singlestat": "StatChart",
    "gauge": "GaugeChart", "barchart": "BarChart", "bargauge": "BarChart", "table": "Table", "table-old": "Table",
    "heatmap": "HeatMapChart", "text": "Markdown",
}  # fmt: skip
UNITS = {
    "s": "seconds", "ms": "milliseconds", "m": "minutes", "percent": "percent", "percentunit": "percent-decimal",
    "bytes": "bytes", "decbytes": "bytes", "short": "", "none": "", "locale": "", "": "",
}  # fmt: skip
CALCULATIONS = {
    "lastNotNull": "last", "last": "last", "firstNotNull": "first", "first": "first", "mean": "mean", "max": "max",
    "min": "min", "sum": "sum",
}  # fmt: skip
COLORS = {"green": "good", "yellow": "warn", "orange": "warn", "red": "bad"}
UNKNOWN_TIMES = re.compile(r"\$\{?__(?!interval\b|rate_interval\b|range\b|from\b|to\b)\w+\}?")
LABEL_VALUES = re.compile(r"label_values\(\s*(?:(?P<matcher>.+)\s*,\s*)?(?P<label>\w+)\s*\)", re.DOTALL)


class Converter:
    """Turns one dashboard. What it leaves out is in *dropped*, a sentence each."""

    def __init__(self, model: dict[str, Any]) -> None:
        self._model = model
        self._declared: list[dict[str, Any]] = []
        self.dropped: list[str] = []

    def convert(self) -> dict[str, Any]:
        """The dashboard as a document of ours."""
        model = self._model
        self._declared = [made for one in _list(model, "templating", "list") if (made := self._variable(one))]
        panels, layouts = self._panels(_list(model, "panels"))
        for name in ("annotations", "links"):
            if any(
                not one.get("builtIn") for one in _list(model, *((name, "list") if name == "annotations" else (name,)))
            ):
                self.dropped.append(f"{name}: dropped.")
        spec = {
            "display": _display(model.get("title") or "Untitled", model.get("description")),
            "duration": _duration(model),
            "panels": panels,
            "layouts": layouts,
        }
        if isinstance(model.get("refresh"), str) and re.fullmatch(r"\d+[smhd]", model["refresh"]):
            spec["refreshInterval"] = model["refresh"]
        if self._declared:
            spec["variables"] = self._declared
        return {"kind": "Dashboard", "spec": spec}

    def _panels(self, given: list[dict]) -> tuple[dict[str, Any], list[dict]]:
        panels: dict[str, Any] = {}
        grids: list[tuple[str, int, list[dict]]] = [("", 0, [])]
        for one in sorted(_flat(given), key=lambda one: (_place(one)["y"], one.get("type") != "row", _place(one)["x"])):
            place = _place(one)
            if one.get("type") == "row":
                grids.append((one.get("title") or "Row", place["y"] + 1, []))
                continue
            made = self._panel(one)
            if made is None:
                continue
            name = _name(one.get("title") or "panel", panels)
            panels[name] = made
            _, top, items = grids[-1]
            items.append(
                {
                    "x": place["x"],
                    "y": max(0, place["y"] - top),
                    "width": min(place["w"], 24 - place["x"]),
                    "height": place["h"],
                    "content": {"$ref": f"#/spec/panels/{name}"},
                }
            )
        return panels, [_grid(title, items) for title, _, items in grids if items]

    def _panel(self, given: dict) -> dict[str, Any] | None:
        title = given.get("title") or "Untitled"
        kind = KINDS.get(given.get("type", ""))
        if kind is None:
            self.dropped.append(f"panel {title!r}: there is no kind {given.get('type')!r} here.")
            return None
        for field in ("transformations", "links", "alert", "repeat"):
            if given.get(field):
                self.dropped.append(f"panel {title!r}: {field} dropped.")
        if _list(given, "fieldConfig", "overrides"):
            self.dropped.append(f"panel {title!r}: overrides of single series dropped.")
        queries = [] if kind == "Markdown" else list(self._queries(title, given))
        if kind != "Markdown" and not queries:
            self.dropped.append(f"panel {title!r}: dropped, because no query of it is left.")
            return None
        plugin = {"kind": kind, "spec": self._spec(kind, title, given)}
        spec = {"display": _display(title, given.get("description")), "plugin": plugin}
        return {"kind": "Panel", "spec": spec | ({"queries": queries} if queries else {})}

    def _queries(self, title: str, given: dict) -> Iterator[dict[str, Any]]:
        for target in _list(given, "targets"):
            where = f"panel {title!r}, query {target.get('refId', '?')}"
            expr = target.get("expr")
            if target.get("hide"):
                self.dropped.append(f"{where}: dropped, because it is hidden.")
            elif not isinstance(expr, str) or not expr.strip():
                self.dropped.append(f"{where}: dropped, because it is not of Prometheus.")
            elif unknown := UNKNOWN_TIMES.search(expr):
                self.dropped.append(f"{where}: dropped, because there is no {unknown[0]} here.")
            else:
                yield self._query(target)

    def _query(self, target: dict) -> dict[str, Any]:
        spec = {"query": self._text(target["expr"].strip())}
        legend = target.get("legendFormat") or ""
        if legend and legend != "__auto":
            spec["seriesNameFormat"] = legend
        if re.fullmatch(r"\d+(ms|s|m|h|d)", target.get("interval") or ""):
            spec["minStep"] = target["interval"]
        plugin = {"kind": "PrometheusTimeSeriesQuery", "spec": spec}
        return {"kind": "TimeSeriesQuery", "spec": {"plugin": plugin}}

    def _text(self, text: str) -> str:
        """*text* with its variables as we write them."""
        text = re.sub(r"\[\[(\w+)\]\]", r"${\1}", text)
        return re.sub(r"\$\{(\w+):(?!(?:regex|csv|pipe|json|raw)\})\w+\}", r"${\1}", text)

    def _spec(self, kind: str, title: str, given: dict) -> dict[str, Any]:
        if kind == "Markdown":
            return {"text": self._markdown(title, given)}
        defaults = _dict(given, "fieldConfig", "defaults")
        format_ = self._format(title, defaults)
        steps = {"thresholds": {"steps": found}} if (found := _steps(defaults)) else {}
        calculation = {
            "calculation": CALCULATIONS.get(next(iter(_list(given, "options", "reduceOptions", "calcs")), ""), "last")
        }
        match kind:
            case "TimeSeriesChart":
                return {"visual": _visual(defaults), "yAxis": _axis(defaults, format_)} | steps
            case "StatChart":
                return {"format": format_} | steps | calculation
            case "GaugeChart":
                ends = {
                    "min": defaults.get("min") or 0,
                    "max": defaults.get("max") or (1 if defaults.get("unit") == "percentunit" else 100),
                }
                return {"format": format_} | steps | calculation | ends
            case "BarChart":
                return {"format": format_} | calculation
            case "Table":
                return {"format": format_}
            case _:
                return {"yAxisFormat": format_}

    def _markdown(self, title: str, given: dict) -> str:
        options = _dict(given, "options")
        if options.get("mode", given.get("mode", "markdown")) == "html":
            self.dropped.append(f"panel {title!r}: its HTML is taken as Markdown, which shows less of it.")
        return self._text(str(options.get("content", given.get("content", ""))))

    def _format(self, title: str, defaults: dict) -> dict[str, Any]:
        unit = defaults.get("unit") or ""
        if unit not in UNITS:
            self.dropped.append(f"panel {title!r}: the unit {unit!r} dropped.")
        made: dict[str, Any] = {"unit": UNITS[unit]} if UNITS.get(unit) else {}
        if isinstance(defaults.get("decimals"), int):
            made["decimalPlaces"] = defaults["decimals"]
        return made

    def _variable(self, given: dict) -> dict[str, Any] | None:
        name, kind = given.get("name", ""), given.get("type")
        plugin = None
        if kind in {"textbox", "constant"}:
            value = str(given.get("query") or "")
            return {"kind": "TextVariable", "spec": {"name": name, "value": value, "constant": kind == "constant"}}
        if kind in {"custom", "interval"}:
            plugin = _static(str(given.get("query") or ""))
        elif kind == "query":
            plugin = self._label_values(given)
        if plugin is None:
            self.dropped.append(f"variable {name!r}: dropped, because a {kind!r} of this form is not known here.")
            return None
        several, all_ = bool(given.get("multi")), bool(given.get("includeAll"))
        spec = {"name": name, "plugin": plugin, "allowMultiple": several, "allowAllValue": all_}
        if given.get("label"):
            spec["display"] = {"name": given["label"], "hidden": given.get("hide") == 2}
        if given.get("allValue"):
            spec["customAllValue"] = given["allValue"]
        if given.get("regex"):
            self.dropped.append(f"variable {name!r}: its regular expression dropped.")
        return {"kind": "ListVariable", "spec": spec}

    def _label_values(self, given: dict) -> dict[str, Any] | None:
        query = given.get("query")
        text = query.get("query", "") if isinstance(query, dict) else str(query or given.get("definition") or "")
        found = LABEL_VALUES.fullmatch(text.strip())
        if not found:
            return None
        matchers = [self._text(found["matcher"].strip())] if found["matcher"] else []
        return {"kind": "PrometheusLabelValuesVariable", "spec": {"labelName": found["label"], "matchers": matchers}}


def convert(name: str, raw: bytes) -> tuple[str, list[str]]:
    """The dashboard in *raw* as YAML, and what was dropped of it. Raise BadImport where it is no dashboard."""
    try:
        model = json.loads(raw)
        model = model.get("dashboard", model)
        if not isinstance(model.get("panels"), list):
            raise BadImport(f"{name} is no dashboard of Grafana: it has no list of panels.")
    except (ValueError, AttributeError) as error:
        raise BadImport(f"{name} is no JSON of a dashboard: {error}.") from None
    converter = Converter(model)
    document = converter.convert()
    text = _settled(document, converter.dropped)
    return text, converter.dropped


def _settled(document: dict[str, Any], dropped: list[str]) -> str:
    """The document as YAML that we would serve: panels that we would refuse are dropped, one by one, and said."""
    while True:
        text = yaml.safe_dump(document, sort_keys=True, allow_unicode=True, width=110)
        try:
            dashboards.read({"dashboards/imported.yaml": text.encode()}, NONE)
        except BadContent as bad:
            panel = re.search(r"spec\.panels\.(\w+)", str(bad))
            if panel is None or panel[1] not in document["spec"]["panels"]:
                raise BadImport(f"What comes out would be refused: {bad}") from None
            dropped.append(f"panel {panel[1]!r}: dropped. {str(bad).partition(': ')[2]}")
            _without(document, panel[1])
        else:
            return text


def _without(document: dict[str, Any], panel: str) -> None:
    del document["spec"]["panels"][panel]
    for grid in document["spec"]["layouts"]:
        items = grid["spec"]["items"]
        items[:] = [one for one in items if one["content"]["$ref"] != f"#/spec/panels/{panel}"]
    document["spec"]["layouts"] = [grid for grid in document["spec"]["layouts"] if grid["spec"]["items"]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``python -m lib import-dashboard FILE``."""
    parser.add_argument("file", help="JSON that Grafana exported, or - for standard input")


def main(settings: Settings, arguments: argparse.Namespace) -> int:
    """Write the dashboard to standard output and what was dropped to standard error; 1 when there was something."""
    try:
        raw = sys.stdin.buffer.read() if arguments.file == "-" else Path(arguments.file).read_bytes()
    except OSError as error:
        raise WrongUse(f"{arguments.file} cannot be read: {error.strerror}.") from None
    text, dropped = convert(arguments.file, raw)
    sys.stdout.write(text)
    for sentence in dropped:
        sys.stderr.write(f"{sentence}\n")
    return 1 if dropped else 0


def _flat(panels: list[dict]) -> Iterator[dict]:
    """All panels; those of a collapsed row after it, where they would be if it were open."""
    for one in panels:
        yield one
        inside = _list(one, "panels")
        top = min((_place(inner)["y"] for inner in inside), default=0)
        for inner in inside:
            place = _place(inner)
            yield inner | {"gridPos": place | {"y": _place(one)["y"] + 1 + place["y"] - top}}


def _place(panel: dict) -> dict[str, int]:
    given = panel.get("gridPos") or {}
    usual = {"x": 0, "y": 0, "w": 12, "h": 8}
    return {name: int(given.get(name, value)) for name, value in usual.items()}


def _grid(title: str, items: list[dict]) -> dict[str, Any]:
    top = min(one["y"] for one in items)
    moved = [one | {"y": one["y"] - top} for one in items]
    return {"kind": "Grid", "spec": {"items": moved} | ({"display": {"title": title}} if title else {})}


def _name(title: str, taken: dict[str, Any]) -> str:
    base = re.sub(r"\W+", "_", title.lower(), flags=re.ASCII).strip("_") or "panel"
    base = base if base[0].isalpha() else f"p_{base}"
    number = 1
    name = base[:60]
    while name in taken:
        number += 1
        name = f"{base[:56]}_{number}"
    return name


def _display(title: str, description: object) -> dict[str, str]:
    return {"name": title[:100]} | ({"description": str(description)[:1000]} if description else {})


def _duration(model: dict) -> str:
    found = re.fullmatch(r"now-(\d+[smhdwy])", str(_dict(model, "time").get("from", "")))
    return found[1] if found else "6h"


def _steps(defaults: dict) -> list[dict[str, Any]]:
    return [
        {
            "value": one["value"],
            "color": COLORS.get(str(one.get("color")).removeprefix("dark-").removeprefix("light-"), "warn"),
        }
        for one in _list(defaults, "thresholds", "steps")
        if isinstance(one.get("value"), int | float)
    ]


def _visual(defaults: dict) -> dict[str, Any]:
    custom = _dict(defaults, "custom")
    return {
        "display": "bar" if custom.get("drawStyle") == "bars" else "line",
        "interpolation": "step" if str(custom.get("lineInterpolation", "")).startswith("step") else "linear",
        "areaOpacity": min(1.0, (custom.get("fillOpacity") or 0) / 100),
        "stack": "all" if _dict(custom, "stacking").get("mode") in {"normal", "percent"} else "none",
    }


def _axis(defaults: dict, format_: dict[str, Any]) -> dict[str, Any]:
    ends = {name: defaults[name] for name in ("min", "max") if isinstance(defaults.get(name), int | float)}
    return {"format": format_} | ends


def _static(query: str) -> dict[str, Any] | None:
    values = [
        one.strip().rpartition(" : ")[2].replace("\\,", ",") for one in re.split(r"(?<!\\),", query) if one.strip()
    ]
    return {"kind": "StaticListVariable", "spec": {"values": values}} if values else None


def _dict(value: dict, *path: str) -> dict[str, Any]:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _list(value: dict, *path: str) -> list[Any]:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return [one for one in value if isinstance(one, dict | str)] if isinstance(value, list) else []
