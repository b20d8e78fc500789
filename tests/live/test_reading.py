"""Pages of the wiki as readers get them, from a real repository."""

import json
import threading
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib.errors import Refused
from lib.live import branches, intake, node, reading, scanner, searching
from lib.live.desk import Move
from lib.live.node import Node
from lib.live.routes import routes
from lib.local import ports
from tests.checkout import Checkout
from tests.sport.making import declared
from tests.waiting import wait_for

WIKI = "content/wiki"


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path / "origin")


@pytest.fixture
def here(checkout, make_settings):
    """A node whose library is read step by step: ``here.library.branch.step()``."""
    made = Node(make_settings(CONTENT_REPO=checkout.path, PROMETHEUS_URL=f"http://127.0.0.1:{ports.free()}"))
    yield made
    made.library.stop()
    made.metrics.close()


def serve(here, checkout, files, message="Change"):
    """Commit *files* of the wiki, and serve them."""
    sha = checkout.commit({f"{WIKI}/{name}": text for name, text in files.items()}, message)
    here.library.branch.step()
    return sha


def get(here, path, asked="", known=""):
    """What a reader gets: the status and the body."""
    answer = reading.answer(here, path, asked, known)
    return answer.status_code, json.loads(answer.body) if answer.body else None, answer.headers


def test_a_page_comes_with_everything_that_is_around_it(here, checkout):
    sha = serve(
        here,
        checkout,
        {
            "index.md": "# Home\n\n[[Sales]]",
            "teams/index.md": "# Teams",
            "teams/sales.md": "---\ndescription: We sell.\ntags: [team]\n---\n# Sales\n\n## Lunch\n\nAt noon.",
            "teams/legal.md": "# Legal\n\n[s](sales.md)",
        },
        "Write it all down\n\nAt last.",
    )

    status, page, headers = get(here, "teams/sales")

    assert status == 200
    assert (page["path"], page["title"], page["description"], page["tags"]) == (
        "teams/sales",
        "Sales",
        "We sell.",
        ["team"],
    )
    assert page["headings"] == [
        {"level": 1, "text": "Sales", "id": "sales"},
        {"level": 2, "text": "Lunch", "id": "lunch"},
    ]
    assert page["breadcrumbs"] == [{"title": "Home", "path": "index"}, {"title": "Teams", "path": "teams/index"}]
    assert (page["previous"]["path"], page["next"]) == ("teams/legal", None)
    assert (page["backlinks"], page["linked"]) == (
        [{"title": "Home", "path": "index"}, {"title": "Legal", "path": "teams/legal"}],
        2,
    )
    assert (page["change"]["author"], page["change"]["subject"]) == ("Finance", "Write it all down")
    assert page["revision"] == headers["touchline-revision"] == sha
    assert '<h2 id="wiki-lunch">' in page["html"]


def test_a_commit_elsewhere_does_not_send_a_page_again(here, checkout):
    serve(here, checkout, {"index.md": "# Home\n\n![plan](plan.png)", "plan.png": "x", "other.md": "# Other"})
    _, before, headers = get(here, "index")
    new = serve(here, checkout, {"other.md": "# Other\n\nMore."})

    status, body, later = get(here, "index", known=headers["etag"])

    assert (status, body) == (304, None)
    assert later["touchline-revision"] == new != before["revision"]


@pytest.mark.parametrize(
    "change",
    [
        {"index.md": "# Home\n\n[[other]] and more"},
        {"other.md": "# Another title"},
        {"new.md": "# New\n\n[home](index.md)"},
        {"other.md": None},
    ],
    ids=["its text", "the title of its neighbour", "a page that links to it", "a page that it links to"],
)
def test_a_commit_that_touches_what_a_reader_sees_sends_it_again(here, checkout, change):
    serve(here, checkout, {"index.md": "# Home\n\n[[other]]", "other.md": "# Other"})
    _, _, headers = get(here, "index")
    serve(here, checkout, change)

    status, _, later = get(here, "index", known=headers["etag"])

    assert status == 200
    assert later["etag"] != headers["etag"]


def test_a_folder_means_its_own_page_and_nothing_the_home_page(here, checkout):
    serve(here, checkout, {"index.md": "# Home", "teams/README.md": "# Teams"})

    assert [get(here, path)[1]["path"] for path in ("", "/", "teams", "teams/", "teams/README.md")] == [
        "index", "index", "teams/README", "teams/README", "teams/README",
    ]  # fmt: skip


def test_a_page_that_was_moved_is_found_under_its_old_name(here, checkout):
    serve(here, checkout, {"old.md": "# A page\n\nwith enough text in it to be known again by anybody who looks."})
    serve(
        here,
        checkout,
        {"old.md": None, "new/place.md": "# A page\n\nwith enough text in it to be known again by anybody who looks."},
    )

    wait_for(lambda: get(here, "old")[0] == 200, message="the history is read")

    assert get(here, "old")[1]["path"] == "new/place"


def test_a_page_that_is_not_there_says_what_it_would_be_and_what_may_have_been_meant(here, checkout):
    serve(here, checkout, {"index.md": "# Home", "teams/sales.md": "# Sales"})

    status, missing, _ = get(here, "departments/sales")

    assert status == 404
    assert missing["missing"] is True
    assert (missing["title"], missing["file"]) == ("Sales", "content/wiki/departments/sales.md")
    assert missing["near"] == [{"title": "Sales", "path": "teams/sales"}]
    assert missing["home"] == {"title": "Home", "path": "index"}


