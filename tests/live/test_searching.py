"""Search over HTTP."""

import json

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib.adapters.git import Repository
from lib.live import searching
from lib.live.library import Library
from tests.checkout import Checkout


@pytest.fixture
def library(tmp_path, make_settings):
    checkout = Checkout(tmp_path / "origin")
    checkout.commit({"content/wiki/a.md": "# Night \\<shift>\n\n## The gate\n\nIt is closed."})
    settings = make_settings(CONTENT_REPO=checkout.path)
    return Library(settings, Repository(settings))


def test_a_hit_has_its_place_and_its_marks_and_no_markup(library):
    library.branch.step()

    answer = searching.answer(library, "gate clos", 10)

    said = json.loads(answer.body)
    assert answer.headers["cache-control"] == "no-store"
    assert (said["query"], said["total"], said["suggestion"]) == ("gate clos", 1, "")
    assert said["revision"] == library.current.sha
    assert said["took_ms"] > 0
    [hit] = said["results"]
    assert (hit["page"], hit["id"], hit["title"]) == ("a", "the-gate", "Night <shift>")
    assert hit["heading_pieces"] == [["The ", False], ["gate", True]]
    assert hit["excerpt"] == [["It is ", False], ["closed", True], [".", False]]


def test_before_the_wiki_was_read_it_says_so(library):
    assert searching.answer(library, "gate", 10).status_code == 503


@pytest.mark.parametrize("limit", ["0", "51", "x", "-1", "1e3", "²"])
def test_a_limit_that_is_none_is_refused(limit):
    with TestClient(Starlette(routes=[])) as client:
        request = client.build_request("GET", f"/api/search?q=a&limit={limit}")
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": request.url.query, "headers": []}

    assert searching.serve(searching.Request(scope)).status_code == 400
