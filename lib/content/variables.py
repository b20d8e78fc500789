"""Variables of a dashboard: how they are declared, and how what a reader chose gets into a query."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from lib.content.panels import Spec, Title
from lib.content.promql import quoted
from lib.errors import Refused

ALL = "$__all"
BUILT_IN = {"__interval", "__rate_interval", "__range", "__from", "__to"}
_NAME = re.compile(r"\$(?:\{([A-Za-z_]\w*)(?::(\w+))?\}|([A-Za-z_]\w*))")

VariableName = Annotated[str, Meta(pattern=r"^[A-Za-z]\w*$", max_length=40)]
Value = Annotated[str, Meta(max_length=500)]
Selection = Mapping[str, Sequence[str]]


class VariableDisplay(Spec, frozen=True, kw_only=True):
    """How a reader knows it; a hidden one is set by the address alone."""

    name: Title
    hidden: bool = False


class LabelValues(Spec, frozen=True, kw_only=True):
    """The values that a label has, of the series that match one of *matchers*."""

    label_name: Annotated[str, Meta(min_length=1, max_length=100)]
    matchers: list[Annotated[str, Meta(max_length=2000)]] = field(default_factory=list)


class PromQL(Spec, frozen=True, kw_only=True):
    """The values that a label has among what a query finds."""

    expr: Annotated[str, Meta(min_length=1, max_length=5000)]
    label_name: Annotated[str, Meta(min_length=1, max_length=100)]


class StaticValues(Spec, frozen=True, kw_only=True):
    """A fixed list."""

    values: Annotated[list[Value], Meta(min_length=1)]


class PrometheusLabelValuesVariable(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag=True
):
    spec: LabelValues


class PrometheusPromQLVariable(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag=True
):
    spec: PromQL


class StaticListVariable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag=True):
    spec: StaticValues


class ListSpec(Spec, frozen=True, kw_only=True):
    """A choice. Of what its source gives, *capturing_regexp* keeps the first group, or what matches."""

    name: VariableName
    plugin: PrometheusLabelValuesVariable | PrometheusPromQLVariable | StaticListVariable
    display: VariableDisplay | None = None
    default_value: Value | list[Value] | None = None
    allow_multiple: bool = False
    allow_all_value: bool = False
    custom_all_value: Value = ""
    capturing_regexp: Annotated[str, Meta(max_length=200)] = ""
    sort: Literal["none", "alphabetical-asc", "alphabetical-desc"] = "alphabetical-asc"


class TextSpec(Spec, frozen=True, kw_only=True):
    """Something that a reader writes."""

    name: VariableName
    value: Value = ""
    display: VariableDisplay | None = None
    constant: bool = False


class ListVariable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag=True):
    spec: ListSpec


class TextVariable(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag=True):
    spec: TextSpec


Variable = ListVariable | TextVariable


def names(text: str) -> list[str]:
    """The variables in *text*, as ``$name``, ``${name}`` or ``${name:format}``."""
    return [match[1] or match[3] for match in _NAME.finditer(text)]


def asked(variable: Variable) -> Iterator[tuple[str, str]]:
    """What a variable asks Prometheus for its values: the field of its plugin's spec, and the PromQL there."""
    if isinstance(variable, TextVariable):
        return
    spec = variable.spec.plugin.spec
    if isinstance(spec, PromQL):
        yield "expr", spec.expr
    elif isinstance(spec, LabelValues):
        yield from ((f"matchers[{number}]", matcher) for number, matcher in enumerate(spec.matchers))


def capture(variable: Variable) -> re.Pattern[str] | None:
    """What is kept of each value. Raise re.error."""
    pattern = getattr(variable.spec, "capturing_regexp", "")
    return re.compile(pattern) if pattern else None


