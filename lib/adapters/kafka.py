"""Kafka: how to connect, and which topics there are."""

from __future__ import annotations

from dataclasses import dataclass

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import KafkaError, TopicAlreadyExistsError

from lib.errors import Unavailable
from lib.settings import Settings

ACTIONS = "sport.actions"
EVENTS = "sport.events"
REJECTED = "sport.rejected"
REDRIVEN = "sport.redriven"
FIELD = "sport.field"
POSITIONS = "sport.positions"
TRACKS = "sport.tracks"
GROUPS = "touchline-"  # how the names of our consumer groups begin

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
ASKED = 5
PATIENCE_MS = 10_000


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of ours: its name, the settings that it must have, and why it exists."""

    name: str
    config: dict[str, str]
    help: str


TOPICS = (
    Topic(
        ACTIONS,
        # The broker's own clock stamps each record, so that verification repeats with the same result.
        {
            "cleanup.policy": "delete",
            "retention.ms": "-1",
            "retention.bytes": "-1",
            "message.timestamp.type": "LogAppendTime",
        },
        "Every action that was ever sent, keyed by event. Kept for ever.",
    ),
    Topic(
        EVENTS,
        # The delay keeps each state for as long as Prometheus takes late samples.
        {"cleanup.policy": "compact", "min.compaction.lag.ms": str(7 * DAY_MS)},
        "The newest state of each event, keyed by event. Compacted; can be rebuilt from sport.actions.",
    ),
    Topic(
        REJECTED,
        # Room for the largest record of sport.actions and our headers.
        {"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1", "max.message.bytes": "2097152"},
        "Actions that were not taken: the original bytes, with the reason in the headers.",
    ),
    Topic(
        REDRIVEN,
        {"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1"},
        "Which rejected actions were sent again: by whom, when, with which change, and where they are now.",
    ),
    Topic(
        FIELD,
        {"cleanup.policy": "compact"},
        "What each participant of a race or a challenge has, and what voters predict, keyed by event and participant.",
    ),
    Topic(
        POSITIONS,
        {"cleanup.policy": "delete", "retention.ms": str(30 * DAY_MS), "message.timestamp.type": "LogAppendTime"},
        "Where participants are, every second, keyed by event and part of its field. No result depends on them.",
    ),
    Topic(
        TRACKS,
        {"cleanup.policy": "delete", "retention.ms": str(HOUR_MS), "segment.ms": str(HOUR_MS // 6)},
        "The newest position of each participant, in blocks, a few times a second: for the maps of open pages.",
    ),
)


def log_of(key: str) -> str:
    """The topic that a sender's record belongs into: positions are keyed by a part of a field, such as ``run/7``."""
    return POSITIONS if "/" in key else ACTIONS


def options(settings: Settings) -> dict[str, object]:
    """Connection options of kafka-python's clients."""
    given = {
        "security_protocol": settings.kafka_security_protocol,
        "sasl_mechanism": settings.kafka_sasl_mechanism,
        "sasl_plain_username": settings.kafka_sasl_username,
        "sasl_plain_password": settings.kafka_sasl_password,
        "ssl_cafile": settings.kafka_ssl_cafile,
        "ssl_certfile": settings.kafka_ssl_certfile,
        "ssl_keyfile": settings.kafka_ssl_keyfile,
    }
    return {"bootstrap_servers": settings.kafka.split(",")} | {name: value for name, value in given.items() if value}


def librdkafka_options(settings: Settings) -> dict[str, object]:
    """The same connection, in the words of librdkafka, which Quix Streams uses."""
    given = {
        "bootstrap_servers": settings.kafka,
        "security_protocol": settings.kafka_security_protocol.lower(),
        "sasl_mechanism": settings.kafka_sasl_mechanism,
        "sasl_username": settings.kafka_sasl_username,
        "sasl_password": settings.kafka_sasl_password,
        "ssl_ca_location": settings.kafka_ssl_cafile,
        "ssl_certificate_location": settings.kafka_ssl_certfile,
        "ssl_key_location": settings.kafka_ssl_keyfile,
    }
    return {name: value for name, value in given.items() if value}


