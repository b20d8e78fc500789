"""``python -m lib.sport.reference`` writes docs/actions.md: the vocabulary, from the types themselves."""

from __future__ import annotations

import sys
from typing import Any, get_args

import msgspec

from lib.sport.actions import KINDS, MAX_BYTES, PREFIX, Action, Competitor, Data, Entrant, Member, Status
from lib.sport.field_facts import Fix
from lib.sport.profiles import (
    PROFILES,
    ChallengeFormat,
    Checkpoint,
    Conversion,
    RaceFormat,
    ResultFormat,
    ScoreFormat,
    SetsFormat,
)
from lib.sport.verify import FUTURE_MS, MOST_ENTRIES, REASONS

FORMATS = (ScoreFormat, SetsFormat, ResultFormat, RaceFormat, ChallengeFormat)
PARTS = (Competitor, Member, Entrant, Fix, *FORMATS, Checkpoint, Conversion)


def document() -> str:
    """The whole page."""
    parts = [_introduction(), "## Every action\n", _table(Action)]
    for kind, data in KINDS.items():
        parts += [f"## `{PREFIX}{kind}`\n", _text(data) + "\n", _table(data)]
    parts += ["## Parts\n"]
    for part in PARTS:
        parts += [f"### {part.__name__}\n", _text(part) + "\n", _table(part)]
    parts += ["## Status of an event\n", ", ".join(f"`{one}`" for one in get_args(Status)) + "\n"]
    parts += ["## Sports that have a profile\n", _profiles()]
    parts += ["## Why an action is rejected\n", _rows(("reason", "meaning"), REASONS.items())]
    return "\n".join(parts)


def _introduction() -> str:
    return f"""# Actions

An action is one fact that happened in an event. It travels as a [CloudEvent 1.0](https://cloudevents.io) in
structured JSON, keyed by its event, and is never changed: a correction is an action of its own.

```json
{{
  "specversion": "1.0",
  "id": "0f0e9c52-7a6e-4f0e-9d5c-3b1a4b7e2f10",
  "source": "phone-of-the-referee",
  "type": "touchline.action.score",
  "subject": "office-league-7",
  "time": "2026-05-02T14:23:11.250Z",
  "data": {{"participant": "sales", "period": 1, "clock": 1391.25, "method": "penalty"}}
}}
```

An action may have {MAX_BYTES // 1024} KiB, an event {MOST_ENTRIES} actions beside its plays. No action may say
that it happens more than {FUTURE_MS // 1000} seconds after it is received. Unknown fields of `data` are refused;
unknown attributes of the CloudEvent are kept and ignored. `python -m lib.sport.reference` writes this page.
"""


def _text(of: type) -> str:
    return " ".join((of.__doc__ or "").split()).replace("``", "`")


def _table(of: type[Data] | type[Action]) -> str:
    schema = msgspec.json.schema(of)
    own = next(one for name, one in schema["$defs"].items() if name == of.__name__)
    fields, required = _fields(of, own)
    rows = (
        (f"`{name}`", _kind(field), "yes" if name in required else _default(field))
        for name, field in fields.items()
        if name != "type" or of is Action
    )
    return _rows(("field", "value", "required, or default"), rows)


def _fields(of: type, own: dict[str, Any]) -> tuple[dict[str, Any], set[str]]:
    """The fields and the names of those that are required; of a list, whose place counts, likewise."""
    if "prefixItems" not in own:
        return own["properties"], set(own.get("required", ()))
    names = of.__struct_fields__
    return dict(zip(names, own["prefixItems"], strict=True)), set(names[: own["minItems"]])


def _default(field: dict[str, Any]) -> str:
    value = field.get("default")
    return "" if value in (None, "", []) else f"`{value}`"


def _kind(field: dict[str, Any]) -> str:
    if "anyOf" in field:
        return " or ".join(_kind(one) for one in field["anyOf"] if one.get("type") != "null")
    if "$ref" in field:
        return field["$ref"].rpartition("/")[2]
    if "enum" in field:
        return ", ".join(f"`{one}`" for one in field["enum"])
    if "prefixItems" in field:
        return f"[{', '.join(_kind(one) for one in field['prefixItems'])}]"
    if field.get("type") == "array":
        return f"list of {_kind(field['items'])}"
    if field.get("format") == "date-time":
        return "time with zone, RFC 3339"
    if field.get("format") == "date":
        return "day, such as 2026-05-02"
    return f"{field.get('type', 'anything')}{_limits(field)}"


def _limits(field: dict[str, Any]) -> str:
    low, high = field.get("minimum", field.get("minLength")), field.get("maximum", field.get("maxLength"))
    if field.get("exclusiveMinimum") is not None:
        return f", more than {field['exclusiveMinimum']} to {high}"
    if high is None:
        return ""
    return f", {low if low is not None else 0} to {high}" + (" characters" if field["type"] == "string" else "")


def _profiles() -> str:
    rows = ((f"`{sport}`", repr(shape).replace("Format", "")) for sport, shape in PROFILES.items())
    return _rows(("sport", "format"), rows)


def _rows(head: tuple[str, ...], rows: Any) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(str(cell).replace('|', '/') for cell in line)} |\n" for line in lines)


if __name__ == "__main__":
    sys.stdout.write(document())
