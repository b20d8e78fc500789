"""A member of a consumer group that comes to its partitions also when its poll ends before they do."""

from __future__ import annotations

from kafka import KafkaConsumer


class Member(KafkaConsumer):
    """A consumer in a group, as kafka-python 3.0.12 means it to be.

    There, a member joins anew when a topic has other partitions than it knew, which is so at a start whose answer about
    the topic comes late. If its poll ends meanwhile, the next one believes that it has joined: it sends no heartbeat,
    gets no partition, and nothing is ever read. So one that is joining goes on with that.
    """

    def __init__(self, *topics: str, **options: object) -> None:
        super().__init__(*topics, **options)
        coordinator = self._coordinator
        needs = coordinator.need_rejoin
        coordinator.need_rejoin = lambda: coordinator.rejoining or needs()
