"""Following a branch: how often it is looked at, and that nothing ends it."""

from itertools import pairwise

import pytest

from lib.adapters.git import Repository
from lib.adapters.git.branch import LONGEST_WAIT_S, Branch, wait_s
from lib.errors import Unavailable
from tests.checkout import Checkout
from tests.waiting import wait_for


@pytest.mark.parametrize("poll_s", [0.02, 5.0])
def test_the_waits_grow_and_stay_at_the_longest_however_often_it_failed(poll_s):
    waits = [wait_s(poll_s, failures) for failures in range(5001)]

    longest = waits.index(LONGEST_WAIT_S)
    assert waits[0] == poll_s
    assert all(after == 2 * before for before, after in pairwise(waits[:longest]))
    assert set(waits[longest:]) == {LONGEST_WAIT_S}
    assert wait_s(3600, 5000) == 3600


class Fragile(Repository):
    """A repository whose files cannot be looked at once."""

    locked = True

    def stamp(self):
        if self.locked:
            self.locked = False
            raise PermissionError
        return super().stamp()


def test_nothing_whatever_ends_the_thread(tmp_path, make_settings):
    checkout = Checkout(tmp_path / "origin")
    sha = checkout.commit({"content/wiki/index.md": "# One"})
    coming = [KeyError("x"), MemoryError(), SystemExit(1)]
    told = []

    def take(_):
        if coming:
            raise coming.pop()
        told.append(branch.problem)

    branch = Branch(Fragile(make_settings(CONTENT_REPO=checkout.path)), 0.001, (), take)
    branch.start()
    wait_for(lambda: branch.sync.running == sha)
    branch.stop()

    assert coming == []
    assert isinstance(told[0], Unavailable)
