"""``python -m lib notify``: what happens in competitions, posted to the webhooks that they declare.

Each webhook has a thread and a position in Kafka of its own (``postman``). Webhooks come and go with commits. It holds
nothing: it may be killed at any time, and while two of them run, receivers get messages twice, with the same id.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path

from lib import log
from lib.adapters import instruments
from lib.adapters.webhook import PREFIX
from lib.content.revision import Revision
from lib.content.webhooks import Webhook
from lib.errors import BadContent, Unavailable, WrongUse
from lib.pipeline import publisher
from lib.pipeline.postman import Postman
from lib.settings import Settings
from lib.stopping import told_to_stop

LOOK_S = 0.5
FEWEST_BYTES = 16

_log = log.get(__name__)

_Key = tuple[str, str, str, tuple[str, ...]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command has no arguments: it is set by the environment."""


def main(settings: Settings, arguments: argparse.Namespace) -> int:
    """Notify until SIGTERM or Ctrl-C."""
    log.configure(settings.log_level)
    known = secrets(settings)
    instruments.serve(settings.app_host, settings.notifier_port, lambda: True)
    Notifier(settings, known).follow(told_to_stop())
    return 0


class Notifier:
    """Keeps a postman for each webhook of the newest revision."""

    def __init__(self, settings: Settings, known: Mapping[str, str]) -> None:
        self._settings, self._secrets = settings, known
        self._running: dict[_Key, tuple[threading.Thread, threading.Event]] = {}

    def follow(self, stop: threading.Event) -> None:
        """Start and stop postmen with each commit, until *stop* is set."""
        content = publisher.Content(self._settings, "notifier")
        while not stop.is_set():
            try:
                if content.poll():
                    self.serve(content.revision)
            except (Unavailable, BadContent) as error:
                _log.warning("notifier_waits", error=str(error))
            stop.wait(LOOK_S)
        self.close()

    def serve(self, revision: Revision) -> None:
        """Have the webhooks of *revision* served, and no others."""
        wanted = {_key(one.id, hook): (one.id, hook) for one in revision.competitions for hook in one.webhooks}
        self._stop(key for key in [*self._running] if key not in wanted)
        for key, (competition, hook) in wanted.items():
            if key in self._running:
                continue
            if hook.secret in self._secrets:
                self._start(key, Postman(self._settings, competition, hook, self._secrets[hook.secret]))
            else:
                hint = "WEBHOOK_SECRETS or its file has to have it: nothing is sent unsigned"
                _log.warning("webhook_without_secret", competition=competition, secret=hook.secret, hint=hint)

    def close(self) -> None:
        """Stop all."""
        self._stop([*self._running])

    def _start(self, key: _Key, postman: Postman) -> None:
        stop = threading.Event()
        thread = threading.Thread(target=postman.run, args=(stop,), name=postman.group, daemon=True)
        self._running[key] = (thread, stop)
        thread.start()

    def _stop(self, keys: Iterable[_Key]) -> None:
        stopped = [self._running.pop(key) for key in keys]
        for _, stop in stopped:
            stop.set()
        for thread, _ in stopped:
            thread.join(timeout=20)


def secrets(settings: Settings) -> dict[str, str]:
    """The secrets by their names. Raise WrongUse, which says the name of one that is none, and nothing else of it."""
    text = settings.webhook_secrets
    if settings.webhook_secrets_file:
        try:
            text += "\n" + Path(settings.webhook_secrets_file).read_text(encoding="utf-8")
        except OSError as error:
            raise WrongUse(f"WEBHOOK_SECRETS_FILE is {settings.webhook_secrets_file}: {error.strerror}.") from None
    found = {}
    for pair in text.split():
        name, _, secret = pair.partition("=")
        if not _is_secret(secret):
            raise WrongUse(f"WEBHOOK_SECRETS: {name!r} has to be {PREFIX} and {FEWEST_BYTES} bytes or more in base64, "
                           f"as `echo {PREFIX}$(openssl rand -base64 32)` makes them.")  # fmt: skip
        found[name] = secret
    return found


def _is_secret(text: str) -> bool:
    try:
        raw = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return False
    return text.startswith(PREFIX) and len(raw) >= FEWEST_BYTES


def _key(competition: str, hook: Webhook) -> _Key:
    return competition, hook.url, hook.secret, tuple(hook.tells)
