import pytest

from lib.errors import Unavailable
from lib.local import packages, setup


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_what_is_missing_is_a_failure_only_where_everything_has_to_run(monkeypatch, capsys, ci, code):
    def need(*_: object) -> None:
        raise Unavailable("Missing: everything.")

    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(packages, "need", need)

    assert setup.main() == code
    assert capsys.readouterr().err == "Missing: everything.\n"
