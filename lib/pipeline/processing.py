"""The application of Quix Streams, as a member of a group that others join and leave while pages are open."""

from __future__ import annotations

from quixstreams import Application

LOOK_S = 0.1


class Processing(Application):
    """Knows whether it takes its part: its group has given it partitions, or none, and it has their states.

    Quix waits a second for a record of a changelog before it sees that there is none left, and believes for a second
    what it knows of its place in it. For so long nobody would see a score: see docs/decisions/0043-replicas.md.
    """

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # type: ignore[arg-type]
        self._assigned = False
        recovery, poll = self._state_manager._recovery_manager, self._consumer.poll

        def quickly(timeout: float = LOOK_S) -> object:
            recovery._position_cache.clear()
            return poll(min(timeout, LOOK_S))

        self._consumer.poll = quickly
        recovery.MAX_INVALID_OFFSET_ATTEMPTS = round(recovery.MAX_INVALID_OFFSET_ATTEMPTS / LOOK_S)

    @property
    def ready(self) -> bool:
        """Whether another member may be stopped now, and nothing waits."""
        return self._assigned and not self._state_manager.recovery_required

    def _on_assign(self, *given: object) -> None:
        super()._on_assign(*given)
        self._assigned = True

    def _on_revoke(self, *given: object) -> None:
        self._assigned = False
        super()._on_revoke(*given)

    def _on_lost(self, *given: object) -> None:
        self._assigned = False
        super()._on_lost(*given)
