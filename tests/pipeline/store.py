"""What the processor keeps for one event, in memory."""


class MemoryStore(dict[bytes, bytes]):
    """A ``step.Store`` over a dict."""

    def exists(self, key: bytes) -> bool:
        return key in self

    def get_bytes(self, key: bytes, default: bytes | None = None) -> bytes | None:
        return self.get(key, default)

    def set_bytes(self, key: bytes, value: bytes) -> None:
        self[key] = value
