"""The past of races and challenges: what is seen at a moment is what was known of it then."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from lib.sport import fold, moments
from lib.sport.participations import MemoryField
from tests.sport.making import FIVE_KM, KICK_OFF, RUNNERS, action, passing
from tests.sport.making import race as declared
from tests.sport.test_challenge import challenges
from tests.sport.test_race import races

START = round(KICK_OFF.timestamp() * 1000)


def seen(actions, seconds):
    """What of *actions*, folded all together, is seen at a moment."""
    field = MemoryField()
    whole = fold.fold("e1", actions, field)
    return moments.at(whole, START + round(seconds * 1000), field)


def known(actions, seconds):
    """What had come of them by then; entries and declarations are known before they are made."""
    early = [one for one in actions if one.at <= START + seconds * 1000]
    always = [one for one in actions if one.kind in {"event.declared", "entry"} and one not in early]
    return fold.fold("e1", [*early, *always])


def told(state):
    """What pages show of a race or a challenge."""
    return state.race, state.challenge, state.status, state.since


@given(races() | challenges(), st.integers(-10, 1600), st.randoms(use_true_random=False))
def test_the_past_is_the_fold_of_what_had_happened_whatever_was_corrected_later(actions, seconds, random):
    # Corrections of entries hold from the beginning, as entries do: there are none here.
    entries = {one.id for one in actions if one.kind == "entry"}
    corrected = [one for one in actions if getattr(one.data, "action", "") not in entries]
    random.shuffle(corrected)

    assert told(seen(corrected, seconds)) == told(known(corrected, seconds))


def test_another_declaration_means_what_it_would_have_meant_from_the_beginning():
    happened = [action("start"), passing("1", "k2", 500), passing("2", "k2", 480)]
    other = declared(structs.replace(FIVE_KM, laps=2), runners=RUNNERS[1:])
    field = MemoryField()
    whole = fold.fold("e1", [declared(), *happened], field)

    made = moments.declared(whole, other.data, field)

    assert made.declared == other.data
    assert told(made) == told(fold.fold("e1", [other, *happened])) != told(whole)


def test_a_bib_that_was_amended_later_is_still_that_of_the_first_runner_before():
    given_ = [
        declared(runners=RUNNERS[:2]),
        action("start"),
        passing("1", "k2", 500, id="x"),
        action("amend", at=600, action="x", fields={"bib": "2"}, reason="Seen on the film."),
        action("amend", at=700, action="x", fields={"checkpoint": "start"}),
        action("retract", at=800, action="x"),
    ]
    order = {at: [(line.id, [slot for slot, _ in line.splits]) for line in seen(given_, at).race.leaders] for at in (
        499, 599, 699, 799, 800,
    )}  # fmt: skip

    assert order == {
        499: [("1", []), ("2", [])],
        599: [("1", [1]), ("2", [])],
        699: [("2", [1]), ("1", [])],
        799: [("2", [0]), ("1", [])],
        800: [("1", []), ("2", [])],
    }
