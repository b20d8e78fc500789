"""A process that saves: ``python -m tests.live.savers REPOSITORY VAR_DIR NAME COUNT``.
It says each word that was acknowledged, once that is published.

Its saves go to a page that all share, where it has a paragraph of its own, to the end of that page, where all contend,
and to pages of its own. Where it meets a conflict, it takes both versions, as a person would.
"""

from __future__ import annotations

import sys

from lib import settings
from lib.adapters.git import Repository
from lib.adapters.git.commits import Signature
from lib.content.revision import Place
from lib.errors import Unavailable
from lib.live.editor import Editor
from lib.wiki.edits import Conflicting, Edit
from lib.wiki.merge import Agreed

SHARED = "content/wiki/shared.md"


def main(repository: str, var_dir: str, name: str, count: int) -> None:
    """Save *count* words, each of its own kind."""
    editor = Editor(Repository(settings.read({"CONTENT_REPO": repository, "VAR_DIR": var_dir})), Place())
    editor.writer.repository.fetch()
    say("ready")
    sys.stdin.readline()
    for number in range(count):
        word = f"{name}-{number}"
        save(editor, name, word, number % 3)
        say(word)


def say(line: str) -> None:
    """Tell the test."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def save(editor: Editor, name: str, word: str, kind: int) -> None:
    """Add *word*, in the way of a person: read, change, save, and decide where somebody else has changed the same."""
    path = f"content/wiki/{name}/{word}.md" if kind == 2 else SHARED
    seen = editor.tip()
    before = editor.writer.contents(seen, [path])[path]
    after = added((before or b"").decode(), name, word, kind)
    while True:
        wanted = [Edit(path, before, after.encode())]
        try:
            saved = editor.commit(lambda _, wanted=wanted: wanted, Signature(name), f"Add {word}")
            if saved.held:
                sys.exit(f"{word} is held: {saved.reason}")
            return
        except Unavailable:  # others were faster, again and again: the browser sends it again, too
            continue
        except Conflicting as conflict:
            before = (conflict.clash.theirs or "").encode()
            after = "".join(
                part.text if isinstance(part, Agreed) else part.theirs + part.mine for part in conflict.clash.parts
            )


def added(text: str, name: str, word: str, kind: int) -> str:
    """*text* with the word in the paragraph of this process, or at the end, or as all there is."""
    if kind == 0:
        return text.replace(f"{name}:", f"{name}: {word}")
    return f"{text}\n{word}\n" if kind == 1 else f"# {word}\n"


if __name__ == "__main__":
    main(*sys.argv[1:4], int(sys.argv[4]))
