"""``python -m lib check``, on real folders and repositories."""

import dataclasses
import json

import pytest

from lib.__main__ import main
from lib.adapters.git import Repository
from lib.live.library import Library
from lib.settings import ROOT
from lib.wiki.health import RULES
from tests.checkout import Checkout
from tests.waiting import wait_for

GOOD = {"content/wiki/index.md": "# Home\n\n[a](a.md)", "content/wiki/a.md": "# A\n\n[home](index.md)"}
LEAGUE = "content/competitions/league.yaml"


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    made = Checkout(tmp_path / "origin")
    monkeypatch.setenv("CONTENT_REPO", str(made.path))
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    return made


def test_nothing_is_said_when_there_is_nothing_to_say(checkout, capsys):
    checkout.commit(GOOD)

    assert main(["check"]) == 0
    assert main(["check", str(checkout.path)]) == 0
    assert capsys.readouterr() == ("", "")


def test_what_is_wrong_is_said_with_file_line_and_column(checkout, capsys):
    checkout.commit(
        GOOD
        | {
            "content/wiki/a.md": "# A\n\nÜber [no](no.md)\n",
            "content/wiki/b.md": "---\ntitle: B\ntags: [a, b\n---\n\n[a](a.md)\n",
            LEAGUE: "title: League\nsport: chess-boxing\n",
        }
    )

    assert main(["check"]) == 1

    first, second, third = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{LEAGUE}:2:1: ")
    assert second == "content/wiki/a.md:3:6: There is no page no.md."
    assert third.startswith("content/wiki/b.md:4:1: This is not YAML: ")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (b"title: [a\n", "2:1"),
        (b"title: A\nrules: &all {a: 1}\nformat: *all\n", "3:9"),
        ("title: Ü\nrules: {win: 1, wörter: 2, win: 3}\n".encode(), "2:28"),
        ("title: Ü".encode() + b"\nsport: \xff\n", "2:8"),
    ],
)
def test_what_is_no_yaml_of_ours_is_told_by_character(checkout, capsys, text, place):
    checkout.commit(GOOD)
    (checkout.path / "content" / "competitions").mkdir()
    (checkout.path / LEAGUE).write_bytes(text)

    assert main(["check", str(checkout.path)]) == 1
    assert capsys.readouterr().out.startswith(f"{LEAGUE}:{place}: ")


def test_a_folder_is_checked_with_what_is_not_committed(checkout, capsys):
    checkout.commit(GOOD)
    (checkout.path / "content" / "wiki" / "a.md").write_text("[no](no.md)")

    assert main(["check", "main"]) == 0
    assert main(["check", str(checkout.path)]) == 1
    assert "a.md:1" in capsys.readouterr().out


def test_a_folder_of_markdown_is_a_wiki_itself(tmp_path, capsys):
    (tmp_path / "README.md").write_text("[no](no.md)")
    (tmp_path / ".hidden.md").write_text("[no](no.md)")

    assert main(["check", str(tmp_path)]) == 1
    assert capsys.readouterr().out == "README.md:1:1: There is no page no.md.\n"


def test_an_earlier_revision_can_be_checked(checkout, capsys):
    old = checkout.commit(GOOD | {"content/wiki/a.md": "[no](no.md)"})
    checkout.commit(GOOD)

    assert main(["check", old]) == 1
    assert main(["check"]) == 0


def test_warnings_are_told_when_asked_for_and_do_not_fail(checkout, capsys):
    checkout.commit(GOOD)

    assert main(["check", "--warnings"]) == 0
    assert "content/wiki/a.md: Its front matter has no description. (warning)" in capsys.readouterr().out


