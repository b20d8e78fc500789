"""Two of everything behind one address: whatever is restarted or killed, pages go on and every action counts once."""

import asyncio

import pytest

from lib.adapters import kafka
from lib.local import packages
from lib.local.fleet import Fleet
from lib.local.load import Load
from tests.conftest import require

pytestmark = [pytest.mark.kafka, pytest.mark.prometheus]

SESSION_MS = 6_000  # so long a group waits for a member that died; for one that says goodbye, nobody does


async def restarted(fleet: Fleet) -> tuple[Load, int]:
    async with Load(fleet.address, rate=60, viewers=30, events=6) as load:
        load.begin_measuring()
        for one in (fleet.apps[0], fleet.processors[0]):
            await asyncio.to_thread(one.stop)
            await asyncio.to_thread(one.start)
        gap = load.longest_gap_ms()
        for one in (fleet.apps[1], fleet.processors[1], fleet.proxy):
            await asyncio.to_thread(one.kill)
        await asyncio.to_thread(fleet.proxy.start)
        await load.end_sending()
        assert await load.settled(60) == (0, 0, 0), "lost, doubled, viewers that do not show the end"
        return load, gap


def test_under_load_nothing_is_lost_or_doubled_and_no_page_stays_dead(broker, prometheus, tmp_path):
    require(packages.HAPROXY)
    fleet = Fleet(tmp_path, broker.address, prometheus.address)
    kafka.ensure_topics(fleet.settings)

    with fleet:
        load, gap = asyncio.run(restarted(fleet))

    assert load.sent > 100
    assert load.connections > len(load.viewers), "some had to connect anew"
    assert gap < 2 * SESSION_MS