def captured(variable: ListVariable, values: Sequence[str]) -> list[str]:
    """The choices of *variable*, from the *values* of its source: each once, and in its order."""
    pattern = capture(variable)
    kept = [value for value in values if value]
    if pattern:
        matches = [pattern.search(value) for value in kept]
        kept = [match[1] if match.re.groups else match[0] for match in matches if match]
    distinct = list(dict.fromkeys(kept))
    if variable.spec.sort == "none" or isinstance(variable.spec.plugin, StaticListVariable):
        return distinct
    return sorted(distinct, reverse=variable.spec.sort == "alphabetical-desc")


def chosen(variable: Variable, wanted: Sequence[str], choices: Sequence[str]) -> list[str]:
    """What holds of what a reader *wanted*: of a list, its choices; nothing wanted is its default, or the first one."""
    if isinstance(variable, TextVariable):
        return [wanted[0] if wanted and not variable.spec.constant else variable.spec.value]
    spec = variable.spec
    default = [spec.default_value] if isinstance(spec.default_value, str) else list(spec.default_value or ())
    for several in (list(wanted), default):
        held = [one for one in several if one in choices or (one == ALL and spec.allow_all_value)]
        if held:
            return [ALL] if ALL in held else (held if spec.allow_multiple else held[:1])
    # What an address names may have no series yet, or no longer: the panels say so, in their own words.
    if wanted:
        return list(wanted) if spec.allow_multiple else [wanted[0]]
    return [ALL] if spec.allow_all_value else list(choices[:1])


def interpolated(
    text: str,
    declared: Sequence[Variable],
    selection: Selection,
    choices: Selection,
    times: Mapping[str, str],
) -> str:
    """*text* with the values of its variables, and of *times*, those that are built in. Another name stays as it is."""
    by_name = {one.spec.name: one for one in declared}

    def value(match: re.Match[str]) -> str:
        name, format_ = match[1] or match[3], match[2] or ""
        if name in times:
            return times[name]
        variable = by_name.get(name)
        if variable is None:
            return match[0]
        held = list(selection.get(name, ()))
        if ALL in held:
            if isinstance(variable, ListVariable) and variable.spec.custom_all_value:
                return variable.spec.custom_all_value
            held = list(choices.get(name, ()))
        return _formatted(variable, held, format_)

    return _NAME.sub(value, text)


def sample(text: str, declared: Sequence[Variable]) -> str:
    """*text* with some value for each variable, to see whether it is PromQL. Raise Refused for an unknown format."""
    for match in _NAME.finditer(text):
        if match[2] and match[2] not in FORMATS:
            raise Refused(f"${{…:{match[2]}}} is no format. Allowed are {', '.join(FORMATS)}.")
    some = {one.spec.name: _some(one) for one in declared}
    times = dict.fromkeys(BUILT_IN, "1m") | {"__from": "0", "__to": "0"}
    return _NAME.sub(lambda match: (some | times).get(match[1] or match[3], match[0]), text)


def _some(variable: Variable) -> str:
    if isinstance(variable, TextVariable):
        return quoted(variable.spec.value or "x")[1:-1]
    plugin = variable.spec.plugin
    return quoted(plugin.spec.values[0])[1:-1] if isinstance(plugin, StaticListVariable) else "x"


def _formatted(variable: Variable, values: list[str], format_: str) -> str:
    if format_ in FORMATS:
        return FORMATS[format_](values)
    several = isinstance(variable, ListVariable) and (variable.spec.allow_multiple or variable.spec.allow_all_value)
    return _regex(values) if several else _text(values)


def _text(values: list[str]) -> str:
    """Within quotes, as it is."""
    return quoted(values[0])[1:-1] if values else ""


def _regex(values: list[str]) -> str:
    """Within quotes, as a regular expression that matches any of them."""
    escaped = [quoted(re.sub(r"([\\.+*?()|\[\]{}^$])", r"\\\1", value))[1:-1] for value in values]
    return escaped[0] if len(escaped) == 1 else f"({'|'.join(escaped)})"


FORMATS: dict[str, Callable[[list[str]], str]] = {
    "regex": _regex,
    "csv": ",".join,
    "pipe": "|".join,
    "json": lambda values: json.dumps(values, ensure_ascii=False),
    "raw": ",".join,
}
