"""Two places of a history against each other: the branches that there are, and where two of them part."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from lib.adapters.git import Repository
from lib.content.revision import Commit
from lib.errors import Refused, Unavailable, WrongUse

MOST_BRANCHES = 200
_BRANCH = "%00".join(
    ["%(refname:lstrip=2)", "%(objectname)", "%(authorname)", "%(committerdate:unix)", "%(contents:subject)"]
)
_EXPRESSION = re.compile(r"(?P<name>.+?)(?:~(?P<number>\d{1,4})|(?P<one>\^))?")


def branches(repository: Repository) -> dict[str, Commit]:
    """The newest commit of each branch, by its name; the one that was changed last comes first. Raise Unavailable."""
    what = ("--sort=-committerdate", f"--count={MOST_BRANCHES}", f"--format={_BRANCH}", "refs/heads/")
    listed = repository._git("for-each-ref", *what).decode(errors="replace")
    rows = [line.split("\0", 4) for line in listed.splitlines()]
    return {
        name: Commit(sha, author, datetime.fromtimestamp(int(time), UTC), subject)
        for name, sha, author, time, subject in rows
    }


def parted(repository: Repository, one: str, other: str) -> str:
    """The id of the newest commit that both go on from. Raise Unavailable, and Refused where there is none."""
    one, other = repository.resolve(one), repository.resolve(other)
    try:
        return repository._git("merge-base", one, other).decode().strip()
    except Unavailable:
        raise Refused(f"{one[:10]} and {other[:10]} have no commit in common.") from None


def named(repository: Repository, expression: str) -> str:
    """The id of the commit that a name means, where ``~2`` or ``^`` may lead to those before it.

    Raise Unavailable, and Refused for what is neither.
    """
    parts = _EXPRESSION.fullmatch(expression)
    if parts is None:
        raise Refused("A revision is missing: name a branch, a tag or a commit.")
    back = 1 if parts["one"] else int(parts["number"] or 0)
    try:
        listed = repository.ancestors(repository.resolve(parts["name"]), back + 1)
    except WrongUse as error:
        raise Refused(str(error)) from None
    if len(listed) <= back:
        raise Refused(f"{expression[:60]} lies before the first commit.")
    return listed[back]


def ends(repository: Repository, range: str) -> tuple[str, str]:
    """The ids of the commits that ``BASE..HEAD`` means; BASE alone is BASE..HEAD, and with three dots it is where both
    part. Raise Unavailable and Refused."""
    dots = "..." if "..." in range else ".."
    base, _, head = range.partition(dots)
    base, head = (named(repository, one or "HEAD") for one in (base, head))
    return (parted(repository, base, head) if dots == "..." else base), head
