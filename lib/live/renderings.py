"""Rendered pages, kept from revision to revision for as long as nothing changes that they depend on."""

from __future__ import annotations

import threading
from collections import OrderedDict

from lib.content.revision import Revision
from lib.wiki import markdown
from lib.wiki.corpus import Outcome
from lib.wiki.markdown import Rendered

MOST_PAGES = 512


class Renderings:
    """The pages that were read last, as HTML. Threads share it; two that ask at once for the same page both render it.

    A page's `Outcome` is another one as soon as its text changes, or anything that its links lead to. Addresses of
    attachments in a page that is kept name an earlier revision, in which they are the same.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[Outcome, Rendered]] = OrderedDict()
        self._lock = threading.Lock()

    def page(self, revision: Revision, page: str) -> Rendered:
        """*page*, which is one of *revision*."""
        outcome = revision.wiki.outcomes[page]
        kept, rendered = self._kept.get(page, (None, None))
        if rendered is None or kept is not outcome:
            rendered = markdown.render(revision.text(page) or "", page, revision.context)
        with self._lock:
            self._kept[page] = outcome, rendered
            self._kept.move_to_end(page)
            if len(self._kept) > MOST_PAGES:
                self._kept.popitem(last=False)
        return rendered
