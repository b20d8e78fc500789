from lib.wiki import pages


def test_a_page_is_a_markdown_file_without_its_ending():
    assert pages.path_of("teams/sales.md") == "teams/sales"
    assert pages.path_of("teams/plan.png") is None
    assert pages.path_of(".md") is None


def test_the_home_page_is_the_index_or_the_readme_or_the_first_page():
    assert pages.home({"README": "R", "index": "I"}) == "index"
    assert pages.home({"README": "R", "a": "A"}) == "README"
    assert pages.home({"b/a": "A", "c": "C"}) == "c"
    assert pages.home({}) is None


def test_a_page_that_was_moved_is_found_by_its_name():
    known = {"departments/sales": "Sales", "teams/legal": "Legal", "people": "The Sales"}

    assert pages.nearest("teams/Sales", known) == ["departments/sales"]
    assert pages.nearest("", known) == []
