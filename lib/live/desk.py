"""What can be done to pages: save, move, delete, restore, bring along files. Each is one commit by the one who asked.

Requests are decoded here at the border; a page's path, a person's name and a message come from strangers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec import Meta

from lib.adapters.git.commits import Signature
from lib.errors import Refused
from lib.live.editor import Editor, Saved
from lib.live.library import Library
from lib.wiki import attachments, edits, moves, naming, sections
from lib.wiki.edits import Edit
from lib.wiki.pages import SUFFIX

MOST_TEXT = 1_000_000
MOST_FILES = 20
# How long an answer waits until readers see what was saved.
SHOWN_S = 5.0

_EMAIL = re.compile(r"[^\s<>@]+@[^\s<>@]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")
Name = Annotated[str, Meta(min_length=1, max_length=100, description="Who does this.")]
Revision = Annotated[str, Meta(pattern="^([0-9a-f]{40}|[0-9a-f]{64})?$", description="The whole id of a commit.")]
Path = Annotated[str, Meta(max_length=1000, description="The path of a page, without .md.")]


class Wish(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every request says: who asks, and the message of the commit, which may be left to us."""

    name: Name
    email: Annotated[str, Meta(max_length=200)] = ""
    message: Annotated[str, Meta(max_length=5000)] = ""

    @property
    def author(self) -> Signature:
        """Who the commit is by. Raise Refused."""
        name = " ".join(_CONTROL.sub(" ", self.name).replace("<", " ").replace(">", " ").split())
        if not any(letter.isalnum() for letter in name):
            raise Refused("A change needs the name of the one who makes it.")
        if self.email and not _EMAIL.fullmatch(self.email):
            raise Refused(f"{self.email[:60]!r} is not an e-mail address.")
        return Signature(name, self.email)

    def words(self, otherwise: str) -> str:
        """The message of the commit."""
        return "\n".join(_CONTROL.sub("", self.message.replace("\r\n", "\n")).split("\n")).strip() or otherwise


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file that a page brings along, under a name that no other file has."""

    name: Annotated[str, Meta(max_length=200)]
    data: bytes


class Save(Wish, frozen=True, kw_only=True):
    """The *text* of a page, or of one *section* of it, that was made from the page as it is in the revision *base*.

    Without a base, the page is new. *was* is the path that it had in the base, if that was another one, and *replaces*
    the name of a held save that this one takes the place of.
    """

    text: Annotated[str, Meta(max_length=MOST_TEXT)]
    base: Revision = ""
    section: str = ""
    was: Path = ""
    replaces: str = ""
    files: Annotated[list[File], Meta(max_length=MOST_FILES)] = msgspec.field(default_factory=list)


class Move(Wish, frozen=True, kw_only=True):
    """Another path for a page; what links to it goes on doing so. A folder's own page takes its folder along."""

    to: Path


class Delete(Wish, frozen=True, kw_only=True):
    """The page as it is in the revision *base* is not needed any more."""

    base: Revision