@pytest.mark.parametrize("what", ["the revision that is served", "a folder"])
def test_what_the_health_page_finds_is_told_by_every_one_of_its_rules(checkout, capsys, monkeypatch, settings, what):
    good = "---\ndescription: Good.\n---\n"
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2020-02-02T12:00:00Z")
    checkout.commit(
        {
            "content/wiki/index.md": f"{good}# Home\n\n[x](no.md) [[No]] ![x](no.png) [x](#no) [a](a.md) [b](b.md)",
            "content/wiki/photo.png": b"x" * 600_000,
            "content/wiki/a.md": f"{good}# Same\n\n```live\nscoreboard: [\n```\n",
        }
    )
    monkeypatch.delenv("GIT_COMMITTER_DATE")
    checkout.commit({"content/wiki/b.md": f"{good}# Same", "content/wiki/orphan.md": "# Orphan"})
    library = Library(settings, Repository(dataclasses.replace(settings, content_repo=str(checkout.path))))
    library.branch.step()
    wait_for(lambda: library.recent_changes())
    capsys.readouterr()

    main(["check", "--warnings", "--format", "gitlab", *([str(checkout.path)] if what == "a folder" else [])])

    told = {(one["check_name"], one["location"]["path"]) for one in json.loads(capsys.readouterr().out)}
    assert {rule for rule, _ in told} == RULES.keys()
    found = {(one.rule, f"content/wiki/{one.path}") for one in library.health().findings}
    assert told == found | {("mistake", "content/wiki/a.md")}


def test_a_page_that_was_just_changed_is_not_old_though_nobody_has_committed_it_yet(checkout, capsys, monkeypatch):
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2020-02-02T12:00:00Z")
    checkout.commit(GOOD)
    (checkout.path / "content/wiki/a.md").write_text("# A\n\n[home](index.md), now")

    main(["check", "--warnings", str(checkout.path)])

    told = [line for line in capsys.readouterr().out.splitlines() if "last change" in line]
    assert [line.partition(":")[0] for line in told] == ["content/wiki/index.md"]


def test_a_job_on_github_gets_annotations(checkout, capsys):
    checkout.commit(GOOD | {"content/wiki/a, b.md": "[100%](no%25.md)"})

    main(["check", "--format", "github"])

    assert capsys.readouterr().out == (
        "::error file=content/wiki/a%2C b.md,line=1,col=1,title=page::There is no page no%2525.md.\n"
    )


def test_something_that_is_neither_a_folder_nor_a_revision_is_wrong_use(checkout, capsys):
    checkout.commit(GOOD)

    assert main(["check", "nowhere"]) == 2
    assert "nowhere" in capsys.readouterr().err


