"""Filters over messages: a small language of its own, in which nothing can be run.

    type ~ "score" and data.participant == "sales" and not (data.clock > 2700 or data.method in ["own", "penalty"])

A field is a path into the message's JSON, or one of ``key``, ``partition``, ``offset``, ``timestamp`` (ms), ``size``,
``value`` (the text) and ``headers.NAME``. ``~`` means contains, in any case of letters; a text alone looks for it
anywhere in key and value. What is missing is null, and a comparison of things of two kinds is false. The whole of it,
with the reasons, is in docs/decisions/0031-filters.md.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

import msgspec

from lib.errors import NOT_JSON, Refused

MOST_CHARACTERS = 1_000
DEEPEST = 40

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.]))
    | (?P<word>[A-Za-z_][\w-]*(?:\.[\w-]+|\[\d+\])*)
    | (?P<sign>==|!=|<=|>=|!~|[<>~()\[\],])
    )""",
    re.VERBOSE,
)
_STEP = re.compile(r"[\w-]+|\[\d+\]")
WORDS = {"true": True, "false": False, "null": None}
ORDERED: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
# The types between which there is an order; a bool is no number here.
_ALIKE: dict[type, tuple[type, ...]] = {str: (str,), int: (int, float), float: (int, float)}


class BadFilter(Refused):
    """A filter that is not one. *column* counts from 1."""

    def __init__(self, column: int, message: str) -> None:
        super().__init__(f"The filter, at column {column}: {message}")
        self.column = column


class Record(Protocol):
    """What a filter looks at: a record of Kafka."""

    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Any


class Looked:
    """A record with what was found out about it: its JSON is read once, when a filter first asks."""

    __slots__ = ("_json", "record")
    _UNREAD = object()

    def __init__(self, record: Record) -> None:
        self.record = record
        self._json: Any = self._UNREAD

    @property
    def json(self) -> Any:
        """The value as JSON; None where it is none."""
        if self._json is self._UNREAD:
            try:
                self._json = _decode(self.record.value or b"null")
            except NOT_JSON:
                self._json = None
        return self._json


Holds = Callable[[Looked], bool]
Get = Callable[[Looked], Any]


class Test(NamedTuple):
    """A part of a filter: whether it *holds*, and the texts that the JSON *needs* for that, unless it escapes any."""

    holds: Holds
    needs: tuple[bytes, ...] = ()


class Token(NamedTuple):
    """A word of a filter, what it is, and where it stands."""

    kind: str
    text: str
    column: int


def compiled(text: str) -> Callable[[Record], bool]:
    """The filter as a function of a record. An empty one takes everything. Raise BadFilter."""
    if len(text) > MOST_CHARACTERS:
        raise BadFilter(MOST_CHARACTERS, f"it may have {MOST_CHARACTERS} characters.")
    if not text.strip():
        return lambda record: True
    holds, needs = _Parser(text).whole()

    def passes(record: Record) -> bool:
        value = record.value or b""
        for one in needs:  # most records are told by this, far sooner than their JSON is read
            if one not in value:
                return b"\\" in value and holds(Looked(record))  # it may be there in another spelling
        return holds(Looked(record))

    return passes if needs else lambda record: holds(Looked(record))


