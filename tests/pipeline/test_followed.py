"""An id is called new only when it is: of events that were followed from their first action on."""

from hypothesis import given
from hypothesis import strategies as st

from lib.pipeline.followed import Followed


def test_of_an_event_that_is_not_followed_nothing_is_known():
    followed = Followed()
    followed.add(b"e1", "a1")

    assert not followed.is_new(b"e1", "a2")


def test_a_followed_event_knows_what_it_has_not_taken():
    followed = Followed()
    followed.begin(b"e1")
    followed.add(b"e1", "a1")

    assert (followed.is_new(b"e1", "a1"), followed.is_new(b"e1", "a2")) == (False, True)

    followed.leave(b"e1")
    assert not followed.is_new(b"e1", "a2")


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 20), st.booleans())))
def test_the_first_to_begin_is_the_first_to_go_and_nothing_taken_is_ever_new(turns):
    followed, taken, begun = Followed(most=10), {}, []
    for name, id, is_begun in turns:
        event = name.encode()
        if is_begun and event not in taken:
            followed.begin(event)
            taken[event] = set()
            begun.append(event)
        if event in taken:
            if id not in taken[event]:
                followed.add(event, str(id))
            taken[event].add(id)
            assert not followed.is_new(event, str(id))
    left = [followed.is_new(event, "never") for event in begun]
    assert left == sorted(left)
    assert sum(len(taken[event]) for event, is_left in zip(begun, left, strict=True) if is_left) <= 10