BROKEN = {
    "content/access.yaml": "everybody: [reader, editr]\nanonymous: [guest]\n",
    "content/metrics.yaml": """\
labels: {event: The event.}
metrics:
- {name: sport_event_score, type: gauge, source: pushed, labels: [event], help: Points.}
- {name: sport_event_fouls, type: counter, source: pushed, labels: [event], help: Fouls.}
""",
    "content/sports/darts.yaml": """\
title: Darts
format: {discipline: scores}
icon: Not an icon
words: {even: [leg, legs]}
""",
    LEAGUE: """\
title: League
sport: chess-boxing
zone: Europe/Nowhere
competitors: [{id: a, name: A}, {id: b, name: B}]
stages:
- {id: league, type: league, deductions: [{competitor: x, points: 1}], fixtures: [{home: a, away: y}]}
- {id: final, type: knockout, rounds: [{id: final, ties: [{id: f, home: winner of league, away: z}]}]}
fixtures:
- {home: a, away: a}
""",
    "content/competitions/cup.yaml": """\
title: Cup
sport: football
zones: Europe/Berlin
competitors: [{id: a, name: 7}, {id: b}]
""",
    "content/dashboards/match.yaml": """\
kind: Dashboard
spec:
  display: {name: Match}
  panels:
    goals:
      kind: Panel
      spec:
        display: {name: Goals}
        plugin: {kind: StatChart}
        queries:
        - kind: TimeSeriesQuery
          spec: {plugin: {kind: PrometheusTimeSeriesQuery, spec: {query: "sum(sport_event_goals"}}}
        - kind: TimeSeriesQuery
          spec: {plugin: {kind: PrometheusTimeSeriesQuery, spec: {query: sport_event_skore}}}
    cards: {kind: Panle}
  layouts: []
""",
    "content/alerts/some.yaml": """\
groups:
- name: some
  rules:
  - alert: TooMany
    expr: sport_event_scored > 3
    labels: {severity: warn}
    annotations: {summary: Many, description: See to it., runbook: "docs/operations.md#toomany"}
  - alert: TooFew
    expr: "sum("
    labels: {severity: page}
    annotations: {summary: Few, description: See to it., runbook: "docs/operations.md#toofew"}
""",
    "content/wiki/a.md": """\
# A

[home](index.md) [no](no.md) and `= stat(sum()` and `= status(x y)`

```live
table:
  competition: leag
```
""",
}
EXPECTED = """\
content/access.yaml:1:21: everybody[1]: Invalid enum value 'editr'
content/access.yaml:2:13: anonymous[0]: Invalid enum value 'guest'
content/alerts/some.yaml:5:5: groups[0].rules[0].expr: there is no metric sport_event_scored in the catalogue
content/alerts/some.yaml:7:59: groups[0].rules[0].annotations.runbook: docs/operations.md has no heading #toomany
content/alerts/some.yaml:9:5: groups[0].rules[1].expr: this is not PromQL: unclosed left parenthesis
content/competitions/cup.yaml:3:1: zones: Object contains unknown field `zones`
content/competitions/cup.yaml:4:23: competitors[0].name: Expected `str`, got `int`
content/competitions/cup.yaml:4:33: competitors[1].name: Object missing required field `name`
content/competitions/league.yaml:2:1: sport: 'chess-boxing' is no sport that we know
content/competitions/league.yaml:3:1: zone: 'Europe/Nowhere' is no time zone
content/competitions/league.yaml:6:44: stages[0].deductions[0].competitor: 'x' does not take part
content/competitions/league.yaml:6:93: stages[0].fixtures[0].away: 'y' does not take part
content/competitions/league.yaml:7:91: stages[1].rounds[0].ties[0].away: 'z' does not take part. Allowed are a, b
content/competitions/league.yaml:9:3: fixtures[0].id: a fixture of no stage needs an id
content/competitions/league.yaml:9:13: fixtures[0].away: 'a' cannot play against itself
content/dashboards/match.yaml:5:5: spec.panels.goals: no layout shows this panel
content/dashboards/match.yaml:12:67: spec.panels.goals.spec.queries[0].spec.plugin.spec.query: this is not PromQL
content/dashboards/match.yaml:14:67: spec.panels.goals.spec.queries[1].spec.plugin.spec.query: there is no metric
content/dashboards/match.yaml:15:5: spec.panels.cards.spec: Object missing required field `spec`
content/dashboards/match.yaml:15:5: spec.panels.cards: no layout shows this panel
content/dashboards/match.yaml:15:13: spec.panels.cards.kind: Invalid enum value 'Panle'
content/metrics.yaml:4:4: metrics[1].name: the name of a counter, and of nothing else, ends in _total
content/sports/darts.yaml:2:10: format.discipline: Invalid value 'scores'
content/sports/darts.yaml:3:1: icon: Expected `str` matching regex
content/sports/darts.yaml:4:9: words.even: Object contains unknown field `even`
content/wiki/a.md:3: 'x y' is not an id
content/wiki/a.md:3: This is not PromQL
content/wiki/a.md:3:18: There is no page no.md
content/wiki/a.md:5: There is no competition called leag. Did you mean league?
"""


def test_every_mistake_of_every_file_is_told_in_one_run(checkout, capsys):
    checkout.commit(GOOD | BROKEN | {"docs/operations.md": "# Operations\n\n## TooFew\n"})

    assert main(["check"]) == main(["check", str(checkout.path)]) == 1

    told = capsys.readouterr().out.splitlines()
    for line, start in zip(told, EXPECTED.splitlines() * 2, strict=True):
        assert line.startswith(start)


def test_what_only_follows_from_another_mistake_is_not_told(checkout, capsys):
    """What a sport allows and what a stage names is not known while they are wrong."""
    league = """\
title: League
sport: darts
competitors: [{id: a, name: A}, {id: b, name: B}]
stages:
- {id: league, type: league, entries: [a, x]}
- {id: final, type: knockout, rounds: [{id: final, ties: [{id: f, home: winner of league, away: runner-up of league}]}]}
"""
    darts = "title: Darts\n"
    page = "```live\ntable: league\n```\n[home](index.md)\n"
    checkout.commit(GOOD | {LEAGUE: league, "content/sports/darts.yaml": darts, "content/wiki/a.md": page})

    assert main(["check"]) == 1

    assert [line.split(": ")[0] for line in capsys.readouterr().out.splitlines()] == [
        f"{LEAGUE}:5:43", "content/sports/darts.yaml:1:1",
    ]  # fmt: skip


