"""What the processor keeps for one event, in memory: for work that is done once and thrown away."""

from __future__ import annotations


class MemoryStore(dict[bytes, bytes]):
    """A ``field_store.Store`` over a dict."""

    def exists(self, key: bytes) -> bool:
        """Whether *key* has a value."""
        return key in self

    def get_bytes(self, key: bytes, default: bytes | None = None) -> bytes | None:
        """The value of *key*."""
        return self.get(key, default)

    def set_bytes(self, key: bytes, value: bytes) -> None:
        """Keep *value*."""
        self[key] = value
