"""The catalogue of metrics, as ``metrics.yaml`` declares it: what each one is, and what its labels mean."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from lib.content.documents import Document
from lib.content.mistakes import Mistakes, gathered

FILE = "metrics.yaml"
MOST_LABELS = 6
PERSONAL = {"action", "id", "member", "name", "person", "player", "recordedby", "user"}

Help = Annotated[str, Meta(min_length=1, max_length=300)]
MetricName = Annotated[str, Meta(pattern="^[a-z][a-z0-9_]*$", max_length=100)]
LabelName = Annotated[str, Meta(pattern="^[a-z][a-z0-9_]*$", max_length=40)]


class Metric(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A metric: *source* says who gives it, *unit* what its numbers count."""

    name: MetricName
    type: Literal["gauge", "counter", "histogram"]
    source: Literal["pushed", "processor", "app", "notifier"]
    labels: list[LabelName]
    help: Help
    unit: Annotated[str, Meta(max_length=20)] = ""


class Catalogue(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All metrics, and for each of their labels what it means."""

    labels: dict[LabelName, Help]
    metrics: list[Metric]

    def find(self, name: str) -> Metric | None:
        """The metric of a series called *name*, which for a histogram ends in ``_bucket``, ``_sum`` or ``_count``."""
        known = {one.name: one for one in self.metrics}
        for ending in ("_bucket", "_sum", "_count"):
            base = known.get(name.removesuffix(ending))
            if name.endswith(ending) and base is not None and base.type == "histogram":
                return base
        return known.get(name)


NONE = Catalogue(labels={}, metrics=[])


def read(path: str, raw: bytes, mistakes: Mistakes | None = None) -> Catalogue:
    """The catalogue in the file *path* with the content *raw*. Names follow
    https://prometheus.io/docs/practices/naming/; labels stay few, and never name a person or an action.

    Raise BadContent with the line, the field and the rule, or leave it to *mistakes*.
    """
    catalogue = NONE
    with gathered(mistakes) as kept, kept.apart():
        document = Document(path, raw)
        catalogue = document.convert(Catalogue)
        names = [one.name for one in catalogue.metrics]
        for number, metric in enumerate(catalogue.metrics):
            with kept.apart():
                if metric.name in names[:number]:
                    raise document.bad(f"$.metrics[{number}].name", f"{metric.name} is there twice.")
                _check(document, f"$.metrics[{number}]", metric, catalogue)
    return catalogue


def _check(document: Document, place: str, metric: Metric, catalogue: Catalogue) -> None:
    if (metric.type == "counter") != metric.name.endswith("_total"):
        raise document.bad(f"{place}.name", "the name of a counter, and of nothing else, ends in _total.")
    if metric.unit == "seconds" and not metric.name.endswith("_seconds"):
        raise document.bad(f"{place}.name", "the name of what is measured in seconds ends in _seconds.")
    if len(metric.labels) > MOST_LABELS:
        raise document.bad(f"{place}.labels", f"there are {len(metric.labels)} labels; {MOST_LABELS} are allowed.")
    for number, label in enumerate(metric.labels):
        where = f"{place}.labels[{number}]"
        if label in PERSONAL:
            raise document.bad(where, f"{label} would make a series for each person or action.")
        if label not in catalogue.labels:
            raise document.bad(where, f"labels says nothing about {label}.")
        if label in metric.labels[:number]:
            raise document.bad(where, f"{label} is there twice.")
