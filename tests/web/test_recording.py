"""What the recorder sends is valid, and what it foresees is what the fold makes of it."""

import json
from datetime import UTC, date, datetime
from html import escape

import msgspec
import pytest

from lib.content import competitions, declared
from lib.content.revision import Commit, Revision
from lib.settings import ROOT
from lib.sport import actions, verify
from lib.sport.actions import Competitor, Member
from lib.sport.fold import add, fold
from tests.sport.making import KICK_OFF, action

pytestmark = pytest.mark.browser

TEAMS = [
    Competitor(id=team, name=team.title(), members=[Member(id=f"{team}-{n}", name=f"{team} {n}") for n in (1, 2)])
    for team in ("sales", "logistics")
]
START_MS = round(KICK_OFF.timestamp() * 1000)

# Runs a script: each line is a function of vocabulary.js with its arguments after the state; *state* is foreseen on
# the way, as the recorder does it. Answers the actions and the last foreseen state.
PLAY = """async ([declared, script, start]) => {
    const base = document.querySelector('script').src.replace('elements.js', '');
    const [vocabulary, { cloudEvent }, { foresee }] = await Promise.all(
        ['vocabulary', 'post', 'foresight'].map((name) => import(`${base}${name}.js`)));
    const sent = [];
    let state = declared, at = start;
    const send = ({ kind, data }) => sent.push(cloudEvent(kind, declared.id, data, { at, source: 'test' }));
    for (const [seconds, name, ...rest] of script) {
        at = start + seconds * 1000;
        const step = name === 'step' && vocabulary.steps(state).find((one) => one.name === rest[0]);
        if (step) step.actions.forEach((one) => { send(one); at += 1; });
        else if (name === 'undo') send(vocabulary.retract(sent.at(rest[0]), ''));
        else if (name === 'status') send(vocabulary.status(...rest));
        else send(vocabulary[name](state, ...rest, at));
        state = foresee(declared, sent);
    }
    return [sent, state];
}"""

FOOTBALL = [
    (0, "step", "period-start"),
    (300, "goal", 0, {"method": "open", "member": "sales-1"}),
    (400, "goal", 1, {"method": "own", "member": "sales-2"}),
    (420, "card", 0, {"kind": "yellow", "member": "sales-2"}),
    (430, "card", 1, {"kind": "time-penalty"}),
    (500, "substitution", 1, {"comes": "logistics-2", "goes": "logistics-1"}),
    (600, "review"),
    (630, "review"),
    (700, "clockAdjust", {"running": False}, "stop"),
    (760, "clockAdjust", {"running": True}, "go"),
    (800, "clockAdjust", {"clock": 900}, "set"),
    (2500, "clockAdjust", {"added": 180}, "added"),
    (2600, "goal", 0, {"method": "penalty"}),
    (2610, "undo", -1),
    (2700, "step", "period-end"),
    (3600, "step", "period-start"),
    (3700, "goal", 0, {"method": "header"}),
]
SHOOTOUT = [
    (0, "step", "period-start"),
    (2700, "step", "period-end"),
    (3600, "step", "period-start"),
    (6300, "step", "period-end"),
    (6400, "periodStart", 5),
    (6410, "kick", 0, True),
    (6420, "kick", 1, False),
    (6430, "kick", 0, True),
    (6440, "step", "period-end"),
    (6500, "step", "end"),
    (6600, "step", "confirm"),
]
FORGOTTEN_CLOCK = [(0, "step", "period-start"), (9000, "goal", 0, {"method": "open"})]
TABLE_TENNIS = [
    (0, "step", "start"),
    *((10 + i, "point", 0) for i in range(11)),
    (50, "point", 1),
    (51, "point", 1),
    (52, "undo", -1),
    (60, "setEnd", 1),
    *((70 + i, "point", 0) for i in range(22)),
]
BASKETBALL = [(0, "step", "period-start"), (10, "goal", 0, {"points": 3}), (20, "goal", 1, {"points": 2})]
SCRIPTS = [
    ("football", FOOTBALL),
    ("football", SHOOTOUT),
    ("football", FORGOTTEN_CLOCK),
    ("handball", FOOTBALL[:5]),
    ("table-tennis", TABLE_TENNIS),
    ("basketball", BASKETBALL),
]


