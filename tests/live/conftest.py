"""What tests of routes share."""

from itertools import count

import pytest

from lib.live.limits import Clients


@pytest.fixture
def unhurried(monkeypatch):
    """Those who count what clients ask for see a few milliseconds go by with each look, however busy the machine is."""
    monkeypatch.setattr(Clients.__init__, "__defaults__", (count(0.0, 0.004).__next__,))
