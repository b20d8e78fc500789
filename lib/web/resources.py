"""What a page may reach: the parts of the process that it runs in."""

from __future__ import annotations

from lib.live import node as live
from lib.live.node import Node


def node() -> Node:
    """The node of this process. Pages read its snapshots; they never wait for a part and never change one."""
    return live.current()
