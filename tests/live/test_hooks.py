"""Hooks of Git hosts: who may let us look, and how often."""

import hashlib
import hmac

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from lib.live import hooks, node
from lib.live.access import Gate

SECRET = "a secret that nobody guesses"
BODY = b'{"ref": "refs/heads/main"}'


class Here:
    """A node with a library whose branch counts how often it was asked to look."""

    current = None

    def __init__(self, settings):
        self.settings, self.looks = settings, 0
        self.library = self.branch = self
        self.gate = Gate(settings)

    def look(self):
        self.looks += 1


@pytest.fixture
def here(make_settings, monkeypatch):
    def use(client="127.0.0.1", **environment):
        made = Here(make_settings(**environment))
        monkeypatch.setattr(node, "_current", made)
        app = Starlette(routes=[Route("/api/hooks/git", hooks.serve, methods=["POST"])])
        host = "localhost" if client == "127.0.0.1" else "wiki.example.org"
        return made, TestClient(app, base_url=f"http://{host}", client=(client, 1))

    return use


def signed(secret=SECRET, body=BODY):
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Hub-Signature-256": "sha256=" + signed()},
        {"X-Gitea-Signature": signed()},
        {"X-Forgejo-Signature": signed()},
        {"X-Gitlab-Token": SECRET},
    ],
)
def test_a_host_that_knows_the_secret_lets_the_library_look(here, headers):
    made, client = here("203.0.113.7", HOOK_SECRET=SECRET)

    assert client.post("/api/hooks/git", content=BODY, headers=headers).status_code == 202
    assert made.looks == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Hub-Signature-256": "sha256=" + signed("another")},
        {"X-Hub-Signature-256": "sha256=" + signed(body=b"another")},
        {"X-Hub-Signature-256": signed()[:10]},
        {"X-Gitlab-Token": "another"},
        {"Authorization": f"Bearer {SECRET}"},
    ],
)
def test_nobody_else_does(here, headers):
    made, client = here(HOOK_SECRET=SECRET)

    answer = client.post("/api/hooks/git", content=BODY, headers=headers)

    assert answer.status_code == 401
    assert SECRET not in answer.text
    assert made.looks == 0


def test_without_a_secret_only_this_machine_may_ask(here):
    made, client = here()
    assert client.post("/api/hooks/git").status_code == 202
    assert made.looks == 1

    made, client = here("203.0.113.7")
    assert client.post("/api/hooks/git", content=BODY).status_code == 403
    assert made.looks == 0
