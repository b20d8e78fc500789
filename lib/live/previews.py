"""Blocks of pages that are only previewed: a browser may name their queries, as it may those of saved pages."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from lib.wiki.blocks import Block

MOST_KEPT = 500


class Previews:
    """The newest blocks that ask Prometheus, by their digest. Nothing is lost with them but a preview."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Block] = OrderedDict()

    def take(self, blocks: Iterable[Block]) -> None:
        """Remember *blocks*, and let go of what nobody has previewed for longest."""
        for block in blocks:
            if block.query:
                self._kept[block.digest] = block
                self._kept.move_to_end(block.digest)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)

    def find(self, digest: str) -> Block | None:
        """The block of this digest."""
        return self._kept.get(digest)
