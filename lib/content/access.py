"""Who may do what, as ``access.yaml`` declares it: roles from the claims of whoever signed in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from lib.content.documents import Document
from lib.errors import BadContent
from lib.sport.actions import Id

FILE = "access.yaml"

Role = Literal["reader", "editor", "organizer", "operator"]
Right = Literal["read", "write", "record", "operate"]
Claim = Annotated[str, Meta(min_length=1, max_length=100)]

RIGHTS: Mapping[Role, frozenset[Right]] = {
    "reader": frozenset({"read"}),
    "editor": frozenset({"read", "write"}),
    "organizer": frozenset({"read", "record"}),
    "operator": frozenset({"read", "write", "record", "operate"}),
}
ALL: frozenset[Right] = RIGHTS["operator"]


class Claimed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whoever has *claim* with one of the values *among*. A claim may be a text or a list of texts.

    An ``email`` counts only where the provider says that it is verified.
    """

    claim: Claim
    among: Annotated[list[Claim], Meta(min_length=1)]

    def holds(self, claims: Mapping[str, object]) -> bool:
        """Whether *claims* are those."""
        if self.claim == "email" and claims.get("email_verified") is not True:
            return False
        return not _texts(claims.get(self.claim)).isdisjoint(self.among)


class Rule(Claimed, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """These people have a *role*."""

    role: Role


class Side(Claimed, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """These people speak for a *competitor*, by its id in whatever competition."""

    competitor: Id


class Access(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Roles of those who signed in, by *rules*; *everybody* signed in has these; *anonymous* those who did not.

    Who has no role that records, but a side among *sides*, gives the word of that side where a competition asks for it.

    It holds where sign-in is configured. Without, this machine may do everything, and others may read.
    """

    everybody: list[Role] = field(default_factory=lambda: ["reader"])
    anonymous: list[Role] = []
    rules: list[Rule] = []
    sides: list[Side] = []

    def roles(self, claims: Mapping[str, object]) -> frozenset[Role]:
        """The roles of somebody who signed in with *claims*."""
        return frozenset(self.everybody) | {rule.role for rule in self.rules if rule.holds(claims)}

    def spoken_for(self, claims: Mapping[str, object]) -> frozenset[str]:
        """The competitors for whom somebody who signed in with *claims* speaks."""
        return frozenset(side.competitor for side in self.sides if side.holds(claims))


def rights(roles: frozenset[Role] | list[Role]) -> frozenset[Right]:
    """What *roles* allow together."""
    return frozenset().union(*(RIGHTS[role] for role in roles))


def read(path: str, raw: bytes) -> Access:
    """The file as it is in a revision. Raise BadContent with line, field and what is allowed."""
    return Document(path, raw).convert(Access)


def strangers(path: str, raw: bytes, known: Collection[str]) -> Iterator[BadContent]:
    """Each side in the file whose competitor is not among those *known*; the rest is for `read` to say."""
    document = Document(path, raw)
    for number, side in enumerate(document.convert(Access).sides):
        if side.competitor not in known:
            yield document.unknown(
                f"$.sides[{number}].competitor", side.competitor, "takes part in no competition", known
            )


def _texts(given: object) -> set[str]:
    given = given if isinstance(given, (list, tuple)) else [given]
    return {one for one in given if isinstance(one, str)}
