"""What a change of the content does: each kind of effect, from two revisions and the facts."""

import pytest

from lib.content import effects, revision
from lib.content.effects import Effect, Plan, markdown
from lib.content.revision import NO_COMMIT, Place
from lib.wiki import corpus
from lib.wiki.corpus import Corpus, File
from tests.content.playing import TEAMS, Play

CUP = f"""\
title: Cup
sport: football
zone: Europe/Berlin
competitors: {TEAMS}
stages:
- id: groups
  type: groups
  rules: fifa-2022
  draw: {{}}
  dates: {{first: 2026-09-04, times: ["17:30"], venues: [North]}}
  zones: [{{first: 1, last: 1, title: Goes on}}]
  groups: [{{id: one, title: Group 1, short: "1", entries: [a, b, c, d]}}]
- id: final
  type: knockout
  entries: [winner of one, c]
fixtures: [{{id: friendly, home: c, away: d, day: 2026-12-01}}]
"""
DASHBOARD = """\
kind: Dashboard
spec:
  display: {name: League}
  panels:
    goals:
      kind: Panel
      spec:
        display: {name: Goals}
        plugin: {kind: StatChart, spec: {thresholds: {steps: [{value: 5}]}}}
        queries: [{kind: TimeSeriesQuery, spec: {plugin: {kind: PrometheusTimeSeriesQuery, spec: {query: up > 5}}}}]
  layouts:
  - {kind: Grid, spec: {items: [{x: 0, y: 0, width: 8, height: 4, content: {$ref: "#/spec/panels/goals"}}]}}
"""
ALERT = """\
groups:
- name: sport
  rules:
  - alert: TooMany
    expr: sum(rate(sport_goals[5m])) > 5
    for: 10m
    labels: {severity: warn}
    annotations: {summary: Many, description: Very many, runbook: docs/operations.md#many}
"""
METRICS = """\
labels: {event: The event}
metrics: [{name: sport_goals, type: gauge, source: pushed, labels: [event], help: Goals}]
"""
ACCESS = "rules: [{role: editor, claim: groups, among: [sales]}]"
FILE = "content/competitions/cup.yaml"


def declared(files=None, pages=None):
    """A revision of YAML *files* and *pages*, both as text by their path."""
    given = {name: text.encode() for name, text in (files or {}).items()}
    made = revision.load(NO_COMMIT, given, Place())
    blobs = {path: f"{path}-{hash(text)}" for path, text in (pages or {}).items()}
    read = {path: corpus.read(path, blobs[path], text.encode())[0] for path, text in (pages or {}).items()}
    wiki = Corpus().after([File(f"{path}.md", blob) for path, blob in blobs.items()], read)
    return revision.Revision(**{name: getattr(made, name) for name in made.__dataclass_fields__} | {"wiki": wiki})


def planned(before, after, facts=None, pages=({}, {})):
    """The effects of one change of files, given as text by path, or of a competition, given as text."""
    sides = [{FILE: one} if isinstance(one, str) else one for one in (before, after)]
    return effects.of(*map(declared, sides, pages), facts or {})


@pytest.fixture
def play():
    """The cup when its group is over: A has the better difference, and B, level on points, has beaten A."""
    played = Play(declared({FILE: CUP}).competition("cup"))
    for home, away, score in (
        ("b", "a", (1, 0)), ("a", "c", (5, 0)), ("a", "d", (1, 0)),
        ("b", "c", (1, 0)), ("d", "b", (1, 0)), ("c", "d", (0, 0)),
    ):  # fmt: skip
        played.record(event(home, away), home, away, score, stage="Group 1")
    return played


def event(one, other):
    """The event of a match of the group."""
    view = Play(declared({FILE: CUP}).competition("cup")).progress()
    return next(match.event for match in view.matches() if {match.home.id, match.away.id} == {one, other})


def area(found, name):
    return [one for one in found if one.area == name]


def test_nothing_follows_from_no_change(play):
    assert planned(CUP, CUP, play.states) == ()


