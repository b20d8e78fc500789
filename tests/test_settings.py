import re

import pytest

from lib import settings
from lib.errors import WrongUse

ROW = re.compile(r"^\| `(?P<name>[A-Z_]+)` \| (?P<default>.*?) \| (?P<help>.+) \|$", re.MULTILINE)


def documented() -> list[tuple[str, str, str]]:
    """The rows of the table in docs/settings.md: name, default, meaning."""
    text = (settings.ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    return [(row["name"], row["default"].strip("`"), row["help"]) for row in ROW.finditer(text)]


def test_the_page_lists_every_setting_as_it_is():
    assert documented() == [(row.name, row.default, row.help) for row in settings.TABLE]


def test_every_row_of_the_table_is_an_attribute():
    names = {row.name.lower() for row in settings.TABLE}

    assert names == set(settings.Settings.__dataclass_fields__)


def test_secrets_are_never_shown():
    secrets = [row.name for row in settings.TABLE if row.secret]

    shown = repr(settings.read(dict.fromkeys(secrets, "hunter2")))

    assert len(secrets) > 0
    assert "hunter2" not in shown
    assert all(f"{name.lower()}='***'" in shown for name in secrets)


@pytest.mark.parametrize("name", ["APP_PORT", "KAFKA_PARTITIONS", "CONTENT_POLL_SECONDS", "PROMETHEUS_WINDOW_HOURS"])
def test_a_bad_number_names_its_setting_and_its_value(name):
    with pytest.raises(WrongUse, match=f"{name} is 'many', but it must be a number"):
        settings.read({name: "many"})


def test_an_empty_value_is_the_default():
    assert settings.read({"APP_PORT": " "}) == settings.read({})


def test_without_addresses_the_local_parts_are_meant():
    read = settings.read({"KAFKA_PORT": "1111", "PROMETHEUS_PORT": "2222"})

    assert (read.kafka, read.prometheus) == ("127.0.0.1:1111", "http://127.0.0.1:2222")


def test_the_wiki_may_be_the_whole_repository():
    assert settings.read({}).wiki == "content/wiki"
    assert settings.read({"WIKI_ROOT": "."}).wiki == ""
    assert settings.read({"WIKI_ROOT": "./docs/"}).wiki == "docs"