class _Parser:
    """Recursive descent: ``or`` over ``and`` over ``not`` over comparisons."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._place = 0
        self._depth = 0

    def whole(self) -> Test:
        """The test that the text means."""
        test = self._any()
        if self._next.kind != "end":
            raise BadFilter(self._next.column, f"here is {self._next.text!r}, where `and`, `or` or the end should be.")
        return test

    @property
    def _next(self) -> Token:
        return self._tokens[self._place]

    def _take(self) -> Token:
        self._place += 1
        return self._tokens[self._place - 1]

    def _found(self, text: str) -> bool:
        if self._next.text != text or self._next.kind in {"text", "end"}:
            return False
        self._place += 1
        return True

    def _expect(self, text: str) -> None:
        if not self._found(text):
            raise BadFilter(self._next.column, f"here should be {text!r}.")

    def _any(self) -> Test:
        tests = [self._all()]
        while self._found("or"):
            tests.append(self._all())
        return tests[0] if len(tests) == 1 else Test(lambda looked: any(test.holds(looked) for test in tests))

    def _all(self) -> Test:
        tests = [self._one()]
        while self._found("and"):
            tests.append(self._one())
        if len(tests) == 1:
            return tests[0]
        needs = sorted({one for test in tests for one in test.needs}, key=len, reverse=True)
        return Test(lambda looked: all(test.holds(looked) for test in tests), tuple(needs))

    def _one(self) -> Test:
        self._depth += 1
        if self._depth > DEEPEST:
            raise BadFilter(self._next.column, "it is nested too deeply.")
        try:
            if self._found("not"):
                test = self._one()
                return Test(lambda looked: not test.holds(looked))
            if self._found("("):
                test = self._any()
                self._expect(")")
                return test
            return self._comparison()
        finally:
            self._depth -= 1

    def _comparison(self) -> Test:
        token = self._take()
        if token.kind == "text":
            return Test(_anywhere(_unquoted(token)))
        if token.kind != "word" or token.text in {"and", "or", "in", *WORDS}:
            raise BadFilter(token.column, "here should be a field, such as data.participant, or a text in quotes.")
        get = _getter(token.text)
        if self._next.kind == "sign" and self._next.text in {"==", "!=", "~", "!~", *ORDERED}:
            sign, wanted = self._take().text, self._literal()
            return Test(_compared(get, sign, wanted), _needed(token.text, sign, wanted))
        if self._found("in"):
            wanted = self._list()
            return Test(lambda looked: _among(get(looked), wanted))
        return Test(lambda looked: get(looked) not in (None, False))

    def _list(self) -> list[Any]:
        self._expect("[")
        found = [self._literal()]
        while self._found(","):
            found.append(self._literal())
        self._expect("]")
        return found

    def _literal(self) -> Any:
        token = self._take()
        if token.kind == "text":
            return _unquoted(token)
        if token.kind == "number":
            return float(token.text) if re.search(r"[.eE]", token.text) else int(token.text)
        if token.text in WORDS and token.kind == "word":
            return WORDS[token.text]
        raise BadFilter(token.column, "here should be a text in quotes, a number, true, false or null.")


def _tokens(text: str) -> list[Token]:
    found, place = [], 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if match is None:
            at = place + len(text[place:]) - len(text[place:].lstrip())
            hint = "a quote that is not closed" if text[at] in "\"'" else f"{text[at]!r}, which means nothing here"
            raise BadFilter(at + 1, f"here is {hint}.")
        found.append(Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup) + 1))
        place = match.end()
    return [*found, Token("end", "the end", len(text) + 1)]


def _unquoted(token: Token) -> str:
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t"}.get(found[1], found[1]), token.text[1:-1])


def _getter(path: str) -> Get:
    own = _OWN.get(path)
    if own is not None:
        return own
    if path.startswith("headers."):
        return _header(path.removeprefix("headers."))
    steps = [int(one[1:-1]) if one[0] == "[" else one for one in _STEP.findall(path)]
    return lambda looked: _inside(looked.json, steps)


def _inside(value: Any, steps: list[str | int]) -> Any:
    for step in steps:
        if type(value) is dict:
            value = value.get(step)
        elif type(value) is list and type(step) is int and step < len(value):
            value = value[step]
        else:
            return None
    return value


def _header(name: str) -> Get:
    def get(looked: Looked) -> str | None:
        return next((_text(value) for key, value in looked.record.headers if key == name), None)

    return get


def _needed(path: str, sign: str, wanted: Any) -> tuple[bytes, ...]:
    """What the JSON has to hold if a field of it is to be a text, as long as nothing in it is escaped."""
    own = path in _OWN or path.startswith("headers.")
    return (wanted.encode(errors="replace"),) if sign == "==" and isinstance(wanted, str) and not own else ()


def _anywhere(wanted: str) -> Holds:
    """ASCII is looked for in the bytes, which is quicker; but JSON may write any letter as an escape."""
    lowered, folded = wanted.lower().encode(), wanted.casefold()

    def holds(looked: Looked) -> bool:
        key, value = looked.record.key or b"", looked.record.value or b""
        if wanted.isascii():
            found = lowered in value.lower() or lowered in key.lower()
        else:
            found = folded in _text(value).casefold() or folded in _text(key).casefold()
        return found or (b"\\u" in value and _contains(looked.json, folded))

    return holds


def _compared(get: Get, sign: str, wanted: Any) -> Holds:
    if sign == "==":
        return lambda looked: _equal(get(looked), wanted)
    if sign == "!=":
        return lambda looked: not _equal(get(looked), wanted)
    if sign in ORDERED:
        holds, kinds = ORDERED[sign], _ALIKE.get(type(wanted), ())
        return lambda looked: type(value := get(looked)) in kinds and holds(value, wanted)
    folded = str(wanted).casefold()
    if sign == "~":
        return lambda looked: _contains(get(looked), folded)
    return lambda looked: not _contains(get(looked), folded)


def _equal(value: Any, wanted: Any) -> bool:
    return value == wanted and isinstance(value, bool) == isinstance(wanted, bool)


def _among(value: Any, wanted: list[Any]) -> bool:
    return any(_equal(value, one) for one in wanted)


def _contains(value: Any, folded: str) -> bool:
    if value is None:
        return False
    return folded in (value if isinstance(value, str) else _encode(value).decode()).casefold()


def _text(raw: bytes | None) -> str:
    return (raw or b"").decode(errors="replace")


_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode
_OWN: dict[str, Get] = {
    "key": lambda looked: _text(looked.record.key) if looked.record.key is not None else None,
    "value": lambda looked: _text(looked.record.value),
    "partition": lambda looked: looked.record.partition,
    "offset": lambda looked: looked.record.offset,
    "timestamp": lambda looked: looked.record.timestamp,
    "size": lambda looked: len(looked.record.value or b""),
}