def test_other_rules_say_who_passes_whom_and_why_and_who_reaches_the_final(play):
    found = planned(CUP, CUP.replace("fifa-2022", "fifa-2026"), play.states)

    (table,) = area(found, "standings")
    assert (table.subject, table.text) == (
        "Cup · Groups · Group 1",
        "with fifa-2026 rules instead of fifa-2022 B passes A",
    )
    assert table.why == (
        "B: from place 2 to 1, Goes on instead of nothing (above A: level on 6 points; head-to-head 1–0)",
        "A: from place 1 to 2, nothing instead of Goes on",
    )
    assert [one.competitor for one in table.standing.after] == ["b", "a", "d", "c"]
    (final,) = area(found, "brackets")
    assert (final.subject, final.text) == ("Cup · Final", "B instead of A (Winner of Group 1)")
    assert area(found, "fixtures") == []
    assert "stages · groups · rules: fifa-2022 → fifa-2026" in area(found, "competitions")[0].why


def test_without_facts_no_standing_is_claimed_to_change():
    found = planned(CUP, CUP.replace("fifa-2022", "fifa-2026"))

    assert {one.area for one in found} == {"competitions"}


def test_a_deduction_says_how_many_points_and_its_reason(play):
    late = CUP.replace("  draw: {}\n", "  draw: {}\n  deductions: [{competitor: a, points: 3, reason: Too late}]\n")

    (one,) = area(planned(CUP, late, play.states), "standings")

    assert one.text == "with 3 points deducted from A (Too late) B passes A; D passes A"
    assert "A: from place 1 to 3, 6 → 3 points, nothing instead of Goes on" in one.why
    (back,) = area(planned(late, CUP, play.states), "standings")
    assert back.text.startswith("with 3 points given back to A (Too late) A passes B, D")


def test_what_is_not_final_yet_is_told_as_it_stands(play):
    game = event("b", "a")
    play.forget(game)
    play.record(game, "b", "a", (1, 0), status="live", stage="Group 1")

    found = area(planned(CUP, CUP.replace("fifa-2022", "fifa-2026"), play.states), "standings")

    assert [(one.subject, one.standing.live) for one in found] == [("Cup · Groups · Group 1, as it stands", True)]


def test_a_fixture_that_moves_says_from_where_to_where_and_warns_when_it_was_played(play):
    later = CUP.replace('times: ["17:30"]', 'times: ["18:30"]')
    known = {one: state for one, state in play.states.items() if one != event("c", "d")}

    found = area(planned(CUP, later, known), "fixtures")

    assert {one.change for one in found} == {"moved"}
    assert len(found) == 6
    told = {one.event: (one.text, one.warning) for one in found}
    assert told[event("c", "d")][1] == ""
    text, warning = told[event("b", "a")]
    assert text.endswith("18:30 at North instead of " + text.partition(" 18:30")[0] + " 17:30 at North")
    assert warning == "It has begun already: it is confirmed."


def test_fixtures_come_and_go(play):
    friendly = "fixtures: [{id: friendly, home: c, away: d, day: 2026-12-01}]"
    other = CUP.replace(friendly, "fixtures: [{id: derby, home: a, away: b, day: 2026-12-01, venue: South}]")

    added, removed = area(planned(CUP, other, play.states), "fixtures")

    assert (added.change, added.event, added.text) == ("added", "cup-derby", "Tue 01 Dec 2026 at South")
    assert (removed.change, removed.event, removed.subject) == ("removed", "cup-friendly", "Cup · C – D")
    assert removed.text == "is no fixture any more"


def test_a_competition_that_goes_says_what_was_played_of_it(play):
    (gone,) = planned({FILE: CUP}, {}, play.states)
    (come,) = planned({}, {FILE: CUP}, play.states)

    assert gone.warning == "6 of its events were played: they stay in the log, and no table counts them."
    assert come.text == "Football, 4 competitors, 8 fixtures; stages: Groups, Final"


