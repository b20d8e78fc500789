"""Alerts, as ``alerts/*.yaml`` declares them: rule files of Prometheus, of which we ask a little more.

Prometheus itself reads the same files; ``promtool`` checks and tests their queries.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from lib.content.documents import Document

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


def read(files: Mapping[str, bytes]) -> tuple[Alert, ...]:
    """The alerts of all *files*, by their paths. Raise BadContent; a name that two alerts have is a mistake too."""
    found: dict[str, Alert] = {}
    for path, raw in sorted(files.items()):
        document = Document(path, raw)
        for place, group in enumerate(document.convert(File).groups):
            for number, rule in enumerate(group.rules):
                if rule.alert in found:
                    raise document.bad(f"$.groups[{place}].rules[{number}].alert", f"{rule.alert} is there twice.")
                found[rule.alert] = rule
    return tuple(found.values())
