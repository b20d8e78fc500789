"""A member of a consumer group that comes to its partitions also when its poll ends before they do."""

from __future__ import annotations

from kafka import KafkaConsumer

PATIENCE_MS = 10_000


class Member(KafkaConsumer):
    """A consumer in a group, which joins it as kafka-python 3.0.12 means to.

    There, a member joins anew when a topic has other partitions than it knew, which is so at a start whose answer about
    the topic comes late. If its poll ends meanwhile, the next one believes that it has joined: it sends no heartbeat,
    gets no partition, and nothing is ever read. And a join that ends between two polls is done once more. So one that
    is joining goes on with that, and is given *PATIENCE_MS*, however short the poll is.
    """

    def __init__(self, *topics: str, **options: object) -> None:
        super().__init__(*topics, **options)
        coordinator = self._coordinator
        needs, join = coordinator.need_rejoin, coordinator.join_group_async
        coordinator.need_rejoin = lambda: coordinator.rejoining or needs()
        coordinator.join_group_async = lambda timeout_ms=None: join(
            None if timeout_ms is None else max(timeout_ms, PATIENCE_MS)
        )
