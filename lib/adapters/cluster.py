"""What Kafka says of itself: its topics with their settings, its consumer groups and how far each has read."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from kafka import KafkaAdminClient, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType, OffsetSpec
from kafka.errors import KafkaError
from kafka.protocol.consumer import IsolationLevel

from lib.adapters import kafka
from lib.settings import Settings

PATIENCE_MS = 5_000
CHANGELOG = "changelog__"  # begins the names of the topics in which Quix Streams keeps a state
DECLARED = {topic.name: topic for topic in kafka.TOPICS}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Partition:
    """A partition: where its copies are, which offsets it has, and its size in bytes on its leader."""

    number: int
    leader: int
    replicas: tuple[int, ...]
    in_sync: tuple[int, ...]
    earliest: int
    latest: int
    size: int


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting of a topic. *wanted* is what we declare, empty where we declare nothing."""

    name: str
    value: str
    wanted: str = ""

    @property
    def differs(self) -> bool:
        """Whether it is not what it should be."""
        return bool(self.wanted) and self.value != self.wanted


@dataclass(frozen=True, slots=True)
class TopicFacts:
    """A topic. *settings* are those that were set for it, or that we declare."""

    name: str
    help: str
    partitions: tuple[Partition, ...]
    settings: tuple[Setting, ...]

    @property
    def size(self) -> int:
        """Bytes of all its partitions."""
        return sum(one.size for one in self.partitions)

    @property
    def offsets(self) -> int:
        """How many offsets it spans: at most so many records."""
        return sum(one.latest - one.earliest for one in self.partitions)


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a group has read a partition; *committed* is None where it has not committed yet."""

    topic: str
    partition: int
    committed: int | None
    latest: int
    earliest: int

    @property
    def lag(self) -> int:
        """Offsets that it has not read; without a commit, all that are there."""
        return max(0, self.latest - (self.earliest if self.committed is None else self.committed))


@dataclass(frozen=True, slots=True)
class Broker:
    """A broker, by the address that it gives to clients; one of them is the *controller*."""

    id: int
    address: str
    controller: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A process in a consumer group, the machine that it connects from, and what it reads: topics with partitions."""

    id: str
    host: str
    assigned: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A consumer group: its *state* in Kafka's words, its members, and how far it is."""

    name: str
    state: str
    members: tuple[Member, ...]
    reached: tuple[Reached, ...]

    @property
    def lag(self) -> int:
        """Offsets of all partitions that it has not read."""
        return sum(one.lag for one in self.reached)


