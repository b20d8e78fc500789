"""PromQL without a Prometheus: its grammar, what a query asks for, and the words of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import promql_parser
from promql_parser import VectorSelector

from lib.errors import Refused

# https://prometheus.io/docs/prometheus/latest/querying/functions/ and …/operators/#aggregation-operators
AGGREGATIONS = (
    "avg", "bottomk", "count", "count_values", "group", "max", "min", "quantile", "stddev", "stdvar", "sum", "topk",
)  # fmt: skip
FUNCTIONS = {
    "abs": "The value without its sign.",
    "absent": "1 when there is no such series, else nothing.",
    "absent_over_time": "1 when there was no such series in the range, else nothing.",
    "avg_over_time": "Mean of the samples in the range.",
    "ceil": "Rounded up to a whole number.",
    "changes": "How often the value changed in the range.",
    "clamp": "The value, kept between two limits.",
    "clamp_max": "The value, but no more than a limit.",
    "clamp_min": "The value, but no less than a limit.",
    "count_over_time": "Number of samples in the range.",
    "day_of_week": "Day of the week, 0 is Sunday, in UTC.",
    "delta": "Difference between the ends of the range, for gauges.",
    "deriv": "Slope a second in the range, for gauges.",
    "exp": "The exponential function.",
    "floor": "Rounded down to a whole number.",
    "histogram_quantile": "A quantile of a histogram.",
    "hour": "Hour of the day, in UTC.",
    "idelta": "Difference between the last two samples, for gauges.",
    "increase": "How much a counter grew in the range.",
    "irate": "Growth a second between the last two samples of a counter.",
    "label_join": "A label made of others.",
    "label_replace": "A label made of a part of another.",
    "last_over_time": "The last sample in the range: for series that have samples only now and then.",
    "ln": "The natural logarithm.",
    "log2": "The logarithm to the base 2.",
    "log10": "The logarithm to the base 10.",
    "max_over_time": "Largest sample in the range.",
    "min_over_time": "Smallest sample in the range.",
    "minute": "Minute of the hour, in UTC.",
    "predict_linear": "Where the value will be, if it goes on so, for gauges.",
    "present_over_time": "1 for each series that had a sample in the range.",
    "quantile_over_time": "A quantile of the samples in the range.",
    "rate": "Growth a second of a counter in the range.",
    "resets": "How often a counter began anew in the range.",
    "round": "Rounded to a whole number, or to a multiple.",
    "scalar": "The value of the only series, as a number.",
    "sgn": "1, 0 or -1.",
    "sort": "In ascending order.",
    "sort_desc": "In descending order.",
    "sqrt": "The square root.",
    "stddev_over_time": "Standard deviation of the samples in the range.",
    "sum_over_time": "Sum of the samples in the range.",
    "time": "The moment of evaluation, in seconds since 1970.",
    "timestamp": "When the sample was taken, in seconds since 1970.",
    "vector": "A number as a series without labels.",
}
KEYWORDS = ("and", "bool", "by", "group_left", "group_right", "ignoring", "offset", "on", "or", "unless", "without")

_OPERATORS = {"MatchOp.Equal": "=", "MatchOp.NotEqual": "!=", "MatchOp.Re": "=~", "MatchOp.NotRe": "!~"}
_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
  | (?P<string>"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|`[^`]*`?)
  | (?P<duration>\d+(?:ms|[smhdwy])(?:\d+(?:ms|[smhdwy]))*)
  | (?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)
  | (?P<word>[A-Za-z_][\w:]*)
  | (?P<space>\s+)
  | (?P<sign>=~|!~|!=|==|<=|>=|.)
    """,
    re.VERBOSE | re.DOTALL,
)


class BadPromQL(Refused):
    """A text that is not PromQL."""


class Token(NamedTuple):
    """A word of a query: *kind* is comment, string, duration, number, word, space or sign; *start* counts from 0."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """The character after it."""
        return self.start + len(self.text)


class Selector(NamedTuple):
    """What a query asks series by: the metric's name, which may be empty, and all of it as PromQL."""

    name: str
    text: str


def check(query: str) -> None:
    """Raise BadPromQL where Prometheus would not take *query*, as far as that can be known without it."""
    _parsed(query)


def selectors(query: str) -> list[Selector]:
    """The series that *query* asks for, each once. Raise BadPromQL."""
    found = [_selector(node) for node in _nodes(_parsed(query)) if isinstance(node, VectorSelector)]
    return list(dict.fromkeys(found))


def about(queries: Iterable[str], label: str) -> str:
    """The value of *label* that all series have that *queries* ask for; empty where it is not one and the same.

    Raise BadPromQL.
    """
    nodes = (node for query in queries for node in _nodes(_parsed(query)) if isinstance(node, VectorSelector))
    found = {
        next((one.value for one in node.matchers.matchers if (one.name, _OPERATORS[str(one.op)]) == (label, "=")), "")
        for node in nodes
    }
    return found.pop() if len(found) == 1 else ""


def tokens(text: str) -> Iterator[Token]:
    """The words of *text*, which may be any text, also one that is still being written."""
    return (Token(match.lastgroup or "", match[0], match.start()) for match in _TOKEN.finditer(text))


def quoted(value: str) -> str:
    """*value* as a string in PromQL."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def selector(name: str, **labels: str) -> str:
    """The series called *name* with these *labels*, in PromQL."""
    return f"{name}{{{','.join(f'{label}={quoted(value)}' for label, value in labels.items())}}}"


@lru_cache(maxsize=2048)
def _parsed(query: str) -> promql_parser.Expr:
    try:
        return promql_parser.parse(query)
    except ValueError as error:
        raise BadPromQL(str(error)) from None


def _selector(node: VectorSelector) -> Selector:
    matchers = [(one.name, _OPERATORS[str(one.op)], one.value) for one in node.matchers.matchers]
    name = node.name or next((value for name, sign, value in matchers if (name, sign) == ("__name__", "=")), "")
    written = ",".join(f"{name}{sign}{quoted(value)}" for name, sign, value in matchers)
    return Selector(name, f"{node.name or ''}{{{written}}}" if written else name)


def _nodes(expression: object) -> Iterator[object]:
    yield expression
    for name in ("expr", "lhs", "rhs", "param", "vector_selector"):
        inner = getattr(expression, name, None)
        if isinstance(inner, promql_parser.Expr):
            yield from _nodes(inner)
    for inner in getattr(expression, "args", None) or ():
        yield from _nodes(inner)
