"""Problems as lines for people, and as what the jobs of Git hosts show beside the line that they are about."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping

import msgspec

from lib.content.problems import Problem
from lib.errors import place

HELP = "for people, as annotations for a job on GitHub, or as a code quality report for GitLab"

# https://docs.github.com/actions/reference/workflow-commands-for-github-actions
_ESCAPED = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY = _ESCAPED | {":": "%3A", ",": "%2C"}
# https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
_SEVERITIES = {"error": "major", "warning": "minor"}


def _for_people(problems: Iterable[Problem]) -> str:
    return "".join(f"{place(one.path, one.line, one.column)}: {one.message}{_weight(one)}\n" for one in problems)


def _weight(problem: Problem) -> str:
    return " (warning)" if problem.weight == "warning" else ""


def _for_github(problems: Iterable[Problem]) -> str:
    return "".join(f"{_command(one)}\n" for one in problems)


def _command(problem: Problem) -> str:
    line = f",line={problem.line}" if problem.line else ""
    column = f",col={problem.column}" if problem.column else ""
    title, message = _escaped(problem.rule, _IN_PROPERTY), _escaped(problem.message, _ESCAPED)
    return f"::{problem.weight} file={_escaped(problem.path, _IN_PROPERTY)}{line}{column},title={title}::{message}"


def _escaped(text: str, table: Mapping[str, str]) -> str:
    return text.translate(str.maketrans(table))  # type: ignore[arg-type]


def _for_gitlab(problems: Iterable[Problem]) -> str:
    """A whole report, also of nothing. A fingerprint stays when lines above it come or go: it holds no line."""
    rows, seen = [], set()
    for one in problems:
        number = 0
        while (mark := _fingerprint(one, number)) in seen:
            number += 1
        seen.add(mark)
        rows.append(
            {
                "description": one.message,
                "check_name": one.rule,
                "fingerprint": mark,
                "severity": _SEVERITIES[one.weight],
                "location": {"path": one.path} | _begin(one),
            }
        )
    return msgspec.json.format(msgspec.json.encode(rows), indent=1).decode() + "\n"


def _begin(problem: Problem) -> dict[str, object]:
    if problem.column:
        return {"positions": {"begin": {"line": problem.line, "column": problem.column}}}
    return {"lines": {"begin": max(1, problem.line)}}


def _fingerprint(problem: Problem, number: int) -> str:
    said = msgspec.json.encode((problem.path, problem.rule, problem.message, number))
    return hashlib.sha256(said).hexdigest()[:32]


FORMATS: dict[str, Callable[[Iterable[Problem]], str]] = {
    "text": _for_people, "github": _for_github, "gitlab": _for_gitlab,
}  # fmt: skip
