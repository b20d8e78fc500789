"""Queries of pages that are only previewed."""

from lib.live import previews
from lib.live.previews import Previews
from lib.wiki import markdown


def blocks(query):
    return markdown.render(f"```live\nchart: {query}\n```\n\n```live\nscoreboard: e1\n```\n", "index").blocks


def test_a_query_of_a_preview_is_known_by_its_digest_and_a_block_without_one_is_not_kept():
    known, given = Previews(), blocks("sum(up)")

    known.take(given)

    assert known.find(given[0].digest) is given[0]
    assert known.find("none") is None
    assert len(known._kept) == 1


def test_only_the_newest_are_kept():
    known = Previews()
    first = blocks("vector(0)")[0]
    known.take([first])

    for number in range(1, previews.MOST_KEPT + 1):
        known.take(blocks(f"vector({number})")[:1])

    assert known.find(first.digest) is None
    assert len(known._kept) == previews.MOST_KEPT
