"""An editor who saved in one process reads what was saved in another."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from lib.live import node, saves
from lib.live.node import Node
from lib.live.routes import routes
from lib.live.saves import OwnChanges
from tests.checkout import Checkout
from tests.waiting import wait_for


@pytest.fixture
def replicas(tmp_path, make_settings):
    """Two processes with clones of their own, which by themselves look for changes once a minute."""
    made = Checkout(tmp_path / "origin")
    made.commit({"content/wiki/index.md": "# Home\n"})
    address = made.cloned(tmp_path / "bare.git").path.as_uri()
    both = [
        Node(make_settings(CONTENT_REPO=address, VAR_DIR=tmp_path / f"var-{one}", CONTENT_POLL_SECONDS="60"))
        for one in range(2)
    ]
    for one in both:
        one.library.start()
        wait_for(lambda one=one: one.library.current)
    yield both
    node.use(None)
    for one in both:
        one.library.stop()
        one.ingest.close()


@pytest.fixture
def browser():
    app = Starlette(routes=routes(), middleware=[Middleware(OwnChanges)])
    return TestClient(app, base_url="http://localhost", client=("127.0.0.1", 1))


def save(browser, replica, text="# New\n"):
    node.use(replica)
    return browser.put("/api/wiki/new", json={"name": "Finance", "text": text})


def test_a_page_that_was_saved_elsewhere_is_there(replicas, browser):
    revision = save(browser, replicas[0]).json()["revision"]
    node.use(replicas[1])
    assert replicas[1].library.current.sha != revision

    assert browser.get("/api/wiki/new").json()["title"] == "New"
    assert replicas[1].library.current.sha == revision


def test_who_has_saved_nothing_waits_for_nothing(replicas, browser):
    save(browser, replicas[0])
    browser.cookies.clear()
    node.use(replicas[1])

    assert browser.get("/api/wiki/new").status_code == 404


def test_a_program_says_with_a_header_what_it_wants_to_see(replicas, browser):
    revision = save(browser, replicas[0]).json()["revision"]
    browser.cookies.clear()
    node.use(replicas[1])

    assert browser.get("/api/wiki/new", headers={"Touchline-Revision": revision}).status_code == 200


def test_a_revision_that_never_comes_is_waited_for_once_and_not_long(replicas, browser, monkeypatch):
    monkeypatch.setattr(saves, "WAIT_S", 0.2)
    node.use(replicas[0])
    waited = []
    monkeypatch.setattr(replicas[0].library, "wait_for", lambda *given: waited.append(given))

    for _ in range(3):
        answer = browser.get("/api/wiki/index", headers={"Touchline-Revision": "a" * 40})

    assert answer.json()["title"] == "Home"
    assert waited == [("a" * 40, 0.2)]


def test_a_save_that_another_process_holds_is_to_be_sent_again(replicas, browser):
    node.use(replicas[1])

    assert browser.get("/api/wiki-saves/1700000000000-0123abcd").status_code == 404
