"""``python -m lib plan``: on real repositories, and by the facts of a real Kafka: what it says is what happens."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime

import msgspec
import pytest

from lib.__main__ import main
from lib.adapters.git import Repository
from lib.content.effects import standings
from lib.live.competitions import Competitions
from lib.live.feed import Feed
from lib.live.fields import Fields
from lib.live.library import Library
from lib.local import ports
from lib.sport.actions import KINDS, make
from tests.checkout import Checkout
from tests.content.test_effects import CUP
from tests.pipeline.test_importer import appended
from tests.pipeline.test_publisher import process
from tests.waiting import wait_for

FILE = "content/competitions/planned.yaml"
PAGES = {"content/wiki/index.md": "# Home\n\n[a](a.md)", "content/wiki/a.md": "# A\n\n[home](index.md)"}
RESULTS = {("b", "a"): (1, 0), ("a", "c"): (5, 0), ("a", "d"): (1, 0), ("b", "c"): (1, 0), ("d", "b"): (1, 0)}


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A repository of which Kafka is away, if nobody says otherwise."""
    made = Checkout(tmp_path / "origin")
    monkeypatch.setenv("CONTENT_REPO", str(made.path))
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", f"127.0.0.1:{ports.free()}")
    made.commit(PAGES | {FILE: CUP})
    return made


def test_without_kafka_it_says_so_and_plans_by_the_files_alone_only_when_asked_to(checkout, capsys, monkeypatch):
    monkeypatch.setattr("lib.adapters.states.PATIENCE_MS", 300)
    checkout.commit({FILE: CUP.replace("fifa-2022", "fifa-2026")})

    assert main(["plan", "HEAD~1..HEAD"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "--offline plans without them" in err

    assert main(["plan", "HEAD~1..HEAD", "--offline"]) == 2
    told = capsys.readouterr().out
    assert "made without facts" in told
    assert "stages · groups · rules: fifa-2022 → fifa-2026" in told


def test_a_change_without_an_effect_says_nothing(checkout, capsys):
    checkout.commit({"README.md": "For people", FILE: f"# A comment\n{CUP}"})

    assert main(["plan", "HEAD^", "--offline"]) == 0
    assert capsys.readouterr() == ("", "")


def test_a_head_that_would_not_be_served_is_an_error_with_file_and_line(checkout, capsys):
    checkout.commit({FILE: CUP.replace("fifa-2022", "fifa-1066")})

    assert main(["plan", "HEAD^..HEAD", "--offline"]) == 1
    assert f"- {FILE}:8:3: " in capsys.readouterr().out
    # What is served before a change of something broken is the last good revision.
    mended = checkout.commit({FILE: CUP.replace("fifa-2022", "fifa-2026")})
    assert main(["plan", f"HEAD^..{mended}", "--offline", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["base"] == checkout.git("rev-parse", "HEAD~2")


def test_three_dots_leave_out_what_the_other_branch_has_done_meanwhile(checkout, capsys):
    checkout.git("checkout", "--quiet", "-b", "pages")
    checkout.commit({"content/wiki/index.md": "# Home\n", "content/wiki/a.md": None})
    checkout.git("checkout", "--quiet", "main")
    checkout.commit({"content/wiki/later.md": "# Later\n"})

    assert main(["plan", "main...pages", "--offline"]) == 2
    branch = capsys.readouterr().out
    assert main(["plan", "main..pages", "--offline"]) == 2
    tips = capsys.readouterr().out

    assert "Later" not in branch
    assert "removed · **Later**" in tips
    assert "removed · **A**" in branch


def test_what_is_no_revision_is_an_error_and_not_taken_for_a_change(checkout, capsys):
    assert main(["plan", "main..nothing", "--offline"]) == 1
    assert main(["plan", "--", "--output=x..main"]) == 1
    assert "no revision nothing" in capsys.readouterr().err


@pytest.mark.kafka
def test_a_plan_foretells_exactly_what_happens_when_it_is_merged(broker, checkout, capsys, monkeypatch, make_settings):
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", broker.address)
    settings = make_settings(KAFKA_BOOTSTRAP_SERVERS=broker.address, CONTENT_REPO=checkout.path)
    assert main(["publish"]) == 0
    library, feed = Library(settings, Repository(settings)), Feed(settings, lambda changes: served.note(changes))
    served = Competitions(feed, Fields(settings), lambda: library.current)
    feed.start()
    library.start()
    try:
        wait_for(lambda: feed.caught_up and library.current, message="the app has read all")
        play(broker, served)
        assert main(["publish"]) == 0  # the final, of A and C
        process(broker, *appended(broker, "planned-final-a-c"))
        wait_for(lambda: feed.held("planned-final-a-c"), message="the final")
        before, known = served.progress("planned"), logged(broker)

        checkout.git("checkout", "--quiet", "-b", "rules")
        changed = CUP.replace("fifa-2022", "fifa-2026").replace("day: 2026-12-01", "start: 2026-12-01T18:00:00+01:00")
        head = checkout.commit({FILE: changed})
        checkout.git("checkout", "--quiet", "main")
        capsys.readouterr()
        assert main(["plan", "main...rules", "--json"]) == 2
        plan = json.loads(capsys.readouterr().out)

        checkout.git("merge", "--quiet", "--ff-only", "rules")
        wait_for(lambda: library.current.sha == head, message="the change is served")
        after = served.progress("planned")
        assert main(["publish"]) == 0
        news = {event for event, number in logged(broker).items() if number > known[event]}
    finally:
        feed.stop()
        library.stop()

    told = [one["standing"] for one in plan["effects"] if "standing" in one]
    assert [(one["stage"], one["table"], one["live"]) for one in told] == [("groups", "one", False)]
    assert told[0]["before"] == rows(before) != rows(after) == told[0]["after"]
    assert [row["competitor"] for row in rows(after)] == ["b", "a", "d", "c"]
    text = next(one["text"] for one in plan["effects"] if one["area"] == "standings")
    assert text == "with fifa-2026 rules instead of fifa-2022 B passes A"
    touched = {one["event"]: one.get("why", []) for one in plan["effects"] if one["area"] in ("fixtures", "brackets")}
    assert touched == {
        "planned-final-b-c": ["planned-final-a-c is cancelled", "planned-final-b-c is declared"],
        "planned-friendly": [],
    }
    assert news == {"planned-final-a-c", "planned-final-b-c", "planned-friendly"}


def play(broker, served):
    """Record the results of the group, as its events were declared, and let the app read them."""
    matches, declared = served.progress("planned").stage("groups").matches, appended(broker, None)
    for number, match in enumerate(matches):
        sides = (match.home.id, match.away.id)
        score = RESULTS.get(sides) or RESULTS.get(sides[::-1], (0, 0))[::-1]
        about = {"subject": match.event, "source": "test", "time": datetime(2026, 9, 1 + number, tzinfo=UTC)}
        ended = [
            make("result", KINDS["result"](score=[*score]), id="1", **about),
            make("event.status", KINDS["event.status"](status="confirmed"), id="2", sequence=1, **about),
        ]
        process(broker, *(one for one in declared if one.subject == match.event), *ended)
    process(broker, *(one for one in declared if one.subject == "planned-friendly"))
    wait_for(lambda: served.progress("planned").stage("groups").complete, message="the group is over")


def rows(progress):
    """A table of the app as the plan has it."""
    (table,) = progress.stage("groups").tables
    return [*msgspec.to_builtins(standings.places(table))]


def logged(broker):
    """How many actions of each of the competition's events there are."""
    return Counter(one.subject for one in appended(broker, None) if one.subject.startswith("planned-"))
