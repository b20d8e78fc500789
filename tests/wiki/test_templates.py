"""Templates for new pages."""

from datetime import date

from lib.wiki import templates


def test_the_pages_of_the_folder_are_templates_but_not_its_own_page():
    paths = ["index", "templates/index", "templates/match-report", "_templates/meeting", "x/templates/y"]

    assert list(templates.listed(dict.fromkeys(paths, ""))) == [
        ("_templates/meeting", "Meeting"),
        ("templates/match-report", "Match report"),
    ]


def test_title_and_date_are_filled_in_and_nothing_else():
    filled = templates.filled("# {{title}}\n{{ date }} {{other}}", "A {{date}} \\1", date(2026, 5, 2))

    assert filled == "# A {{date}} \\1\n2026-05-02 {{other}}"