CUP = """\
title: Cup
sport: football
competitors: [{id: a, name: A}, {id: b, name: B}, {id: c, name: C}]
stages:
- {id: table, type: league, draw: {}}
- {id: ko, type: knockout, entries: [winner of table, runner-up of table]}
"""


def test_a_side_that_somebody_speaks_for_has_to_take_part_somewhere(checkout, capsys):
    access = "sides:\n- {competitor: a, claim: groups, among: [x]}\n- {competitor: aa, claim: groups, among: [x]}\n"
    checkout.commit(GOOD | {"content/competitions/cup.yaml": CUP, "content/access.yaml": access})

    assert main(["check"]) == 1

    assert capsys.readouterr().out == (
        "content/access.yaml:3:4: sides[1].competitor: 'aa' takes part in no competition. Did you mean a? "
        "Allowed are a, b, c.\n"
    )


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ("table: cup", ""),
        ("table: {competition: cup, stage: table}", ""),
        ("table: {competition: cup, stage: tabel}", "no stage of cup called tabel. Did you mean table?"),
        ("table: {competition: cup, group: x}", "no table of cup called x. There is table"),
        ("scoreboard: cup-a-b", ""),
        ("scoreboard: cup-final-a-b", ""),
        ("scoreboard: cup-a-z", "No competition plans the event cup-a-z"),
        ("stat: sum(sport_event_live)", "no metric sport_event_live"),
    ],
)
def test_what_a_live_block_names_has_to_be_there(checkout, capsys, block, said):
    metrics = "labels: {}\nmetrics: [{name: sport_event_score, type: gauge, source: pushed, labels: [], help: Points.}]"
    page = f"[home](index.md)\n\n```live\n{block}\n```\n"
    checkout.commit(
        GOOD | {"content/competitions/cup.yaml": CUP, "content/metrics.yaml": metrics, "content/wiki/a.md": page}
    )

    main(["check", "--warnings"])

    told = [line for line in capsys.readouterr().out.splitlines() if "description" not in line]
    assert bool(told) == bool(said)
    assert all(line.startswith("content/wiki/a.md:3: ") and said in line for line in told)


def test_a_file_that_nothing_reads_is_told_as_a_warning(checkout, capsys):
    checkout.commit(GOOD | {"content/metric.yaml": "labels: {}\nmetrics: []\n"})

    assert main(["check", "--warnings"]) == 0

    said = "content/metric.yaml: Nothing reads this file. Did you mean content/metrics.yaml? (warning)"
    assert said in capsys.readouterr().out


def test_a_job_on_gitlab_gets_a_report_with_fingerprints_that_stay(checkout, capsys):
    def report():
        main(["check", "--format", "gitlab"])
        return json.loads(capsys.readouterr().out)

    checkout.commit(GOOD)
    assert report() == []

    checkout.commit({"content/wiki/a.md": "To [x](no.md)\n\n[y](no.md) [home](index.md)"})
    (before,) = report()
    checkout.commit({"content/wiki/a.md": "# A\n\n[x](no.md)\n\n[y](no.md) [home](index.md)"})
    (after,) = report()

    assert before["location"] == {"path": "content/wiki/a.md", "positions": {"begin": {"line": 1, "column": 4}}}
    assert (before["check_name"], before["severity"]) == ("page", "major")
    assert after["location"]["positions"]["begin"] == {"line": 3, "column": 1}
    assert after["fingerprint"] == before["fingerprint"]

    checkout.commit({"content/wiki/a.md": "[home](index.md) `= status(x y)`"})
    assert report()[0]["location"] == {"path": "content/wiki/a.md", "lines": {"begin": 1}}


def test_the_sample_company_has_no_mistake(capsys):
    assert main(["check", str(ROOT)]) == 0, capsys.readouterr().out
