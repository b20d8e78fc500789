"""Every error that Touchline raises on purpose.

TouchlineError
  WrongUse          a command or a setting was used wrongly (exit code 2)
  Unavailable       a part that we depend on is away: try again later
  Refused           an input is not acceptable, and says which field and why
    BadAction         an action that cannot be taken
    BadContent        a file of the content repository, with its line
    BadImport         a file that an importer cannot read
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

# What decoding raises for bytes that are no JSON, or not that of the type.
NOT_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class TouchlineError(Exception):
    """What happened, in a sentence that a person can act on."""


class WrongUse(TouchlineError):
    """A command or a setting was used wrongly."""


class Unavailable(TouchlineError):
    """Something that we depend on does not answer; the same call may succeed later."""


class Refused(TouchlineError):
    """An input that was looked at and not taken; nothing of it was kept."""


class BadAction(Refused):
    """An action that cannot be taken. *reason* is a word for metrics, *field* a JSON path such as ``$.data.points``."""

    def __init__(self, reason: str, message: str, field: str = "$") -> None:
        super().__init__(message)
        self.reason = reason
        self.field = field


class BadContent(Refused):
    """A file of the content repository that breaks a rule. *line* counts from 1; 0 means the file as a whole.

    *column* counts characters from 1; 0 means the line as a whole. *others* are mistakes that were found with it, each
    with a place of its own.
    """

    def __init__(
        self, path: str, line: int, message: str, others: Sequence[BadContent] = (), *, column: int = 0
    ) -> None:
        super().__init__(f"{place(path, line, column)}: {message}")
        self.path = path
        self.line = line
        self.column = column
        self.message = message
        self.others = tuple(others)


def place(path: str, line: int, column: int) -> str:
    """Where in a file, as editors and terminals take it: as much of ``path:line:column`` as is known."""
    return ":".join([path, *(str(one) for one in (line, column) if one)])


class BadImport(Refused):
    """A file that an importer cannot read, with the place in it."""
