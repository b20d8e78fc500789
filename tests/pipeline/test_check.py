"""``python -m lib check``, on real folders and repositories."""

import pytest

from lib.__main__ import main
from tests.checkout import Checkout

GOOD = {"content/wiki/index.md": "# Home\n\n[a](a.md)", "content/wiki/a.md": "# A\n\n[home](index.md)"}
LEAGUE = "content/competitions/league.yaml"


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    made = Checkout(tmp_path / "origin")
    monkeypatch.setenv("CONTENT_REPO", str(made.path))
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    return made


def test_nothing_is_said_when_there_is_nothing_to_say(checkout, capsys):
    checkout.commit(GOOD)

    assert main(["check"]) == 0
    assert main(["check", str(checkout.path)]) == 0
    assert capsys.readouterr() == ("", "")


def test_what_is_wrong_is_said_with_file_and_line(checkout, capsys):
    checkout.commit(
        GOOD | {"content/wiki/a.md": "# A\n\n[no](no.md)\n", LEAGUE: "title: League\nsport: chess-boxing\n"}
    )

    assert main(["check"]) == 1

    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{LEAGUE}:2: ")
    assert second == "content/wiki/a.md:3: There is no page no.md."


def test_a_folder_is_checked_with_what_is_not_committed(checkout, capsys):
    checkout.commit(GOOD)
    (checkout.path / "content" / "wiki" / "a.md").write_text("[no](no.md)")

    assert main(["check", "main"]) == 0
    assert main(["check", str(checkout.path)]) == 1
    assert "a.md:1" in capsys.readouterr().out


def test_a_folder_of_markdown_is_a_wiki_itself(tmp_path, capsys):
    (tmp_path / "README.md").write_text("[no](no.md)")
    (tmp_path / ".hidden.md").write_text("[no](no.md)")

    assert main(["check", str(tmp_path)]) == 1
    assert capsys.readouterr().out == "README.md:1: There is no page no.md.\n"


def test_an_earlier_revision_can_be_checked(checkout, capsys):
    old = checkout.commit(GOOD | {"content/wiki/a.md": "[no](no.md)"})
    checkout.commit(GOOD)

    assert main(["check", old]) == 1
    assert main(["check"]) == 0


def test_warnings_are_told_when_asked_for_and_do_not_fail(checkout, capsys):
    checkout.commit(GOOD)

    assert main(["check", "--warnings"]) == 0
    assert "content/wiki/a.md: Its front matter has no description. (warning)" in capsys.readouterr().out


def test_a_job_on_github_gets_annotations(checkout, capsys):
    checkout.commit(GOOD | {"content/wiki/a, b.md": "[100%](no%25.md)"})

    main(["check", "--format", "github"])

    assert capsys.readouterr().out == (
        "::error file=content/wiki/a%2C b.md,line=1,title=page::There is no page no%2525.md.\n"
    )


def test_something_that_is_neither_a_folder_nor_a_revision_is_wrong_use(checkout, capsys):
    checkout.commit(GOOD)

    assert main(["check", "nowhere"]) == 2
    assert "nowhere" in capsys.readouterr().err
