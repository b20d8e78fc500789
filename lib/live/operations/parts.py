"""How the parts are that this process sees: Kafka, Prometheus, the processor, its own feeds, the content repository.

Nothing here waits for a part of which is known already that it is away.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from lib.adapters import kafka
from lib.adapters.cluster import Group, TopicFacts
from lib.adapters.prometheus import BadQuery, Metrics
from lib.errors import Unavailable
from lib.live.follower import Follower
from lib.live.node import Node

SAMPLES = "touchline-samples"
THROUGHPUT = "sum(rate(touchline_actions_total[1m]))"
DELAY = "histogram_quantile(0.95, sum by (le) (rate(touchline_sample_delay_seconds_bucket[5m])))"
VIEWERS = "sum(touchline_viewers)"
# Fewer records than this are on their way, and not behind.
BEHIND = 1000


class Part(Struct, frozen=True):
    """A part, how it is, a sentence about it, and *facts* as pairs of words."""

    name: str
    state: Literal["good", "doubtful", "bad"]
    sentence: str
    facts: list[tuple[str, str]] = []


def look(here: Node) -> list[Part]:
    """All parts, in the order of the way of an action."""
    return [_kafka(here), _processor(here), _writer(here), _feeds(here), _prometheus(here), _repository(here)]


def _kafka(here: Node) -> Part:
    lags = here.streams.lags
    if lags.problem:
        return Part("Kafka", "bad", lags.problem)
    try:
        brokers, topics = here.streams.cluster.brokers(), here.streams.cluster.topics()
    except Unavailable as away:
        return Part("Kafka", "bad", str(away))
    wrong = list(_wrong(topics))
    facts = [
        ("Brokers", ", ".join(f"{one.id} at {one.address}{' (controller)' * one.controller}" for one in brokers)),
        ("Topics", str(len(topics))),
        ("Partitions", str(sum(len(one.partitions) for one in topics))),
        ("Megabytes", f"{sum(one.size for one in topics) / 1e6:,.1f}"),
    ]
    return Part("Kafka", "doubtful" if wrong else "good", " ".join(wrong) or "All copies are in sync.", facts)


def _wrong(topics: list[TopicFacts]) -> Iterator[str]:
    there = {one.name for one in topics}
    if absent := [one.name for one in kafka.TOPICS if one.name not in there]:
        yield f"There is no {', '.join(absent)}."
    for one in topics:
        if lagging := sum(len(part.in_sync) < len(part.replicas) for part in one.partitions):
            yield f"{one.name} has {lagging} partitions with copies that are not in sync."
        if differing := [setting.name for setting in one.settings if setting.differs]:
            yield f"{one.name} is not set as declared: {', '.join(differing)}."


def _processor(here: Node) -> Part:
    group = _group(here, here.settings.processor_group)
    return _reading("Processor", here, group, [("Actions a second", THROUGHPUT)])


def _writer(here: Node) -> Part:
    return _reading("Writer of samples", here, _group(here, SAMPLES), [("Kafka to Prometheus, 95 of 100, s", DELAY)])


def _group(here: Node, name: str) -> Group | None:
    return next((one for one in here.streams.lags.groups if one.name == name), None)


def _reading(name: str, here: Node, group: Group | None, asked: list[tuple[str, str]]) -> Part:
    """A part that is a consumer group."""
    if group is None:
        return Part(name, "bad", here.streams.lags.problem or "No group of this name has ever read: it never ran.")
    facts = [("Members", str(len(group.members))), ("Records behind", f"{group.lag:,}")]
    facts += [(words, _number(here, query)) for words, query in asked]
    if not group.members:
        state, sentence = ("good", "Nothing runs, and nothing is left to do.") if not group.lag else ("bad", NOBODY)
    else:
        state = "good" if group.lag < BEHIND else "doubtful"
        sentence = "It reads, and is up to date." if group.lag < BEHIND else "It reads, and is behind."
    return Part(name, state, sentence, facts)


NOBODY = "Records wait, and nothing reads them."


def _number(here: Node, query: str) -> str:
    if here.alerts.problem:
        return "unknown"
    found = number(here.metrics, query)
    return "unknown" if found is None else f"{found:,.2f}".rstrip("0").rstrip(".")


def number(metrics: Metrics, query: str) -> float | None:
    """The one value of *query*, or None where there is none, or nobody to ask."""
    try:
        values = metrics.instant(query).frame["value"]
    except (Unavailable, BadQuery):
        return None
    return None if values.empty or math.isnan(values.iloc[0]) else float(values.iloc[0])


def _feeds(here: Node) -> Part:
    followers = [here.feed, here.fields, here.tracks]
    stale = [one.TOPIC for one in followers if one.stale_since is not None]
    coming = [one.TOPIC for one in followers if not one.caught_up]
    facts = [(one.TOPIC, _fed(one)) for one in followers]
    facts.append(("Open live streams, all processes", _number(here, VIEWERS)))
    if stale:
        return Part("Feeds of this process", "bad", f"Nothing comes of {', '.join(stale)}.", facts)
    if coming:
        return Part("Feeds of this process", "doubtful", f"{', '.join(coming)} is still being read.", facts)
    return Part("Feeds of this process", "good", "All is read as it comes.", facts)


def _fed(one: Follower) -> str:
    return f"{one.lag:,} records behind" if one.lag else "up to date"


def _prometheus(here: Node) -> Part:
    if here.alerts.problem:
        return Part("Prometheus", "bad", here.alerts.problem)
    facts = [("Alerts that fire", str(len(here.alerts.firing)))]
    try:
        facts.insert(0, ("Version", here.metrics.version()))
    except (Unavailable, BadQuery) as away:
        return Part("Prometheus", "bad", str(away), facts)
    return Part("Prometheus", "good", "It answers.", facts)


def _repository(here: Node) -> Part:
    library, held = here.library, here.outgoing.reasons
    facts = [("Repository", library.repository.public), ("Branch", library.repository.wanted)]
    if library.branch.looked:
        facts.append(("Last looked at", f"{library.branch.looked:%Y-%m-%d %H:%M:%S} UTC"))
    facts += [("Change that waits", reason) for reason in held.values()]
    if library.branch.problem:
        return Part("Content repository", "bad", str(library.branch.problem), facts)
    if held:
        return Part("Content repository", "doubtful", f"{len(held)} changes wait to be taken.", facts)
    return Part("Content repository", "good", "It answers, and takes what is saved.", facts)
