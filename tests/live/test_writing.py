"""Writing over HTTP, on a real repository."""

import base64
import json

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib.live import node, tokens
from lib.live.node import Node
from lib.live.routes import routes
from tests.checkout import Checkout
from tests.waiting import wait_for

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 20
PAGES = {
    "index": "# Home\n\n[[sales]] and [s](teams/sales.md)\n",
    "teams/sales": "# Sales\n\nText.\n\n## Goals\n\nMany.\n",
}


@pytest.fixture
def bare(tmp_path):
    made = Checkout(tmp_path / "origin")
    made.commit({f"content/wiki/{page}.md": text for page, text in PAGES.items()} | {"secret.txt": "secret\n"})
    return made.cloned(tmp_path / "bare.git")


@pytest.fixture
def environment():
    return {}


@pytest.fixture
def here(bare, make_settings, environment):
    made = Node(make_settings(CONTENT_REPO=bare.path, CONTENT_POLL_SECONDS="60", **environment))
    node.use(made)
    made.library.start()
    wait_for(lambda: made.library.current)
    yield made
    made.library.stop()
    made.ingest.close()
    node.use(None)


@pytest.fixture
def client(here):
    with TestClient(Starlette(routes=routes()), base_url="http://localhost", client=("127.0.0.1", 1)) as one:
        yield one


def put(client, page="teams/sales", **given):
    return client.put(f"/api/wiki/{page}", json={"name": "Finance", **given})


def text_of(bare, page="teams/sales"):
    return bare.git("show", f"main:content/wiki/{page}.md") + "\n"


def test_a_saved_page_is_served_when_the_answer_comes(client, bare, here):
    base = here.library.current.sha

    answer = put(client, text="# Sales\r\n\r\nMore", base=base, message="Say more", email="finance@example.org")

    assert answer.status_code == 200
    assert answer.json()["revision"] == here.library.current.sha == bare.git("rev-parse", "main")
    assert answer.json()["text"] == here.library.current.text("teams/sales") == "# Sales\n\nMore\n"
    assert bare.git("log", "-1", "--format=%an %ae %s", "main") == "Finance finance@example.org Say more"


def test_a_new_page_needs_no_base_and_says_so_in_its_message(client, bare):
    assert put(client, "guides/new", text="# New").status_code == 200

    assert text_of(bare, "guides/new") == "# New\n"
    assert bare.git("log", "-1", "--format=%s", "main") == "Add guides/new"


def test_what_others_have_changed_elsewhere_is_merged(client, bare, here):
    base = here.library.current.sha
    put(client, text=PAGES["teams/sales"].replace("Many", "More"), base=base)

    answer = put(client, text=PAGES["teams/sales"].replace("Text", "Words"), base=base)

    assert answer.json()["text"] == text_of(bare) == "# Sales\n\nWords.\n\n## Goals\n\nMore.\n"


def test_a_conflict_is_answered_with_both_versions_and_can_be_resolved(client, bare, here):
    base = here.library.current.sha
    put(client, text="# Sales\n\nTheirs.\n", base=base, message="Mine was first")

    answer = put(client, text="# Sales\n\nMine.\n", base=base)
    told = answer.json()

    assert answer.status_code == 409
    assert (told["mine"], told["theirs"]) == ("# Sales\n\nMine.\n", "# Sales\n\nTheirs.\n")
    assert [part["type"] for part in told["parts"]] == ["agreed", "conflict"]
    assert told["change"]["subject"] == "Mine was first"
    assert put(client, text="# Sales\n\nBoth.\n", base=told["revision"]).status_code == 200
    assert text_of(bare) == "# Sales\n\nBoth.\n"


def test_a_section_is_saved_alone(client, bare, here):
    answer = put(client, text="## Goals\n\nFew.", section="goals", base=here.library.current.sha)

    assert answer.status_code == 200
    assert text_of(bare) == "# Sales\n\nText.\n\n## Goals\n\nFew.\n"


def test_a_page_that_was_deleted_meanwhile_is_a_conflict(client, here):
    base = here.library.current.sha
    client.request("DELETE", "/api/wiki/teams/sales", json={"name": "Finance", "base": base})

    answer = put(client, text="# Sales\n\nMine.\n", base=base)

    assert answer.status_code == 409
    assert answer.json()["theirs"] is None