class Cluster:
    """Asks Kafka. Safe to use from many threads; connects when first asked, and again after an error."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._client: KafkaAdminClient | None = None

    def close(self) -> None:
        """Let go of the connection."""
        with self._lock:
            self._forget()

    def names(self) -> list[str]:
        """All topics but Kafka's own, by name. Raise Unavailable."""
        return self._ask(lambda admin: sorted(one for one in admin.list_topics() if not one.startswith("__")))

    def topics(self) -> list[TopicFacts]:
        """All topics but Kafka's own, ours first. Raise Unavailable."""
        return sorted(self._ask(_topics), key=lambda one: ([*DECLARED, one.name].index(one.name), one.name))

    def brokers(self) -> list[Broker]:
        """The brokers that are there, by their number. Raise Unavailable."""
        return self._ask(_brokers)

    def groups(self) -> list[Group]:
        """All consumer groups, by name. Raise Unavailable."""
        return self._ask(_groups)

    def _ask(self, question: Callable[[KafkaAdminClient], T]) -> T:
        with self._lock:
            try:
                if self._client is None:
                    self._client = KafkaAdminClient(
                        **kafka.options(self._settings),
                        request_timeout_ms=PATIENCE_MS,
                        bootstrap_timeout_ms=PATIENCE_MS,
                    )
                return question(self._client)
            except KafkaError as error:
                self._forget()
                raise kafka.away(self._settings, error) from error

    def _forget(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None


def _brokers(admin: KafkaAdminClient) -> list[Broker]:
    found = admin.describe_cluster()
    rows = ((one["broker_id"], f"{one['host']}:{one['port']}") for one in found["brokers"])
    return [Broker(id_, address, id_ == found["controller_id"]) for id_, address in sorted(rows)]


def _topics(admin: KafkaAdminClient) -> list[TopicFacts]:
    found = [one for one in admin.describe_topics() if not one["name"].startswith("__")]
    places = [TopicPartition(one["name"], part["partition_index"]) for one in found for part in one["partitions"]]
    if not places:
        return []
    earliest, latest = _offsets(admin, places, OffsetSpec.EARLIEST), _offsets(admin, places, OffsetSpec.LATEST)
    sizes, settings = _sizes(admin), _settings(admin, [one["name"] for one in found])
    return [
        TopicFacts(
            name=one["name"],
            help=DECLARED[one["name"]].help if one["name"] in DECLARED else "",
            partitions=tuple(
                _partition(one["name"], part, earliest, latest, sizes)
                for part in sorted(one["partitions"], key=lambda part: part["partition_index"])
            ),
            settings=settings[one["name"]],
        )
        for one in found
    ]


def _partition(topic: str, part: Mapping, earliest: Mapping, latest: Mapping, sizes: Mapping) -> Partition:
    place = TopicPartition(topic, part["partition_index"])
    return Partition(
        number=part["partition_index"],
        leader=part["leader_id"],
        replicas=tuple(part["replica_nodes"]),
        in_sync=tuple(part["isr_nodes"]),
        earliest=earliest.get(place, 0),
        latest=latest.get(place, 0),
        size=sizes.get((part["leader_id"], *place), 0),
    )


def _sizes(admin: KafkaAdminClient) -> dict[tuple[int, str, int], int]:
    """Bytes by broker, topic and partition."""
    return {
        (broker["broker"], topic["name"], part["partition_index"]): part["partition_size"]
        for broker in admin.describe_log_dirs()
        for folder in broker["log_dirs"]
        for topic in folder["topics"]
        for part in topic["partitions"]
        if not part["is_future_key"]
    }


def _settings(admin: KafkaAdminClient, names: Iterable[str]) -> dict[str, tuple[Setting, ...]]:
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    found = next(iter(admin.describe_configs(resources, config_filter="all").values()), {})
    return {name: tuple(_shown(name, found.get(name, {}))) for name in names}


def _shown(topic: str, found: Mapping[str, Mapping]) -> Iterable[Setting]:
    wanted = DECLARED[topic].config if topic in DECLARED else {}
    for name, row in sorted(found.items()):
        if name in wanted or row["config_source"] == "DYNAMIC_TOPIC_CONFIG":
            yield Setting(name, "" if row["is_sensitive"] else str(row["value"]), wanted.get(name, ""))


def _offsets(admin: KafkaAdminClient, places: Iterable[TopicPartition], which: OffsetSpec) -> dict[TopicPartition, int]:
    found = admin.list_partition_offsets(dict.fromkeys(places, which), isolation_level=IsolationLevel.READ_COMMITTED)
    return {place: at.offset for place, at in found.items()}


def _groups(admin: KafkaAdminClient) -> list[Group]:
    names = sorted(one["group_id"] for one in admin.list_groups())
    if not names:
        return []
    described, committed = admin.describe_groups(names), admin.list_group_offsets(dict.fromkeys(names))
    places = {place for offsets in committed.values() for place in offsets}
    places |= {place for one in described.values() for place in _assigned(one)}
    there = {one["name"] for one in admin.describe_topics([place.topic for place in places])} if places else set()
    places = {place for place in places if place.topic in there}
    earliest, latest = _offsets(admin, places, OffsetSpec.EARLIEST), _offsets(admin, places, OffsetSpec.LATEST)
    return [_group(name, described[name], committed.get(name, {}), earliest, latest) for name in names]


def _assigned(described: Mapping) -> set[TopicPartition]:
    return {TopicPartition(*place) for member in described["members"] for place in _member(member).assigned}


def _member(described: Mapping) -> Member:
    """What a member has to read. The topics that keep its state are assigned to it too, but to be written."""
    assigned = (described.get("member_assignment") or {}).get("assigned_partitions", ())
    read = (one for one in assigned if not one["topic"].startswith(CHANGELOG))
    places = sorted((one["topic"], number) for one in read for number in one["partitions"])
    return Member(described["member_id"], described["client_host"].removeprefix("/"), tuple(places))


def _group(name: str, described: Mapping, committed: Mapping, earliest: Mapping, latest: Mapping) -> Group:
    places = sorted(one for one in {*committed, *_assigned(described)} if one in latest)
    reached = tuple(
        Reached(
            one.topic, one.partition, committed[one].offset if one in committed else None, latest[one], earliest[one]
        )
        for one in places
    )
    return Group(name, described["group_state"], tuple(map(_member, described["members"])), reached)
