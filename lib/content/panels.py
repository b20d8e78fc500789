"""The panels of a dashboard, as types; their shape is that of Perses' panels and plugins.

See https://perses.dev/perses/docs/api/dashboard/ for the shape. What is here is what we draw.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

Title = Annotated[str, Meta(min_length=1, max_length=100)]
Prose = Annotated[str, Meta(max_length=1000)]
Duration = Annotated[str, Meta(pattern=r"^(\d+(ms|s|m|h|d|w|y))+$", max_length=20)]
Unit = Literal["", "decimal", "percent", "percent-decimal", "milliseconds", "seconds", "minutes", "clock", "bytes"]
Calculation = Literal["last", "first", "min", "max", "mean", "sum"]
Status = Literal["good", "warn", "bad"]


class Spec(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """What all parts of a dashboard have in common: no field that we do not know."""


class Display(Spec, frozen=True, kw_only=True):
    """How a person knows a thing."""

    name: Title
    description: Prose = ""


class Format(Spec, frozen=True, kw_only=True):
    """How numbers are written; percent-decimal counts 1 as a hundred per cent, clock shows seconds as 21:19."""

    unit: Unit = ""
    decimal_places: Annotated[int, Meta(ge=0, le=9)] | None = None


class Step(Spec, frozen=True, kw_only=True):
    """From *value* on, a number means *color*."""

    value: float
    color: Status = "warn"
    name: Annotated[str, Meta(max_length=40)] = ""


class Thresholds(Spec, frozen=True, kw_only=True):
    """Values that mean something."""

    steps: list[Step] = []


class Axis(Spec, frozen=True, kw_only=True):
    """The vertical axis."""

    label: Annotated[str, Meta(max_length=60)] = ""
    format: Format = Format()
    min: float | None = None
    max: float | None = None


class Visual(Spec, frozen=True, kw_only=True):
    """How lines are drawn. Between two samples a step keeps its height; a line goes straight."""

    display: Literal["line", "bar"] = "line"
    interpolation: Literal["step", "linear"] = "step"
    area_opacity: Annotated[float, Meta(ge=0, le=1)] = 0.0
    stack: Literal["none", "all"] = "none"


class TimeSeriesSpec(Spec, frozen=True, kw_only=True):
    """Values over time."""

    y_axis: Axis = Axis()
    visual: Visual = Visual()
    thresholds: Thresholds = Thresholds()


class BarSpec(Spec, frozen=True, kw_only=True):
    """A bar for each series."""

    calculation: Calculation = "last"
    format: Format = Format()
    sort: Literal["asc", "desc", "none"] = "desc"
    max: float | None = None


class StatSpec(Spec, frozen=True, kw_only=True):
    """A number for each series, with its course behind it."""

    calculation: Calculation = "last"
    format: Format = Format()
    thresholds: Thresholds = Thresholds()
    sparkline: bool = True


class GaugeSpec(Spec, frozen=True, kw_only=True):
    """A number for each series, between two ends."""

    calculation: Calculation = "last"
    format: Format = Format()
    thresholds: Thresholds = Thresholds()
    min: float = 0.0
    max: float


class Column(Spec, frozen=True, kw_only=True):
    """A column of a table: a label, or ``value``. A header may rename it."""

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    header: Annotated[str, Meta(max_length=60)] = ""
    hide: bool = False


class TableSpec(Spec, frozen=True, kw_only=True):
    """A row for each series at the end of the range. Columns that are not listed follow those that are."""

    format: Format = Format()
    column_settings: list[Column] = []


class HeatMapSpec(Spec, frozen=True, kw_only=True):
    """Buckets of histograms over time: those with a label ``le``, and native ones."""

    y_axis_format: Format = Format()


class MarkdownSpec(Spec, frozen=True, kw_only=True):
    """A text; it may hold variables."""

    text: Annotated[str, Meta(max_length=20_000)]


class TimeSeriesChart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag=True):
    spec: TimeSeriesSpec = TimeSeriesSpec()


class BarChart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag=True):
    spec: BarSpec = BarSpec()


class StatChart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag=True):
    spec: StatSpec = StatSpec()


class GaugeChart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag=True):
    spec: GaugeSpec


class Table(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag=True):
    spec: TableSpec = TableSpec()


class HeatMapChart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag=True):
    spec: HeatMapSpec = HeatMapSpec()


class Markdown(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag=True):
    spec: MarkdownSpec


Plugin = TimeSeriesChart | BarChart | StatChart | GaugeChart | Table | HeatMapChart | Markdown


class QuerySpec(Spec, frozen=True, kw_only=True):
    """A query in PromQL. In *series_name_format*, ``{{competitor}}`` stands for that label of a series."""

    query: Annotated[str, Meta(min_length=1, max_length=10_000)]
    series_name_format: Annotated[str, Meta(max_length=200)] = ""
    min_step: Duration = ""


class QueryPlugin(Spec, frozen=True, kw_only=True):
    kind: Literal["PrometheusTimeSeriesQuery"]
    spec: QuerySpec


class QueryBody(Spec, frozen=True, kw_only=True):
    plugin: QueryPlugin


class Query(Spec, frozen=True, kw_only=True):
    kind: Literal["TimeSeriesQuery"]
    spec: QueryBody


class PanelSpec(Spec, frozen=True, kw_only=True):
    display: Display
    plugin: Plugin
    queries: list[Query] = []


class Panel(Spec, frozen=True, kw_only=True):
    """A part of a dashboard: a question, and how its answer is drawn."""

    kind: Literal["Panel"]
    spec: PanelSpec

    @property
    def queries(self) -> list[QuerySpec]:
        """What it asks."""
        return [one.spec.plugin.spec for one in self.spec.queries]
