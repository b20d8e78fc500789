"""Attachments over HTTP."""

import pytest

from lib.adapters.git import Repository
from lib.live import content
from lib.live.library import Library
from tests.checkout import Checkout


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path / "origin")


@pytest.fixture
def library(checkout, make_settings):
    settings = make_settings(CONTENT_REPO=checkout.path)
    return Library(settings, Repository(settings))


def test_an_image_is_kept_for_ever_and_never_sniffed(checkout, library):
    sha = checkout.commit({"content/wiki/a/plan.png": b"\x89PNG"})

    answer = content.answer(library, sha, "a/plan.png")

    assert (answer.status_code, answer.body) == (200, b"\x89PNG")
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize("name", ["page.html", "a.js", "a.xhtml", "a.xml", "page.md", "noending", "a.htm"])
def test_what_could_run_is_handed_over_as_a_file(checkout, library, name):
    sha = checkout.commit({f"content/wiki/{name}": "<script>alert(1)</script>"})

    headers = content.answer(library, sha, name).headers

    assert headers["content-type"] == "application/octet-stream"
    assert headers["content-disposition"].startswith("attachment")


def test_a_drawing_cannot_run_a_script(checkout, library):
    sha = checkout.commit(
        {"content/wiki/a.svg": "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"}
    )

    policy = content.answer(library, sha, "a.svg").headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy


def test_a_name_cannot_add_a_header(checkout, library):
    sha = checkout.commit({'content/wiki/a"; x=ü.png': b"x"})

    header = content.answer(library, sha, 'a"; x=ü.png').headers["content-disposition"]

    assert header == "inline; filename*=UTF-8''a%22%3B%20x%3D%C3%BC.png"


@pytest.mark.parametrize(
    "path", ["../../secret.txt", "..", "/secret.txt", "a/../../../secret.txt", "none.png", "", "a"]
)
def test_nothing_outside_of_the_wiki_is_handed_out(checkout, library, path):
    sha = checkout.commit({"secret.txt": "secret", "content/secret.txt": "secret", "content/wiki/a/b.png": b"x"})

    answer = content.answer(library, sha, path)

    assert answer.status_code == 404
    assert b'"secret"' not in answer.body


@pytest.mark.parametrize("revision", ["main", "HEAD", "--help", "0" * 40, "abc", "../main"])
def test_only_whole_ids_of_commits_have_addresses(checkout, library, revision):
    checkout.commit({"content/wiki/a.png": b"x"})

    assert content.answer(library, revision, "a.png").status_code == 404


def test_an_old_revision_keeps_its_attachment(checkout, library):
    old = checkout.commit({"content/wiki/a.png": b"old"})
    checkout.commit({"content/wiki/a.png": None})

    assert content.answer(library, old, "a.png").body == b"old"
