"""Sync: which revision a process runs with, which one it should, and why that is not the same.

The words are those of Argo CD and Flux, which operators know: https://argo-cd.readthedocs.io/en/stable/core_concepts/
and https://fluxcd.io/flux/components/kustomize/kustomizations/#kustomization-status.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

from msgspec import Struct, structs

from lib.errors import BadContent, TouchlineError

State = Literal["Synced", "OutOfSync", "Stalled"]
STATES: tuple[State, ...] = get_args(State)


class Sync(Struct, frozen=True, kw_only=True):
    """How a process stands to the branch that it follows; as JSON, what ``/api/config`` says.

    *desired* is the newest commit of the branch, and *running* the one that the process works with; either is empty
    while it is not known. They are the same when it is Synced. OutOfSync, it is reading the desired one. Stalled, it
    stays with what it has, for a *reason*: a mistake at *line* of the file *path*, with so many *others*, or a
    repository that is away, which has no file. *since* is when the state or its reason became what it is.
    """

    since: datetime
    state: State = "OutOfSync"
    desired: str = ""
    running: str = ""
    reason: str = ""
    path: str = ""
    line: int = 0
    others: int = 0

    def wants(self, desired: str, now: datetime) -> Sync:
        """There is a new commit; nobody knows yet whether it is good."""
        return Sync(since=now, desired=desired, running=self.running)

    def runs(self, running: str, now: datetime, problem: TouchlineError | None = None) -> Sync:
        """The process works with *running*; a *problem* keeps it from what is desired."""
        if problem is None:
            after = Sync(since=now, desired=self.desired, running=running)
            after = structs.replace(after, state="Synced" if running == self.desired else "OutOfSync")
        else:
            after = Sync(since=now, state="Stalled", desired=self.desired, running=running, **_why(problem))
        return self if structs.replace(after, since=self.since) == self else after


def _why(problem: TouchlineError) -> dict[str, str | int]:
    if not isinstance(problem, BadContent):
        return {"reason": str(problem)}
    others = len(problem.others)
    more = f" ({others} more: `python -m lib check` tells all.)" if others else ""
    return {"reason": f"{problem}{more}", "path": problem.path, "line": problem.line, "others": others}