def partitions(consumer: KafkaConsumer, topic: str) -> list[TopicPartition]:
    """The partitions of *topic*, in order; none where Kafka has no such topic. Raise KafkaError.

    kafka-python 3.0.12 takes whichever answer about topics comes next for the one about this topic. So a no is not
    believed at once.
    """
    for _ in range(ASKED):
        if numbers := consumer.partitions_for_topic(topic):
            return [TopicPartition(topic, number) for number in sorted(numbers)]
    return []


def made(consumer: KafkaConsumer, topic: str) -> list[TopicPartition]:
    """The partitions of a *topic* of ours. Raise Unavailable where it is not there yet, and KafkaError."""
    if found := partitions(consumer, topic):
        return found
    raise Unavailable(f"There is no topic {topic} yet: the processor makes it.")


def ensure_topics(settings: Settings) -> list[str]:
    """Create the topics that are missing. Returns a sentence for all in which an existing one differs.

    Raise Unavailable when Kafka does not answer.
    """
    try:
        admin = KafkaAdminClient(**options(settings), request_timeout_ms=PATIENCE_MS, bootstrap_timeout_ms=PATIENCE_MS)
    except KafkaError as error:
        raise away(settings, error) from error
    try:
        _create(admin, settings)
        return [*_differences(admin), *_other_sizes(admin, settings)]
    except KafkaError as error:
        raise away(settings, error) from error
    finally:
        admin.close()


def away(settings: Settings, error: Exception) -> Unavailable:
    """The sentence for a Kafka that does not answer."""
    return Unavailable(f"Kafka at {settings.kafka} does not answer ({type(error).__name__}). Is it running?")


def _create(admin: KafkaAdminClient, settings: Settings) -> None:
    there = set(admin.list_topics())
    missing = {
        topic.name: {
            "num_partitions": settings.kafka_partitions,
            "replication_factor": settings.kafka_replication,
            "configs": topic.config,
        }
        for topic in TOPICS
        if topic.name not in there
    }
    try:
        if missing:
            admin.create_topics(missing, wait_for_metadata=True)
    except TopicAlreadyExistsError:  # somebody else was faster
        return


def _differences(admin: KafkaAdminClient) -> list[str]:
    resources = [ConfigResource(ConfigResourceType.TOPIC, topic.name) for topic in TOPICS]
    found = admin.describe_configs(resources, config_filter="all")
    by_topic = next(iter(found.values()), {})
    return [
        f"Topic {topic.name} has {name}={by_topic[topic.name][name]['value']}, but it should be {wanted}: "
        f"change it with kafka-configs, nothing of ours changes the settings of an existing topic."
        for topic in TOPICS
        for name, wanted in topic.config.items()
        if topic.name in by_topic and by_topic[topic.name][name]["value"] != wanted
    ]


def _other_sizes(admin: KafkaAdminClient, settings: Settings) -> list[str]:
    found = {one["name"]: one["partitions"] for one in admin.describe_topics([topic.name for topic in TOPICS])}
    sentences = []
    for topic, parts in found.items():
        copies = min((len(part["replica_nodes"]) for part in parts), default=settings.kafka_replication)
        if len(parts) != settings.kafka_partitions:
            sentences.append(
                f"Topic {topic} has {len(parts)} partitions, but KAFKA_PARTITIONS is {settings.kafka_partitions}: "
                "set it to what is there. With another number, an event's actions would lie in two partitions."
            )
        if copies != settings.kafka_replication:
            sentences.append(
                f"Topic {topic} is replicated {copies} times, but KAFKA_REPLICATION is {settings.kafka_replication}: "
                "change it with kafka-reassign-partitions, or set it to what is there."
            )
    return sentences
