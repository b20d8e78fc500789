"""What may come next in a query that is being written: metrics, labels, values, functions, durations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct
from rapidfuzz import fuzz, process

from lib.content import promql
from lib.content.promql import AGGREGATIONS, FUNCTIONS, KEYWORDS, Token, quoted

MOST = 40
DURATIONS = ("1m", "5m", "15m", "1h", "6h", "1d", "7d", "30d")
GROUPING = {"by", "without", "on", "ignoring", "group_left", "group_right"}

Known = Sequence[tuple[str, str, str]]  # name, help, type
Listed = Callable[..., list[str]]  # ("labels", metric) or ("values", metric, label)


class Option(Struct, omit_defaults=True):
    """Something to write: *text* takes the place of what is between *start* and *end*."""

    text: str
    kind: str
    help: str = ""


class Completion(Struct):
    """The options, the best first, for the part of the query from *start* to *end*."""

    start: int
    end: int
    options: list[Option]


def complete(text: str, at: int, known: Known, listed: Listed) -> Completion:
    """What may stand at *at* in *text*, by what stands before it."""
    before = [token for token in promql.tokens(text[:at]) if token.kind not in {"space", "comment"}]
    word, start = _word(before, at)
    inside = before[:-1] if start < at else before
    opened = _open(inside)
    if opened == "[":
        return _ranked(word, start, at, [Option(one, "duration") for one in DURATIONS])
    if opened == "{":
        closed = word[:1] in {'"', "'"} and text[at : at + 1] == word[:1]
        return _in_braces(inside, word, start, at + closed, listed)
    if opened == "(" and _groups(inside):
        names = listed("labels", _metric(inside) or _later_metric(text))
        return _ranked(word, start, at, [Option(one, "label") for one in names if one != "__name__"])
    return _ranked(word, start, at, [*_words(), *(Option(name, kind or "metric", help) for name, help, kind in known)])


def _word(before: list[Token], at: int) -> tuple[str, int]:
    """The word that is being written, and where it begins."""
    if before and before[-1].end == at and before[-1].kind in {"word", "string", "duration", "number"}:
        return before[-1].text, before[-1].start
    return "", at


def _open(tokens: Iterable[Token]) -> str:
    """The bracket that is open."""
    stack = []
    for token in tokens:
        if token.kind == "sign" and token.text in "([{":
            stack.append(token.text)
        elif token.kind == "sign" and token.text in ")]}" and stack:
            stack.pop()
    return stack[-1] if stack else ""


def _in_braces(inside: list[Token], word: str, start: int, at: int, listed: Listed) -> Completion:
    metric = _metric(inside)
    last = inside[-1].text if inside else ""
    if last in {"=", "!=", "=~", "!~"}:
        label = inside[-2].text if len(inside) > 1 else ""
        values = listed("values", metric, label)
        return _ranked(word.strip("\"'"), start, at, [Option(quoted(one), "value") for one in values])
    names = [Option(f"{one}=", "label") for one in listed("labels", metric) if one != "__name__"]
    return _ranked(word, start, at, names)


def _metric(tokens: list[Token]) -> str:
    """The metric whose braces are open, or that was named last."""
    words = [token.text for token in tokens if token.kind == "word"]
    for place in range(len(tokens) - 1, 0, -1):
        if tokens[place].text == "{" and tokens[place - 1].kind == "word":
            return tokens[place - 1].text
    return next((one for one in reversed(words) if one not in FUNCTIONS and one not in _RESERVED), "")


def _later_metric(text: str) -> str:
    words = [token.text for token in promql.tokens(text) if token.kind == "word"]
    return next((one for one in words if one not in FUNCTIONS and one not in _RESERVED and "_" in one), "")


def _groups(inside: list[Token]) -> bool:
    """Whether the bracket that is open lists labels to group by."""
    for place in range(len(inside) - 1, 0, -1):
        if inside[place].text == "(":
            return inside[place - 1].text in GROUPING
        if inside[place].kind == "sign" and inside[place].text != ",":
            return False
    return False


def _words() -> list[Option]:
    functions = [Option(f"{name}(", "function", help) for name, help in FUNCTIONS.items()]
    aggregations = [Option(f"{name} (", "aggregation", "One series of many.") for name in AGGREGATIONS]
    return functions + aggregations + [Option(one, "keyword") for one in KEYWORDS]


def _ranked(word: str, start: int, end: int, options: list[Option]) -> Completion:
    if not word:
        metrics = [one for one in options if one.kind not in {"function", "aggregation", "keyword"}]
        return Completion(start, end, metrics[:MOST])
    texts = [one.text.strip('"').rstrip(" (=") for one in options]
    found = process.extract(word, texts, scorer=_fit, limit=MOST, score_cutoff=60)
    return Completion(start, end, [options[place] for _, _, place in found])


def _fit(word: str, text: str, **_: object) -> float:
    """What begins with the word comes first, then what holds it, then what is like it."""
    word, text = word.lower(), text.lower()
    if text.startswith(word):
        return 100 - 0.01 * len(text)
    if word in text:
        return 90 - 0.01 * len(text)
    if len(word) < 3 or len(text) < len(word) - 2:
        return 0.0
    return min(85.0, fuzz.partial_ratio(word, text))


_RESERVED = {*AGGREGATIONS, *KEYWORDS}
