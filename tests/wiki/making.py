"""Wikis made of texts, for tests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from lib.wiki import corpus, pages
from lib.wiki.corpus import Corpus, File
from lib.wiki.search import Index, Searcher


def wiki(texts: Mapping[str, str], files: Iterable[str] = ()) -> Corpus:
    """The wiki of *texts*, by page, with attachments called *files*."""
    return changed(Corpus(), {page + pages.SUFFIX: text for page, text in texts.items()} | dict.fromkeys(files, ""))


def changed(before: Corpus, files: Mapping[str, str | None]) -> Corpus:
    """*before* with *files* as they are now; None is one that is gone."""
    blobs = {name: "" if text is None else hashlib.sha1(text.encode()).hexdigest() for name, text in files.items()}
    texts = {page: name for name in files if blobs[name] and (page := pages.path_of(name)) is not None}
    read = {page: corpus.read(page, blobs[name], files[name].encode())[0] for page, name in texts.items()}
    return before.after([File(name, blob) for name, blob in blobs.items()], read)


def indexed(index: Index, files: Mapping[str, str | None]) -> Searcher:
    """What can be searched after *files* came, as in `changed`."""
    for name, text in files.items():
        page = pages.path_of(name)
        if page is None:
            continue
        if text is None:
            index.remove(page)
        else:
            index.put(page, *corpus.read(page, "", text.encode()))
    return index.commit()