@pytest.fixture
def play(page):
    """Run a script; the declaration, the actions as decoded, and the state that the browser foresaw."""

    def play(sport, script):
        first = action("event.declared", at=-60, sport=sport, competitors=TEAMS)
        declared = json.loads(msgspec.json.encode(fold("e1", [first])))
        sent, foreseen = page.evaluate(PLAY, [declared, [list(line) for line in script], START_MS])
        return first, [actions.decode(json.dumps(one)) for one in sent], foreseen

    return play


@pytest.mark.parametrize(("sport", "script"), SCRIPTS)
def test_all_that_the_buttons_record_is_taken(play, sport, script):
    first, sent, _ = play(sport, script)

    state, seen = fold("e1", [first]), {}
    for one in sent:
        verify.verify(one, state, one.at, seen.get)
        seen[one.id] = one
        state = add(state, one, seen.get)
    assert len(seen) == len(sent)


@pytest.mark.parametrize(("sport", "script"), SCRIPTS)
def test_the_recorder_foresees_what_the_fold_will_say(play, sport, script):
    first, sent, foreseen = play(sport, script)

    state = fold("e1", [first, *sent])
    assert foreseen["score"] == state.score
    assert foreseen["status"] == state.status
    assert foreseen["shootout"] == state.shootout
    assert (foreseen["clock"] or {}).get("period") == (state.clock.period if state.clock else None)
    if state.clock:
        assert foreseen["clock"]["elapsed"] == pytest.approx(state.clock.elapsed, abs=2)
        assert foreseen["clock"]["running"] == state.clock.running
    if sport == "table-tennis":
        assert [one["score"] for one in foreseen["periods"]] == [one.score for one in state.periods]


def test_an_own_goal_is_recorded_for_who_did_it_and_counts_for_the_other_side(play):
    _, sent, _ = play("football", FOOTBALL[:3])

    own = sent[-1].data
    assert (own.participant, own.credited_to, own.member) == ("sales", "logistics", "sales-2")


def test_a_clock_that_nobody_stopped_is_left_out_of_a_goal(play):
    _, sent, _ = play("football", FORGOTTEN_CLOCK)

    assert (sent[-1].data.period, sent[-1].data.clock) == (1, None)


def test_a_challenge_of_a_ladder_is_declared_with_all_that_its_competition_says(page, put):
    content = {path: (ROOT / path).read_bytes() for path in ("content/competitions/office-table-tennis.yaml",)}
    commit = Commit("a" * 40, "Finance", datetime(2026, 5, 1, tzinfo=UTC), "Begin")
    revision = Revision(commit=commit, competitions=tuple(competitions.read(content)))
    meetings = msgspec.json.encode(list(declared.ad_hoc(revision, date(2026, 11, 30)))).decode()
    put(f"<tl-declare meetings='{escape(meetings)}'></tl-declare>")
    page.select_option("[name=within]", label="Office table tennis: Ladder")
    one, other = (option.get_attribute("value") for option in page.query_selector_all("[name=home] option")[2:4])
    page.select_option("[name=home]", one)
    page.select_option("[name=away]", other)

    with page.expect_request("**/api/actions") as sent:
        page.click("[data-do=declare]")

    event = actions.decode(sent.value.post_data)
    assert [side.id for side in event.data.competitors] == [one, other]
    assert (event.data.competition, event.data.stage) == ("office-table-tennis", "Ladder")
    assert event.data.format.confirmation == "opponent"
    verify.verify(event, None, event.at, {}.get)
    page.wait_for_url("**/record?event=*")


def test_what_is_declared_by_hand_is_a_valid_event(page, put):
    put("<tl-declare></tl-declare>")
    page.fill("[name=home]", "Söhne & Töchter")
    page.fill("[name=away]", "Söhne & Töchter")
    page.click("summary")
    page.fill("[name=homePlayers]", "7 Ana Ñandú\nBob\n\n 10. Cy")

    with page.expect_request("**/api/actions") as sent:
        page.click("[data-do=declare]")

    declared = actions.decode(sent.value.post_data)
    home, away = declared.data.competitors
    assert [(one.number, one.name) for one in home.members] == [(7, "Ana Ñandú"), (None, "Bob"), (10, "Cy")]
    assert home.id != away.id
    verify.verify(declared, None, declared.at, {}.get)
    page.wait_for_url("**/record?event=*")
