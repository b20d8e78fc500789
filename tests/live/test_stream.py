"""The stream of server-sent events as it goes over the wire."""

import json
import re
from itertools import takewhile

import pytest
import requests

from lib.live import hub
from lib.local import ports
from lib.settings import ROOT
from tests.sport.making import action, declared
from tests.web.hosting import Site


@pytest.fixture
def site(make_settings):
    """Two events in two competitions; not up yet."""
    site = Site(make_settings(APP_PORT=ports.free()))
    site.put("e1", [declared(subject="e1", competition="cup")])
    site.put("e2", [declared(subject="e2", competition="league")])
    return site


class Opened:
    """A stream that somebody opened with *query*."""

    def __init__(self, site, headers=None, **query):
        self._answer = requests.get(f"{site.address}/api/live", query, headers=headers, stream=True, timeout=60)
        self._lines = self._answer.iter_lines(chunk_size=1, decode_unicode=True)
        self.type, self.cursor = self._answer.headers["content-type"], ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._answer.close()

    def message(self):
        """The next message: its name, and its data."""
        said = dict(line.split(": ", 1) for line in takewhile(bool, self._lines))
        self.cursor = said.get("id", self.cursor)
        return said["event"], json.loads(said["data"])

    def states(self):
        """The states up to the next message that says to where everything was sent."""
        found, before = {}, self.cursor
        while self.cursor == before:
            name, data = self.message()
            found |= {data["state"]["id"]: data["state"]} if name == "state" else {}
        return found


def test_who_comes_back_says_up_to_where_and_is_sent_what_is_new_since(site):
    both = {"event": ["e1", "e2"]}
    with site.up():
        with Opened(site, **both) as first:
            assert set(first.states()) == {"e1", "e2"}
        site.put("e2", [declared(subject="e2"), action("score", subject="e2", participant="sales")])

        for again in ({"headers": {"Last-Event-ID": first.cursor}}, {"last": first.cursor}):
            with Opened(site, **both, **again) as second:
                found = second.states()
            assert {event: one["score"] for event, one in found.items()} == {"e2": [1, 0]}


def test_a_competition_is_followed_without_what_happened_in_each_event(site):
    with site.up(), Opened(site, competition="cup") as stream:
        assert stream.type.startswith("text/event-stream")
        assert set(stream.states()) == {"e1"}
        for event, competition in (("e2", "league"), ("e1", "cup")):
            goal = action("score", subject=event, participant="sales")
            site.put(event, [declared(subject=event, competition=competition), goal])
        found = stream.states()

    assert {event: one["score"] for event, one in found.items()} == {"e1": [1, 0]}
    assert "timeline" not in found["e1"]


def test_it_beats_while_nothing_happens_and_much_before_a_page_takes_it_for_dead(site, monkeypatch):
    patience = re.search(r"SILENT_MS = ([\d_]+)", (ROOT / "lib" / "web" / "components" / "feed.js").read_text())[1]
    assert int(patience) / 1000 > 2 * hub.BEAT_S
    monkeypatch.setattr(hub, "BEAT_S", 0.05)

    with site.up(), Opened(site, event="e1") as stream:
        site.node.feed.stale_since = 1_780_000_000_000
        stream.states()
        beats = [stream.message() for _ in range(2)]

    assert [name for name, _ in beats] == ["beat", "beat"]
    assert beats[0][1]["now"] < beats[1][1]["now"]
    assert beats[1][1]["stale_since"] == 1_780_000_000_000
