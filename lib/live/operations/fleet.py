"""Which revision of the content each process runs with, against the one that the repository wants.

Every component says so itself, in ``touchline_config_info`` and ``touchline_config_sync``, which Prometheus scrapes;
this process knows its own. What keeps one process from the newest commit says nothing of the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

from msgspec import Struct

from lib.adapters.git import Repository
from lib.adapters.prometheus import BadQuery, Metrics
from lib.content import sync
from lib.errors import BadContent, Unavailable
from lib.live.library import Library

INFO = "touchline_config_info"
SYNC = "touchline_config_sync == 1"
UP = 'up{job=~"touchline.*"}'
COMPONENTS = ("app", "processor", "writer", "publisher")
# What reads no content has no revision to be behind with.
WITHOUT = ("touchline-ingest",)
# How far back a revision is looked for, to say how many commits a component is behind.
MOST_BEHIND = 500

State = sync.State | Literal["Unknown", "No content"]


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
    own = judged.own()
    try:
        seen = list(_scraped(metrics, judged))
        components, problem = [*seen, *_unseen(seen)], ""
    except (Unavailable, BadQuery) as error:
        components, problem = [own], str(error)
    return Fleet(judged.wanted, own.revision, own.state, own.why, components, problem)


class Judge:
    """Tells how a component is, given what it says of itself, and the newest commit that this process knows."""

    def __init__(self, library: Library) -> None:
        self._repository = library.repository
        self._sync, self._problem = library.branch.sync, library.branch.problem
        self._looks = bool(self._sync.desired) and not isinstance(self._problem, Unavailable)
        self._known: dict[str, Revised] = {}
        self.wanted = self._revised(self._sync.desired) if self._sync.desired else None

    def own(self) -> Component:
        """The app in this process."""
        state, running = self._sync.state, self._sync.running
        why = self._behind(running) if state == "OutOfSync" else self._sync.reason
        return Component("app", "this process", self._revised(running) if running else None, state, why)

    def component(self, component: str, instance: str, said: sync.State, sha: str) -> Component:
        """One that has *said* how it stands, with the revision *sha*, if any."""
        state, why = self._state(said, sha)
        return Component(component, instance, self._revised(sha) if sha else None, state, why)

    def _state(self, said: sync.State, sha: str) -> tuple[State, str]:
        """Its own word; but who is content with an older commit, and may be asked again only later, is behind."""
        if said == "Stalled":
            # A bad file is bad for all who stay with the same revision; a repository may be away for one alone.
            same = isinstance(self._problem, BadContent) and sha == self._sync.running
            return said, self._sync.reason if same else "Its log says why."
        if said == "OutOfSync":
            return said, self._behind(sha)
        if sha != self._sync.desired and self._looks:
            return "OutOfSync", self._behind(sha)
        return said, ""

    def _behind(self, sha: str) -> str:
        if not sha:
            return "It has no revision yet."
        if self._looks and sha != self._sync.desired:
            return self._distance(sha)
        return "It is reading a newer one."

    def _distance(self, sha: str) -> str:
        try:
            line = self._repository.ancestors(self._sync.desired, MOST_BEHIND)
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
    runs = {(one["instance"], one["component"]): one["revision"] for one in _labels(metrics, INFO)}
    said = sorted(_labels(metrics, SYNC), key=_order)
    jobs = {one["instance"]: one["job"] for one in _labels(metrics, f"{UP} == 1")}
    silent = {one["instance"]: one["job"] for one in _labels(metrics, f"{UP} == 0")}
    for one in said:
        component, instance = one["component"], one["instance"]
        if instance not in silent:
            yield judged.component(component, instance, one["state"], runs.get((instance, component), ""))
    for instance in sorted(jobs.keys() - {one["instance"] for one in said}):
        yield _without(jobs[instance], instance)
    for instance, job in sorted(silent.items()):
        yield _unknown(job, instance, "It does not answer.", answers=False)


def _without(job: str, instance: str) -> Component:
    """A process that answers, and says of no revision that it runs with it."""
    if job in WITHOUT:
        return Component(job.removeprefix("touchline-"), instance, None, "No content")
    return _unknown(job, instance, "It does not say which revision it runs with.", answers=True)


def _unknown(job: str, instance: str, why: str, *, answers: bool) -> Component:
    return Component(job.removeprefix("touchline-") or job, instance, None, "Unknown", why, answers)


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