BEFORE = {
    "content/dashboards/league.yaml": DASHBOARD,
    "content/alerts/sport.yaml": ALERT,
    "content/metrics.yaml": METRICS,
    "content/access.yaml": ACCESS,
}


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("dashboards/league", "value: 5", "value: 10", "panels · goals · thresholds · steps · 1 · value: 5 → 10"),
        ("dashboards/league", "name: Goals", "name: Points", "panels · goals · name: Goals → Points"),
        ("alerts/sport", "> 5", "> 10", "expr: 5 → 10 in sum(rate(sport_goals[5m])) > 10"),
        ("alerts/sport", "for: 10m", "for: 20m", "for: 10m → 20m"),
        ("metrics", "help: Goals", "help: Points", "help: Goals → Points"),
        ("metrics", "The event", "An event", "event: The event → An event"),
    ],
)
def test_what_is_declared_otherwise_is_told_by_meaning(name, old, new, expected):
    path = f"content/{name}.yaml"

    (one,) = planned(BEFORE, BEFORE | {path: BEFORE[path].replace(old, new)})

    assert (one.area, one.change, one.why) == (name.partition("/")[0], "changed", (expected,))


def test_a_panel_that_comes_is_told_by_its_name():
    path = "content/dashboards/league.yaml"
    panel = DASHBOARD[DASHBOARD.index("    goals:") : DASHBOARD.index("  layouts:")]
    more = DASHBOARD.replace("  layouts:", panel.replace("goals", "cards").replace("Goals", "Cards") + "  layouts:")
    more = more.replace(
        "items: [", 'items: [{x: 8, y: 0, width: 8, height: 4, content: {$ref: "#/spec/panels/cards"}}, '
    )

    (one,) = planned(BEFORE, BEFORE | {path: more})

    assert one.why[0] == "panels · cards: added (Cards)"
    (gone,) = planned(BEFORE | {path: more}, BEFORE)
    assert gone.why[0] == "panels · cards: removed (Cards)"


def test_roles_are_told_by_who_gets_them_and_a_right_without_sign_in_is_a_warning():
    path = "content/access.yaml"
    after = "anonymous: [organizer]\nrules: [{role: editor, claim: groups, among: [legal]}]"

    given, open_, taken = planned(BEFORE, BEFORE | {path: after})

    assert (given.subject, given.text) == (
        "Whoever has legal in groups",
        "is given the role editor, which may read, write",
    )
    assert (open_.subject, bool(open_.warning)) == ("Whoever is not signed in", True)
    assert (taken.subject, taken.text) == ("Whoever has sales in groups", "has the role editor no more")


def test_it_is_told_who_speaks_for_whom():
    path = "content/access.yaml"
    after = ACCESS + "\nsides: [{competitor: legal, claim: groups, among: [department-legal]}]"

    (given,) = planned(BEFORE, BEFORE | {path: after})
    (taken,) = planned(BEFORE | {path: after}, BEFORE)

    assert (given.subject, given.text) == ("Whoever has department-legal in groups", "speaks for legal")
    assert (taken.subject, taken.text) == ("Whoever has department-legal in groups", "speaks for legal no more")


def test_pages_that_move_are_no_new_ones_and_links_that_break_are_told():
    text = "# Rules\n\nOne\n\nTwo\n\nThree\n"
    before = {"index": "# Home\n\n[r](rules.md)\n[t](old.md)", "rules": text, "old": "# Old\n\nThis goes."}
    after = {"index": before["index"], "guides/rules": text + "\nFour\n", "news": "# News\n"}

    found = planned({}, {}, pages=(before, after))

    assert [(one.area, one.change, one.subject) for one in found] == [
        ("wiki", "moved", "Rules"),
        ("wiki", "added", "News"),
        ("wiki", "removed", "Old"),
        ("links", "added", "index"),
        ("links", "added", "index"),
    ]
    assert found[-1].text == "the link rules.md leads to no page"
    mended = planned({}, {}, pages=(after, before))
    assert [one.change for one in area(mended, "links")] == ["removed", "removed"]


def test_markdown_folds_long_lists_and_leaves_no_sign_of_a_stranger():
    many = tuple(Effect(area="wiki", change="added", subject=f"P{one}", text="is new") for one in range(30))
    bad = Effect(area="links", change="added", subject="<img src=x> @all", text="[a](javascript:b) #1", warning="See")

    text = markdown.text(Plan(base="a" * 40, head="b" * 40, events=3, effects=(*many, bad)))

    assert "**Wiki pages 30 · Links 1**" in text
    assert text.index("### Look twice (1)") < text.index("### Wiki pages (30)") < text.index("<details>")
    assert "\\<img src=x\\> \\@all" in text
    assert "\\[a\\](javascript\\:b) \\#1" in text