def test_a_file_comes_with_its_page_in_one_commit(client, bare, here):
    data = base64.b64encode(PNG).decode()
    text = "# Sales\n\n![plan](attachments/plan-1.png)\n"

    answer = put(client, text=text, base=here.library.current.sha, files=[{"name": "plan-1.png", "data": data}])

    assert answer.status_code == 200
    assert bare.git("show", "--format=", "--name-only", "main").split() == [
        "content/wiki/teams/attachments/plan-1.png",
        "content/wiki/teams/sales.md",
    ]
    assert 'class="broken"' not in here.library.page("teams/sales").html


def test_a_file_that_is_not_taken_takes_the_page_back_with_it(client, bare, here):
    begin = bare.git("rev-parse", "main")
    data = base64.b64encode(b"<svg/>").decode()

    answer = put(client, text="# S\n", base=here.library.current.sha, files=[{"name": "a.svg", "data": data}])

    assert answer.status_code == 422
    assert "SVG" in answer.json()["error"]
    assert bare.git("rev-parse", "main") == begin


def test_a_file_can_be_sent_alone(client, bare):
    answer = client.post("/api/wiki/teams/sales/attachments?file=Plan.png&name=Finance", content=PNG)

    [path] = answer.json()["changed"]
    assert path.startswith("teams/attachments/plan-")
    assert bare.git("cat-file", "-e", f"main:content/wiki/{path}") == ""


def test_a_move_takes_links_along(client, bare, here):
    answer = client.post("/api/wiki/teams/sales/move", json={"name": "Finance", "to": "revenue"})

    assert answer.json()["changed"] == ["index"]
    assert text_of(bare, "index") == "# Home\n\n[[sales]] and [s](revenue.md)\n", "[[sales]] finds it by its title"
    assert here.library.current.broken() == []
    assert "teams/sales" not in here.library.current.pages
    assert bare.git("show", "--format=", "--name-status", "-M", "main").splitlines()[-1].startswith("R")


def test_a_deleted_page_and_an_old_version_can_be_restored(client, bare, here):
    old = here.library.current.sha
    client.request("DELETE", "/api/wiki/teams/sales", json={"name": "Finance", "base": old})
    assert "teams/sales" not in here.library.current.pages

    answer = client.post("/api/wiki/teams/sales/restore", json={"name": "Finance", "revision": old})

    assert answer.status_code == 200
    assert text_of(bare) == PAGES["teams/sales"]


