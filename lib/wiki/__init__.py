"""Pure: Markdown, links and live blocks."""
