"""What a revision would do where another one is served: computed when somebody asks, from the facts of this process.

``GET /api/plan?revision=BRANCH`` gives it to programs that reach no Kafka, such as the job of a merge request; with
``BASE..HEAD`` it is what a change did, or would do, to something else than what is served now.
"""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from lib.adapters.git import bundles, comparisons
from lib.content import effects
from lib.content.effects import Plan, markdown
from lib.content.revision import Commit, Revision
from lib.errors import BadContent, TouchlineError, Unavailable
from lib.live import node, refusals
from lib.live.node import Node
from lib.sport.state import EventState

MARKDOWN = "text/markdown; charset=utf-8"


def branches(here: Node) -> dict[str, Commit]:
    """The branches that may be planned: those with commits that are not served. Raise Unavailable."""
    served = here.library.current
    found = comparisons.branches(here.library.repository)
    return {name: one for name, one in found.items() if served is None or one.sha != served.sha}


def plan(here: Node, revision: str) -> Plan:
    """What merging *revision*, a branch, a tag or a commit, does to what is served now; or what lies between two.

    A revision alone is compared with the commit from which both go on, so that only its own changes are told. Raise
    Unavailable, and Refused for something that is no revision, or none that can be compared.
    """
    served, place, repository = here.library.whole, here.library.place, here.library.repository
    if served is None:
        raise Unavailable("The content is still being read from Git.")
    if ".." in revision:
        base, head = comparisons.ends(repository, revision)
    else:
        head = comparisons.named(repository, revision)
        base = comparisons.parted(repository, served.sha, head)
    before = served if base == served.sha else bundles.served(repository, place, base, served)
    try:
        after = bundles.load(repository, place, head, before)
    except BadContent as error:
        return Plan(base=before.sha, head=head, errors=(str(error),))
    facts = _facts(here, before, after)
    return Plan(base=before.sha, head=head, events=len(facts), effects=effects.of(before, after, facts))


def _facts(here: Node, *sides: Revision) -> dict[str, EventState]:
    """The states of the events of competitions that are declared on any side."""
    wanted = {one.id for side in sides for one in side.competitions}
    held = [(one, one.summary.state.declared) for one in here.feed.all_held()]
    return {one.event: one.record.state for one, declared in held if declared and declared.competition in wanted}


def serve(request: Request) -> Response:
    """Answer a request for a plan. A plain function: Git and the tables take a moment, in a thread."""
    try:
        made = plan(node.current(), request.query_params.get("revision", ""))
    except TouchlineError as error:
        return refusals.answer(error)
    if request.query_params.get("format", "json") == "markdown":
        return Response(markdown.text(made), media_type=MARKDOWN)
    return Response(msgspec.json.encode(made), media_type="application/json")
