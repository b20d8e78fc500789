"""Taking changes back, over HTTP, on real repositories: all is really back, and nothing else has changed."""

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from lib.live import node, tokens
from lib.live.node import Node
from lib.live.routes import routes
from lib.settings import ROOT
from tests.checkout import QUIET, Checkout
from tests.waiting import wait_for

CUP = "content/competitions/cup.yaml"
INDEX = "content/wiki/index.md"
COMPETITION = """\
title: The cup
sport: football
season: 2026/27
zone: Europe/Berlin
rules: premier-league
competitors:
  - {id: sales, name: Sales}
  - {id: logistics, name: Logistics}
"""
SAMPLE = ("competitions/lunch-run.yaml", "courses/park-round.gpx")
FILES = {CUP: COMPETITION, INDEX: "# Home\n\nHello.\n\n## News\n\nNone.\n", "secret.txt": "ours\n"}


@pytest.fixture
def origin(tmp_path):
    made = Checkout(tmp_path / "origin")
    made.commit(FILES, "Begin")
    return made


@pytest.fixture
def here(origin, make_settings):
    made = Node(make_settings(CONTENT_REPO=origin.path, CONTENT_POLL_SECONDS="60"))
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


@pytest.fixture
def commit(origin, here):
    """Commit files, and wait until the node has seen it, whether it may be served or not."""

    def commit(files, message):
        sha = origin.commit(files, message)
        here.library.branch.look()
        wait_for(lambda: here.library.branch.sync.desired == sha and here.library.branch.sync.state != "OutOfSync")
        return sha

    return commit


def revert(client, sha, onto="served", **given):
    return client.post("/api/operations/reverts", json={"name": "Ops", "commit": sha, "onto": onto, **given})


def test_rules_that_were_changed_are_back_to_the_byte_and_served_and_what_came_later_stays(
    client, commit, here, origin
):
    other = commit({CUP: COMPETITION.replace("premier-league", "bundesliga")}, "Other rules")
    commit({INDEX: FILES[INDEX].replace("Hello", "Welcome")}, "Welcome")
    assert here.library.current.competition("cup").rules == "bundesliga"

    answer = revert(client, other, message="The league decided otherwise")

    assert answer.status_code == 200
    assert here.library.current.sha == answer.json()["revision"] == origin.git("rev-parse", "main")
    assert here.library.current.competition("cup").rules == "premier-league"
    assert (origin.path / CUP).read_text() == COMPETITION
    assert "Welcome" in here.library.current.text("index")
    said = origin.git("log", "-1", "--format=%an%n%B")
    assert said == f'Ops\nRevert "Other rules"\n\nThis reverts commit {other}.\n\nThe league decided otherwise'


def test_what_declares_something_beside_yaml_is_no_obstacle(client, commit, here):
    race = {f"content/{name}": (ROOT / "content" / name).read_text() for name in SAMPLE}
    commit(race, "A race on a course")
    assert here.library.current.competition("lunch-run")
    news = commit({INDEX: FILES[INDEX].replace("None.", "Much.")}, "News")

    answer = revert(client, news)

    assert answer.status_code == 200, answer.json()
    assert here.library.current.competition("lunch-run")


def test_a_page_that_was_changed_again_elsewhere_is_merged_and_a_deleted_one_comes_back(client, commit, here):
    first = commit({INDEX: FILES[INDEX].replace("None.", "Much.")}, "News")
    commit({INDEX: FILES[INDEX].replace("None.", "Much.").replace("Hello", "Welcome")}, "Welcome")
    gone = commit({CUP: None}, "No cup")
    assert here.library.current.competition("cup") is None

    assert revert(client, first).status_code == revert(client, gone).status_code == 200

    assert here.library.current.text("index") == FILES[INDEX].replace("Hello", "Welcome")
    assert here.library.current.files[CUP].decode() == COMPETITION


