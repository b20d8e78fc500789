"""Live values within a line: code such as ``= score(final-2018)``, which the app shows as the number itself.

    value    = "=" SPACE function "(" [key ":"] argument ")"
    function = one of ``kinds.VALUES``

An argument without a key is the id of an event, or, for ``stat``, a query in PromQL.
"""

from __future__ import annotations

import difflib
import re

from lib.wiki import blocks
from lib.wiki.blocks import Block
from lib.wiki.kinds import VALUES
from lib.wiki.mistakes import Mistake

_CALL = re.compile(r"= *(?P<name>[a-z]+)\((?P<argument>.*)\)", re.DOTALL)
_KEYED = re.compile(r"(?P<key>[a-z]+)\s*:\s*(?P<value>.*)", re.DOTALL)


def read(code: str, line: int) -> Block | None:
    """The value that *code*, in the line *line*, asks for; None for code that is nothing of ours. Raise Mistake."""
    call = _CALL.fullmatch(code.strip())
    if not call:
        return None
    kind = VALUES.get(call["name"])
    if kind is None:
        meant = difflib.get_close_matches(call["name"], VALUES, 1, 0.75)
        if not meant:
            return None
        raise Mistake(line, f"There is no value {call['name']}: {meant[0]} was meant, perhaps.")
    keyed = _KEYED.fullmatch(call["argument"].strip())
    if keyed and keyed["key"] in kind.subject:
        return Block(kind, {keyed["key"]: blocks.checked(kind, keyed["key"], keyed["value"], line)}, line)
    first = next(iter(kind.subject))
    return Block(kind, {first: blocks.checked(kind, first, call["argument"], line)}, line)
