"""Recorded events, out of the files that others publish: each format becomes the same actions.

A file is recognised by what it holds, never by its name. Reading it is free of side effects and gives the same actions
with the same ids every time, so that importing a file twice changes nothing.

An action's id follows from its content. Of a file that was corrected, only what differs has new ids; the facts that
were imported before stay in the log, as facts do. Therefore a corrected file is imported together with the one that it
replaces: what the new one does not say any more is then retracted (``corrections``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from lib.adapters.importers import compressed, openfootball, recording, wyscout
from lib.adapters.importers.script import Script
from lib.errors import BadAction, BadImport
from lib.sport import actions
from lib.sport.actions import Action, EventDeclared


def read(name: str, raw: bytes, start: datetime | None = None) -> list[Action]:
    """The actions in a file's bytes, perhaps compressed with gzip, in order. *name* is for messages alone.

    *start* says when a match began, for a format that leaves it out.

    Raise BadImport with the place when the file cannot be read, or holds something that is not a valid action.
    """
    try:
        return [_checked(action) for action in _read(compressed.unpacked(raw), start)]
    except BadImport as error:
        raise BadImport(f"{name}: {error}") from None
    except RecursionError:
        raise BadImport(f"{name}: it is nested too deeply.") from None


def corrections(before: Sequence[Action], after: Sequence[Action]) -> list[Action]:
    """The retractions and amendments that turn what *before* said into what *after* says, once *after* was sent too.

    A declaration cannot be retracted: the old one is amended to say the same as the new one.
    """
    held = {action.id for action in after}
    declared = {action.subject: action.data for action in after if isinstance(action.data, EventDeclared)}
    scripts: dict[str, Script] = {}
    for old in before:
        if old.id in held:
            continue
        script = scripts.setdefault(old.subject, Script(old.subject, old.source))
        if not isinstance(old.data, EventDeclared):
            script.add("retract", old.time, action=old.id, reason="A corrected file does not say this any more.")
        elif old.subject in declared:
            now = declared[old.subject]
            fields = {name: msgspec.to_builtins(getattr(now, name)) for name in now.__struct_fields__}
            script.add("amend", old.time, action=old.id, fields=fields, reason="A corrected file says it otherwise.")
    return [action for script in scripts.values() for action in script.actions]


def _read(raw: bytes, start: datetime | None) -> list[Action]:
    if recording.recognises(raw):
        return recording.read(raw)
    try:
        document = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadImport(f"this is neither JSON nor a recording with a CloudEvent on each line ({error}).") from None
    if openfootball.recognises(document):
        return openfootball.read(document)
    if wyscout.recognises(document):
        return wyscout.read(document, start)
    raise BadImport(
        "the format is not known. These are: openfootball JSON (with `matches` or `rounds`), Wyscout v2 (with "
        "`events`, `teams` and `players`), and recordings with one CloudEvent a line."
    )


def _checked(action: Action) -> Action:
    try:
        return actions.decode(actions.encode(action))
    except BadAction as error:
        raise BadImport(f"{action.kind} of {action.subject}: {error.field}: {error}") from None