def test_what_a_later_commit_has_changed_is_a_conflict_that_names_it_and_all_since_can_go(client, commit, origin):
    first = commit({INDEX: FILES[INDEX].replace("None.", "Much.")}, "News")
    later = commit({INDEX: FILES[INDEX].replace("None.", "More.")}, "More news")

    answer = revert(client, first)

    assert answer.status_code == 409
    assert later[:8] in answer.json()["error"]
    assert f"'More news' by {QUIET['GIT_AUTHOR_NAME']}" in answer.json()["error"]
    assert origin.git("rev-parse", "main") == later
    assert client.get(f"/api/operations/steps/{first}").json()["alone"]["problem"] == answer.json()["error"]
    assert revert(client, first, later=True).status_code == 200
    assert (origin.path / INDEX).read_text() == FILES[INDEX]


def test_a_commit_that_is_refused_is_taken_back_and_the_process_is_in_step_again(client, commit, here):
    bad = commit({CUP: COMPETITION.replace("football", "quidditch")}, "A new sport")
    state = client.get("/api/operations").json()["fleet"]
    assert (state["state"], state["wanted"]["sha"]) == ("Stalled", bad)
    assert f"{CUP}:2" in state["why"]

    assert revert(client, bad).status_code == 200

    assert client.get("/api/operations").json()["fleet"]["state"] == "Synced"


def test_what_later_commits_need_is_not_taken_away_from_them(client, commit, origin):
    sport = commit(
        {"content/sports/hiking.yaml": "title: Hiking\nformat: {discipline: sets, points: 21, best_of: 3}\n"}, "Hiking"
    )
    later = commit({CUP: COMPETITION.replace("football", "hiking")}, "We hike")

    answer = revert(client, sport)

    assert answer.status_code == 422
    assert CUP in answer.json()["error"]
    assert origin.git("rev-parse", "main") == later


def test_a_prepared_revert_is_a_branch_and_what_is_served_stays(client, commit, here, origin):
    sha = commit({INDEX: "# Home\n"}, "Less")

    answer = revert(client, sha, "branch")

    assert answer.json()["branch"] == f"revert-{sha[:8]}"
    assert origin.git("show", f"revert-{sha[:8]}:{INDEX}") + "\n" == FILES[INDEX]
    assert origin.git("rev-parse", f"revert-{sha[:8]}~1") == origin.git("rev-parse", "main") == sha
    assert "There is a branch" in revert(client, sha, "branch").json()["error"]
    assert origin.git("for-each-ref", "refs/touchline") == ""


def test_a_merge_is_taken_back_with_all_that_came_with_it_and_what_lies_outside_the_content_stays(
    client, commit, here, origin
):
    origin.git("checkout", "--quiet", "-b", "work")
    origin.commit({INDEX: "# Home\n\nOne.\n"}, "One")
    origin.commit({INDEX: "# Home\n\nTwo.\n", "secret.txt": "theirs\n"}, "Two")
    origin.git("checkout", "--quiet", "main")
    origin.git("merge", "--quiet", "--no-ff", "-m", "Merge work", "work")
    sha = commit({}, "Nothing of the content")
    merged = origin.git("rev-parse", f"{sha}~1")

    steps = client.get("/api/operations/steps").json()["steps"]
    told = client.get(f"/api/operations/steps/{merged}").json()
    assert [one["subject"] for one in steps] == ["Merge work", "Begin"]
    assert (told["alone"]["files"], told["alone"]["outside"]) == ([INDEX], 1)
    assert revert(client, merged).status_code == 200

    assert (origin.path / INDEX).read_text() == FILES[INDEX]
    assert (origin.path / "secret.txt").read_text() == "theirs\n"


def test_a_step_tells_what_it_changed_by_what_it_means(client, commit):
    sha = commit({CUP: COMPETITION.replace("premier-league", "bundesliga"), INDEX: "# Home\n"}, "Both")

    steps = client.get("/api/operations/steps").json()["steps"]
    step = client.get(f"/api/operations/steps/{sha}").json()["step"]

    assert [(one["kind"], one["title"]) for one in steps[0]["touched"]] == [
        ("competition", "The cup"),
        ("page", "Home"),
    ]
    assert step["files"][0]["fields"] == [{"field": "rules", "before": "premier-league", "after": "bundesliga"}]
    assert step["files"][1]["fields"] is None
    assert [one["subject"] for one in client.get(f"/api/operations/steps?before={sha}").json()["steps"]] == ["Begin"]


