"""Diagrams: fenced code in the language ``mermaid``. The browser draws it; without one, the text says what it shows."""

from __future__ import annotations

from html import escape

INFO = "mermaid"
TAG = "tl-diagram"


def block(source: str) -> str:
    """A diagram, as the element that draws it."""
    return f"<{TAG}><pre><code>{escape(source)}</code></pre></{TAG}>\n"