class Restore(Wish, frozen=True, kw_only=True):
    """The page becomes what it was in *revision*, where its path was perhaps another one."""

    revision: Revision
    was: Path = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a request. *page* is where the page is now, *text* what it holds.

    *problem* says why readers do not see it yet, and *changed* which other pages or files changed with it.
    """

    saved: Saved
    page: str
    text: str = ""
    problem: str = ""
    changed: Sequence[str] = ()


class Desk:
    """Carries out requests. May be used from several threads."""

    def __init__(self, editor: Editor, library: Library) -> None:
        self._editor = editor
        self._library = library
        self._place = editor.place

    def save(self, page: str, wish: Save) -> Done:
        """Save a page. Raise Conflicting where somebody else has changed the same place, Refused and Unavailable."""
        page = naming.checked(page)
        file = self._place.page_file(page)
        before = self._at(wish.base, self._place.page_file(wish.was or page))
        after = self._text(wish, before)
        if not after.strip():
            raise Refused("The page would be empty: delete it instead.")
        wanted = [Edit(file, before, after.encode()), *self._files(page, wish.files)]
        verb = "Change" if before is not None else "Add"
        saved = self._editor.commit(lambda _: wanted, wish.author, wish.words(f"{verb} {page}"), replaces=wish.replaces)
        return self._done(saved, page)

    def move(self, page: str, wish: Move) -> Done:
        """Move a page, and rewrite what links to it. Raise as `save` does."""
        to = naming.checked(wish.to.strip("/"))
        changed: list[str] = []

        def make(tip: str) -> list[Edit]:
            self._library.wait_for(tip, SHOWN_S)
            revision = self._library.whole
            if revision is None:
                raise Refused("The wiki is still being read: try again in a moment.")
            plan = moves.plan(page, to, revision.wiki)
            changed[:] = sorted(plan.texts)
            return self._moved(plan, revision.sha)

        saved = self._editor.commit(make, wish.author, wish.words(f"Move {page} to {to}"))
        return self._done(saved, to, changed)

    def delete(self, page: str, wish: Delete) -> Done:
        """Delete a page. Raise Conflicting where somebody has changed it since."""
        file = self._place.page_file(page)
        wanted = [Edit(file, self._known(page, wish.base), None)]
        saved = self._editor.commit(lambda _: wanted, wish.author, wish.words(f"Delete {page}"))
        return self._done(saved, page)

    def restore(self, page: str, wish: Restore) -> Done:
        """Make an older version, or a page that was deleted, the newest one."""
        page = naming.checked(page)
        file = self._place.page_file(page)
        old = self._known(wish.was or page, wish.revision)

        def make(tip: str) -> list[Edit]:
            return [Edit(file, self._at(tip, file), old)]

        words = wish.words(f"Restore {page} as of {wish.revision[:7]}")
        return self._done(self._editor.commit(make, wish.author, words), page)

    def attach(self, page: str, name: str, data: bytes, wish: Wish) -> Done:
        """Bring a file along. *changed* of the answer is its path in the wiki."""
        name = attachments.named(name, data)
        saved = self._editor.commit(
            lambda _: self._files(page, [File(name, data)]), wish.author, wish.words(f"Add {name} to {page}")
        )
        return self._done(saved, page, [attachments.place(page, name)])

    def text(self, page: str) -> tuple[str, str]:
        """The newest text of a page, and the revision that it is of; an empty one where there is no such page.

        Raise Refused for a page that is not UTF-8: to save it would destroy what it says.
        """
        tip = self._editor.tip()
        raw = self._at(tip, self._place.page_file(page))
        return (_decoded(page, raw), tip) if raw is not None else ("", "")

    def _text(self, wish: Save, before: bytes | None) -> str:
        text = edits.normal(wish.text)
        if not wish.section:
            return text
        if before is None:
            raise Refused("A section can only be saved into the page that it is of.")
        return sections.replaced(_decoded("The page", before), wish.section, text)

    def _files(self, page: str, files: Sequence[File]) -> list[Edit]:
        for file in files:
            attachments.check(file.name, file.data)
        return [Edit(self._place.attachment(attachments.place(page, file.name)), None, file.data) for file in files]

    def _moved(self, plan: moves.Plan, revision: str) -> list[Edit]:
        """The edits of a move, seen from *revision*: what is moved, and the pages whose links are rewritten."""
        was = {new: old for old, new in plan.files.items()}
        paths = sorted({*was, *(page + SUFFIX for page in plan.texts)})
        olds = [self._place.attachment(was.get(path, path)) for path in paths]
        contents = self._editor.writer.contents(revision, olds)
        return [
            Edit(
                self._place.attachment(path),
                contents[old],
                _rewritten(contents[old], plan.texts.get(path.removesuffix(SUFFIX))),
                old if path in was else "",
            )
            for path, old in zip(paths, olds, strict=True)
        ]

    def _known(self, page: str, revision: str) -> bytes:
        raw = self._at(revision, self._place.page_file(page))
        if raw is None:
            raise Refused(f"There is no page {page!r} in the revision {revision[:7]}.")
        return raw

    def _at(self, revision: str, file: str) -> bytes | None:
        return self._editor.writer.contents(revision, [file])[file] if revision else None

    def _done(self, saved: Saved, page: str, changed: Sequence[str] = ()) -> Done:
        raw = self._at(saved.revision, self._place.page_file(page))
        problem = "" if saved.held or self._library.wait_for(saved.revision, SHOWN_S) else self._problem()
        return Done(saved, page, (raw or b"").decode(errors="replace"), problem, changed)

    def _problem(self) -> str:
        return str(self._library.branch.problem or "The new revision is still being read.")


def _rewritten(raw: bytes | None, text: str | None) -> bytes | None:
    """A page with other links and the ends of lines that it had; one that is not UTF-8 is left as it is."""
    if raw is None or text is None:
        return raw
    try:
        ends = "\r\n" in raw.decode()
    except UnicodeDecodeError:
        return raw
    return (text.replace("\n", "\r\n") if ends else text).encode()


def _decoded(page: str, raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise Refused(f"{page} is not written in UTF-8: saving it here would change its letters. Use Git.") from None