@pytest.mark.parametrize(
    ("wish", "status", "word"),
    [
        ({"commit": "HEAD"}, 400, "commit"),
        ({"commit": "0" * 40}, 503, "no revision"),
        ({"onto": "elsewhere"}, 400, "onto"),
        ({"name": ""}, 400, "name"),
    ],
)
def test_a_wish_that_is_none_is_refused_with_a_sentence(client, commit, wish, status, word):
    sha = commit({INDEX: "# Home\n"}, "Less")

    answer = client.post("/api/operations/reverts", json={"name": "Ops", "commit": sha, **wish})

    assert (answer.status_code, word in answer.json()["error"]) == (status, True)


def test_the_first_commit_and_one_of_another_branch_cannot_be_taken_back(client, commit, origin):
    first = origin.git("rev-parse", "main")
    other = origin.git("commit-tree", "main^{tree}", "-p", "main", "-m", "Elsewhere")
    origin.git("branch", "work", other)

    assert "first commit" in revert(client, first).json()["error"]
    assert "No step" in revert(client, other).json()["error"]


ROLES = {"reader": 403, "editor": 403, "organizer": 403, "operator": 200}
READ = ["", "/errors", "/steps"]


@pytest.fixture
def devices(tmp_path):
    made = {role: tokens.make() for role in ROLES}
    rows = [f"  - {{name: {role}, sha256: {tokens.digest(one)}, role: {role}}}\n" for role, one in made.items()]
    (tmp_path / "tokens.yaml").write_text("tokens:\n" + "".join(rows))
    return made


@pytest.mark.parametrize("role", ROLES)
def test_only_an_operator_sees_it_and_does_it(role, origin, make_settings, devices, tmp_path):
    made = Node(make_settings(CONTENT_REPO=origin.path, API_TOKENS_FILE=tmp_path / "tokens.yaml"))
    node.use(made)
    made.library.branch.step()
    sha = origin.commit({INDEX: "# Home\n"}, "Less")
    made.library.branch.step()
    with TestClient(Starlette(routes=routes()), base_url="http://localhost", client=("127.0.0.1", 1)) as client:
        with_token = {"Authorization": f"Bearer {devices[role]}"}
        for path in READ:
            assert client.get(f"/api/operations{path}").status_code == 401
            assert client.get(f"/api/operations{path}", headers=with_token).status_code == ROLES[role]
        wish = {"name": "Ops", "commit": sha, "onto": "branch"}
        assert client.post("/api/operations/reverts", json=wish).status_code == 401
        answer = client.post("/api/operations/reverts", json=wish, headers=with_token)
        assert answer.status_code == ROLES[role]
        elsewhere = with_token | {"Origin": "https://elsewhere.example"}
        assert client.post("/api/operations/reverts", json=wish, headers=elsewhere).status_code == 403
    branches = origin.git("for-each-ref", "--format=%(authorname)", f"refs/heads/revert-{sha[:8]}")
    assert branches == ("operator" if role == "operator" else "")
    made.ingest.close()
    node.use(None)


def test_behind_a_url_a_revert_is_pushed_as_a_commit_or_as_a_branch(origin, make_settings, tmp_path):
    sha = origin.commit({INDEX: "# Home\n"}, "Less")
    bare = origin.cloned(tmp_path / "bare.git")
    made = Node(make_settings(CONTENT_REPO=f"file://{bare.path}"))
    node.use(made)
    made.library.branch.step()
    with TestClient(Starlette(routes=routes()), base_url="http://localhost", client=("127.0.0.1", 1)) as client:
        assert revert(client, sha, "branch").json()["branch"] == f"revert-{sha[:8]}"
        assert "There is a branch" in revert(client, sha, "branch", message="Again").json()["error"]
        made.library.start()
        assert revert(client, sha).status_code == 200
    made.library.stop()
    made.ingest.close()
    node.use(None)

    assert bare.git("show", f"revert-{sha[:8]}:{INDEX}") == bare.git("show", f"main:{INDEX}") == FILES[INDEX].strip()