def test_a_page_can_be_had_as_it_was(here, checkout):
    old = serve(here, checkout, {"index.md": "# Old\n\n![plan](plan.png)", "plan.png": "x"})
    serve(here, checkout, {"index.md": "# New"})

    assert get(here, "index", asked=old)[1]["title"] == get(here, "index", asked="main~1")[1]["title"] == "Old"
    assert get(here, "index", asked=f"{datetime.now(UTC).isoformat()}")[1]["title"] == "New"
    assert get(here, "index", asked="2001-01-01T00:00Z")[0] == 404
    assert f"/content/{old}/plan.png" in get(here, "index", asked=old)[1]["html"]
    assert get(here, "nothing", asked=old)[0] == 404


def test_what_a_page_led_to_when_it_was_written_is_whole_in_it_although_it_is_gone_now(here, checkout):
    links = "[a](a.md) [[Sales]] [b](b.md) ![plan](plan.png)"
    old = serve(here, checkout, {"index.md": links, "a.md": "# A", "sales.md": "# Sales", "plan.png": "x"})
    serve(here, checkout, {"a.md": None, "plan.png": None, "b.md": "# B"})

    then = reading.then(here.library, here.library.current, "index", old)

    assert f'src="/content/{old}/plan.png"' in then.html
    assert then.html.count('class="broken"') == 1, "b, which was written later"


@pytest.mark.parametrize("path", ["../../secret", "/../x", "a/../../b", ".git/config", "%2e%2e/x", "x" * 5000])
def test_no_path_leads_out_of_the_wiki(here, checkout, path):
    old = serve(here, checkout, {"index.md": "# Home"})
    serve(here, checkout, {"index.md": "# Another"})

    assert get(here, path)[0] == 404
    assert get(here, path, asked="f" * 40)[0] == 404
    assert get(here, path, asked=old)[0] in {400, 404}


@pytest.mark.parametrize("asked", ["--help", "-1", "HEAD..main", "main:secret", "@{0}"])
def test_a_revision_is_never_an_option_of_git(here, checkout, asked):
    serve(here, checkout, {"index.md": "# Home"})

    status, said, _ = get(here, "index", asked=asked)

    assert (status, "no branch, tag or commit" in said["error"]) == (400, True)


def test_the_events_of_the_competitions_in_a_page_come_with_it(here, checkout):
    from lib.live.feed import Held
    from lib.sport import state
    from lib.sport.fold import fold
    from lib.sport.state import EventRecord, Provenance

    serve(here, checkout, {"index.md": "```live\nscoreboard: {competition: cup}\n```\n`= score(competition: none)`"})
    record = EventRecord(fold("first", [declared(subject="first", competition="cup")]), Provenance("t", 0, 0, 1, 1, 1))
    here.feed.take([Held("first", state.encode(record), 0, 0)])

    assert get(here, "index")[1]["events"] == {"cup": "first"}


def test_a_folder_of_the_tree_comes_alone(here, checkout):
    sha = serve(
        here,
        checkout,
        {"index.md": "# Home", "teams/index.md": "# Teams", "teams/sales.md": "# Sales", "a/b.md": "# B"},
    )
    revision = here.library.current

    assert json.loads(branches.folder(revision, "")) == {
        "revision": sha,
        "folder": "",
        "children": [["Home", "index", None], ["A", None, "a"], ["Teams", "teams/index", "teams"]],
    }
    assert json.loads(branches.folder(revision, "teams"))["children"] == [["Sales", "teams/sales", None]]
    assert json.loads(branches.folder(revision, "nothing"))["children"] == []


def test_only_a_query_that_stands_in_the_page_is_asked(here, checkout):
    serve(here, checkout, {"index.md": "```live\nstat: sum(up)\n```", "other.md": "```live\nstat: sum(down)\n```"})
    block, other = here.library.page("index").blocks[0], here.library.page("other").blocks[0]
    node.use(here)
    client = TestClient(Starlette(routes=routes()))

    asked = client.get(f"/api/blocks/index?block={block.digest}")
    refused = [
        client.get(f"/api/blocks/{path}", params={"block": name})
        for path, name in (("index", other.digest), ("index", "sum(up)"), ("index", ""), ("nothing", block.digest))
    ]
    node.use(None)

    assert (asked.status_code, asked.json()["query"]) == (200, "sum(up)")
    assert [note["text"] for note in asked.json()["notes"]] == ["Prometheus does not answer."]
    assert [answer.status_code for answer in refused] == [404] * 4


def test_until_all_of_a_large_wiki_is_read_its_pages_are_and_what_needs_all_of_them_waits(here, checkout, monkeypatch):
    monkeypatch.setattr(intake, "MANY", 1)
    checkout.commit(
        {f"{WIKI}/{name}": text for name, text in {"a.md": "# A\n\nMoonlight", "b.md": "[[a]] [[c]]"}.items()}
    )
    go_on, pages = threading.Event(), scanner.Beside.pages

    def held_up(beside):
        assert go_on.wait(60)
        return pages(beside)

    monkeypatch.setattr(scanner.Beside, "pages", held_up)
    here.library.start()
    wait_for(lambda: here.library.current)

    def said(path):
        _, page, _ = get(here, path)
        return page["title"], "Moonlight" in page["html"], page["linked"], page["whole"]

    def found(text):
        answer = json.loads(searching.answer(here.library, text, 10).body)
        return [hit["page"] for hit in answer["results"]], answer["whole"]

    assert (said("a"), found("a"), found("moonlight")) == (("A", True, 0, False), (["a"], False), ([], False))
    assert 'class="broken"' in get(here, "b")[1]["html"]
    assert (here.library.whole, here.library.health()) == (None, None)
    with pytest.raises(Refused, match="still being read"):
        here.desk.move("a", Move(name="Ada", to="d"))

    go_on.set()
    wait_for(lambda: here.library.whole)
    assert (said("a"), found("moonlight")) == (("A", True, 1, True), (["a"], True))
    assert here.library.health() is not None
