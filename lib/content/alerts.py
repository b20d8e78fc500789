"""Alerts, as ``alerts/*.yaml`` declares them: rule files of Prometheus, of which we ask a little more.

Prometheus itself reads the same files; ``promtool`` tests what they fire on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from lib.content import queries
from lib.content.catalogue import NONE, Catalogue
from lib.content.documents import Document
from lib.content.mistakes import Mistakes, gathered
from lib.errors import BadContent
from lib.wiki import scan

FOLDER = "alerts"

Duration = Annotated[str, Meta(pattern=r"^(\d+(ms|[smhdwy]))+$")]
Text = Annotated[str, Meta(min_length=1, max_length=400)]


class Labels(Struct, frozen=True, forbid_unknown_fields=True):
    """What tells who has to act: at once (page), or some time today (warn)."""

    severity: Literal["page", "warn"]


class Annotations(Struct, frozen=True, forbid_unknown_fields=True):
    """What a person reads: what is, what may be behind it, and where is written what to do."""

    summary: Text
    description: Text
    runbook: Annotated[str, Meta(pattern=r"^docs/[\w.-]+\.md#[a-z0-9-]+$")]


class Alert(Struct, frozen=True, forbid_unknown_fields=True):
    """An alert fires when *expr* has given something *for* so long."""

    alert: Annotated[str, Meta(pattern="^[A-Z][A-Za-z]+$", max_length=60)]
    expr: Annotated[str, Meta(min_length=1, max_length=2000)]
    labels: Labels
    annotations: Annotations
    wait: Duration | None = field(default=None, name="for")


class Group(Struct, frozen=True, forbid_unknown_fields=True):
    """Alerts that are looked at together."""

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    rules: Annotated[list[Alert], Meta(min_length=1)]
    interval: Duration | None = None


class File(Struct, frozen=True, forbid_unknown_fields=True):
    """A rule file."""

    groups: list[Group]


def read(
    files: Mapping[str, bytes], catalogue: Catalogue = NONE, mistakes: Mistakes | None = None
) -> tuple[Alert, ...]:
    """The alerts of all *files*, by their paths. Their queries are parsed, and ask for metrics of the *catalogue*.

    Raise BadContent, also for a name that two alerts have, or leave it to *mistakes*.
    """
    found: dict[str, Alert] = {}
    with gathered(mistakes) as kept:
        for path, raw in sorted(files.items()):
            with kept.apart():
                document = Document(path, raw)
                for place, rule in _rules(document.convert(File)):
                    with kept.apart():
                        _check(document, place, rule, catalogue, found)
                        found[rule.alert] = rule
    return tuple(found.values())


def runbooks(files: Mapping[str, bytes], documents: Mapping[str, bytes]) -> Iterator[BadContent]:
    """Each alert whose part of the runbook is missing, of those *documents* that are in the repository, by their path.

    What is wrong with *files* otherwise is for `read` to say.
    """
    headings = {path: scan.scan(raw.decode(errors="replace")).ids for path, raw in documents.items()}
    for path, raw in sorted(files.items()):
        with suppress(BadContent):
            document = Document(path, raw)
            for place, rule in _rules(document.convert(File)):
                name, _, heading = rule.annotations.runbook.partition("#")
                if name in headings and heading not in headings[name]:
                    said = f"{name} has no heading #{heading}: write what to do, or mend the link."
                    yield document.bad(f"{place}.annotations.runbook", said)


def _rules(file: File) -> Iterator[tuple[str, Alert]]:
    for place, group in enumerate(file.groups):
        for number, rule in enumerate(group.rules):
            yield f"$.groups[{place}].rules[{number}]", rule


def _check(document: Document, place: str, rule: Alert, catalogue: Catalogue, known: Collection[str]) -> None:
    if rule.alert in known:
        raise document.bad(f"{place}.alert", f"{rule.alert} is there twice.")
    if wrong := queries.mistake(rule.expr, catalogue):
        raise document.bad(f"{place}.expr", wrong)
