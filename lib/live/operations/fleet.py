"""Which revision of the content each process runs with, against the one that the repository wants.

Every component says so in ``touchline_config_info``, which Prometheus scrapes; this process knows its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

from msgspec import Struct

from lib.adapters.git import Repository
from lib.adapters.prometheus import BadQuery, Metrics
from lib.errors import Unavailable
from lib.live.library import Library

INFO = "touchline_config_info"
STALLED = 'touchline_config_sync{state="Stalled"} == 1'
UP = 'up{job=~"touchline.*"}'
COMPONENTS = ("app", "processor", "writer", "publisher")
# How far back a revision is looked for, to say how many commits a component is behind.
MOST_BEHIND = 500

State = Literal["Synced", "OutOfSync", "Stalled", "Unknown"]


class Revised(Struct, frozen=True):
    """A commit, as far as this process's repository knows it."""

    sha: str
    author: str = ""
    time: datetime | None = None
    subject: str = ""


class Component(Struct, frozen=True):
    """A component in one process: the revision that it runs with, None where nobody knows, and *why* it is not Synced.

    *instance* is the address that Prometheus scrapes it at, empty where it knows none; *answers* is whether it did.
    """

    component: str
    instance: str
    revision: Revised | None
    state: State
    why: str = ""
    answers: bool = True


class Fleet(Struct, frozen=True):
    """What is *wanted*, how this process is, and how all others are; *problem* is why nobody knows of the others."""

    wanted: Revised | None
    running: Revised | None
    state: State
    why: str
    components: list[Component]
    problem: str = ""


def look(library: Library, metrics: Metrics) -> Fleet:
    """Ask Prometheus and Git; neither being away is an error here."""
    judged = Judge(library)
    running = library.current.sha if library.current else ""
    own = judged.component("app", "this process", running)
    try:
        seen = list(_scraped(metrics, judged))
        components, problem = [*seen, *_unseen(seen)], ""
    except (Unavailable, BadQuery) as error:
        components, problem = [own], str(error)
    return Fleet(judged.wanted, own.revision, own.state, own.why, components, problem)


class Judge:
    """Tells how a component is, given the revision that it runs with."""

    def __init__(self, library: Library) -> None:
        self._repository = library.repository
        self._problem = str(library.problem) if library.problem else ""
        self._head = library.head
        self._known: dict[str, Revised] = {}
        self.wanted = self._revised(self._head) if self._head else None

    def component(
        self, component: str, instance: str, sha: str, *, answers: bool = True, stalled: bool = False
    ) -> Component:
        """The component with its state; *stalled* is what it says itself."""
        state, why = self._state(sha, answers=answers, stalled=stalled)
        return Component(component, instance, self._revised(sha) if sha else None, state, why, answers)

    def _state(self, sha: str, *, answers: bool, stalled: bool) -> tuple[State, str]:
        if not answers:
            return "Unknown", "It does not answer."
        if stalled:
            return "Stalled", self._problem or "Its log says why."
        if not sha:
            return "Unknown", "It does not say which revision it runs with."
        if sha == self._head:
            return ("Stalled", self._problem) if self._problem else ("Synced", "")
        if self._problem:
            return "Stalled", self._problem
        return "OutOfSync", self._distance(sha)

    def _distance(self, sha: str) -> str:
        try:
            line = self._repository.ancestors(self._head, MOST_BEHIND)
        except Unavailable as away:
            return str(away)
        if sha not in line:
            return "It runs with a revision that is not of this branch."
        behind = line.index(sha)
        return f"It is {behind} {'commit' if behind == 1 else 'commits'} behind."

    def _revised(self, sha: str) -> Revised:
        if sha not in self._known:
            self._known[sha] = revised(self._repository, sha)
        return self._known[sha]


def revised(repository: Repository, sha: str) -> Revised:
    """The commit with this id; of one that the repository does not have, the id alone."""
    try:
        commit = repository.commit(sha)
    except Unavailable:
        return Revised(sha)
    return Revised(commit.sha, commit.author, commit.time, commit.subject)


def _scraped(metrics: Metrics, judged: Judge) -> Iterable[Component]:
    """What Prometheus scrapes: each component of each process, and processes of which nothing else is known."""
    said = _labels(metrics, INFO)
    stalled = {(one["instance"], one["component"]) for one in _labels(metrics, STALLED)}
    answers = {one["instance"]: one["job"] for one in _labels(metrics, f"{UP} == 1")}
    silent = {one["instance"]: one["job"] for one in _labels(metrics, f"{UP} == 0")}
    seen = {one["instance"] for one in said}
    for one in sorted(said, key=_order):
        if one["instance"] not in silent:
            component, instance = one["component"], one["instance"]
            yield judged.component(component, instance, one["revision"], stalled=(instance, component) in stalled)
    for instance, job in sorted(answers.items()):
        if instance not in seen:
            yield judged.component(_named(job), instance, "")
    for instance, job in sorted(silent.items()):
        yield judged.component(_named(job), instance, "", answers=False)


def _unseen(seen: Iterable[Component]) -> list[Component]:
    """The components of which there is not one."""
    why = "Prometheus sees none: it does not run, or is not scraped."
    names = {one.component for one in seen}
    return [Component(name, "", None, "Unknown", why, answers=False) for name in COMPONENTS if name not in names]


def _labels(metrics: Metrics, query: str) -> list[dict[str, str]]:
    return metrics.instant(query).labels.to_dict("records")


def _order(one: Mapping[str, str]) -> tuple[int, str, str]:
    name = one["component"]
    return COMPONENTS.index(name) if name in COMPONENTS else len(COMPONENTS), name, one["instance"]


def _named(job: str) -> str:
    return job.removeprefix("touchline-") or job
