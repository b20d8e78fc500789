from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from lib.wiki.tree import Child, Tree

PAGES = {"zoo": "Zoo", "index": "Welcome", "teams/sales": "Sales", "teams/index": "Our teams", "deep/er/page": "Page"}


def tree(titles):
    return Tree().after(titles, titles)


def whole(made, folder=""):
    """The tree as nested lists of titles."""
    return [
        [child.title, child.page, whole(made, child.folder) if child.folder else []] for child in made.children(folder)
    ]


def test_the_home_page_is_first_and_a_folder_stands_where_its_title_does():
    assert whole(tree(PAGES)) == [
        ["Welcome", "index", []],
        ["Deep", None, [["Er", None, [["Page", "deep/er/page", []]]]]],
        ["Our teams", "teams/index", [["Sales", "teams/sales", []]]],
        ["Zoo", "zoo", []],
    ]


def test_titles_are_sorted_as_people_do():
    titles = {"a": "chapter 10", "b": "Chapter 9", "c": "Ärger", "d": "2 cups"}

    assert [child.title for child in tree(titles).children()] == ["2 cups", "Chapter 9", "chapter 10", "Ärger"]


def test_a_folder_that_is_not_there_shows_nothing():
    assert tree(PAGES).children("none") == ()
    assert Tree().children() == ()


def test_neighbours_are_in_the_order_of_the_tree():
    made = tree(PAGES)
    order = ["index", "deep/er/page", "teams/index", "teams/sales", "zoo"]

    for before, page, after in zip([None, *order], order, [*order[1:], None], strict=False):
        assert made.neighbours(page) == (before, after)
    assert made.neighbours("none") == (None, None)


def test_a_folder_without_pages_is_gone():
    made = tree(PAGES)
    left = {page: title for page, title in PAGES.items() if page != "deep/er/page"}

    assert [child.title for child in made.after(left, ["deep/er/page"]).children()] == ["Welcome", "Our teams", "Zoo"]
    assert made.children()[1] == Child("Deep", None, "deep")


NAMES = st.sampled_from(["index", "README", "a", "b"])
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)
TITLES = st.dictionaries(PATHS, st.sampled_from(["One", "Two", "three"]), max_size=8)


@settings(deadline=None)
@given(TITLES, TITLES, st.booleans())
def test_a_tree_that_was_changed_is_the_tree_of_what_is_there(before, after, shown):
    made = tree(before)
    if shown:
        whole(made)

    made = made.after(after, before.keys() | after.keys())

    assert whole(made) == whole(tree(after))
    order = [page for page in after if made.neighbours(page)[0] is None]
    assert len(order) == min(len(after), 1)
    walked = []
    while order and order[0]:
        walked.append(order[0])
        order = [made.neighbours(order[0])[1]]
    assert sorted(walked) == sorted(after)
    assert all(made.neighbours(page)[0] == one for one, page in pairwise(walked))