@pytest.mark.parametrize(
    ("page", "given", "status"),
    [
        ("%2e%2e/secret", {"text": "x"}, 422), (".git/hooks/x", {"text": "x"}, 422), ("a%09b", {"text": "x"}, 422),
        ("Teams/new", {"text": "x"}, 422), ("new", {"text": " "}, 422), ("new", {"text": "x", "name": " "}, 422),
        ("new", {"text": "x", "name": ""}, 400), ("new", {"text": "x", "email": "a b"}, 422),
        ("new", {"text": "x", "base": "main"}, 400), ("new", {"text": "x", "base": "--all"}, 400),
        ("new", {"text": "x" * 1_000_001}, 400), ("new", {"text": "x", "sudo": True}, 400), ("new", {}, 400),
        ("new", {"text": "x", "section": "goals"}, 422),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_sentence(client, bare, page, given, status):
    begin = bare.git("rev-parse", "main")

    answer = put(client, page, **given)

    assert (answer.status_code, bare.git("rev-parse", "main")) == (status, begin)
    assert answer.json()["error"].endswith(".")


def test_a_base_gives_nothing_away_that_is_not_of_the_wiki(client, bare):
    answer = put(client, "secret", text="x", was="../../secret", base=bare.git("rev-parse", "main"))

    assert "secret\n" not in answer.text


def test_an_author_cannot_write_into_the_commit(client, bare):
    put(client, "new", text="x", name="Finance <a@b> \n\nFake: x", message="One\x00\x1b[31m\r\nTwo")

    assert bare.git("log", "-1", "--format=%an|%ae|%B", "main") == "Finance a@b Fake: x||One[31m\nTwo"


@pytest.mark.parametrize("environment", [{"API_TOKEN": "secret"}])
def test_writing_and_preview_need_the_token_where_there_is_one(client):
    calls = [
        ("PUT", "/api/wiki/a"), ("DELETE", "/api/wiki/a"), ("POST", "/api/wiki/a/move"), ("POST", "/api/wiki-preview"),
        ("POST", "/api/wiki/a/restore"), ("POST", "/api/wiki/a/attachments"), ("GET", "/api/wiki-names"),
    ]  # fmt: skip

    assert {client.request(method, path).status_code for method, path in calls} == {401}


@pytest.fixture
def devices(tmp_path):
    """The file with tokens of devices, and the token of each."""
    shown = {"Signage": ("editor", []), "Referee": ("organizer", []), "Cup editor": ("editor", ["cup"])}
    entries = [
        {"name": name, "sha256": tokens.digest(f"tl_{name}"), "role": role, "competitions": competitions}
        for name, (role, competitions) in shown.items()
    ]
    (tmp_path / "tokens.yaml").write_text(json.dumps({"tokens": entries}))
    return tmp_path / "tokens.yaml"


@pytest.mark.parametrize(("device", "status"), [("Signage", 200), ("Referee", 403), ("Cup editor", 403), ("No", 401)])
def test_a_device_writes_by_its_role_and_under_its_own_name(bare, make_settings, devices, device, status):
    made = Node(make_settings(CONTENT_REPO=bare.path, API_TOKENS_FILE=devices))
    node.use(made)
    made.library.start()
    wait_for(lambda: made.library.current)
    with TestClient(Starlette(routes=routes()), base_url="http://localhost", client=("127.0.0.1", 1)) as client:
        client.headers["Authorization"] = f"Bearer tl_{device}"

        answer = put(client, "new", text="x", name="Somebody else", email="else@example.org")

    made.library.stop()
    made.ingest.close()
    node.use(None)
    assert answer.status_code == status
    if status == 200:
        assert bare.git("log", "-1", "--format=%an|%ae", "main") == "Signage|"


def test_a_page_of_another_site_may_not_write(client):
    answer = client.put("/api/wiki/a", json={"name": "x", "text": "x"}, headers={"Origin": "https://evil.example"})

    assert answer.status_code == 403


def test_a_preview_is_what_the_page_will_be(client, here):
    text = "# Sales\n\n![p](attachments/p.png) [[index]]\n\n```live\nscoreboard: e1\n```\n<script>x</script>\n"

    shown = client.post(
        "/api/wiki-preview", json={"text": text, "page": "teams/sales", "files": ["teams/attachments/p.png"]}
    )

    html = shown.json()["html"]
    assert '<tl-scoreboard event="e1">' in html
    assert "broken" not in html
    assert "<script" not in html


def test_names_of_pages_are_suggested(client):
    assert client.get("/api/wiki-names?like=sal").json()["pages"] == [{"page": "teams/sales", "title": "Sales"}]


def test_a_save_that_a_remote_does_not_take_is_held_and_told_and_out_once_readers_see_it(bare, make_settings):
    made = Node(make_settings(CONTENT_REPO=bare.path.as_uri(), CONTENT_POLL_SECONDS="60"))
    node.use(made)
    made.library.start()
    wait_for(lambda: made.library.current)
    hook = bare.path / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\necho 'Closed.' >&2\nexit 1\n")
    hook.chmod(0o755)

    with TestClient(Starlette(routes=routes()), base_url="http://localhost", client=("127.0.0.1", 1)) as client:
        answer = put(client, "new", text="x")
        told = client.get(f"/api/wiki-saves/{answer.json()['held']}").json()

        assert (answer.status_code, told["held"]) == (202, True)
        assert "Closed." in answer.json()["reason"]
        hook.unlink()
        made.outgoing.step()
        address = f"/api/wiki-saves/{answer.json()['held']}"
        assert wait_for(lambda: not (found := client.get(address).json())["held"] and found)["problem"] == ""
        assert made.library.current.text("new") == "x\n"
    made.library.stop()
    made.ingest.close()
    node.use(None)
