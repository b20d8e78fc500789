"""What the browser's modules and the Python beside them have to agree on."""

import json
import re

import msgspec
import pytest

from lib.sport.profiles import PROFILES
from lib.web import elements

# They show HTML that the server rendered and sanitised.
SANITISED = {"edit-preview.js", "history-views.js", "prose.js", "wiki-page.js"}
MODULES = sorted(elements.COMPONENTS.glob("*.js"))


def source(name):
    return (elements.COMPONENTS / name).read_text()


def test_the_browser_has_the_profiles_that_the_fold_has():
    text = re.search(r"PROFILES = (\{.*?\n\});?", source("profiles.js"), re.DOTALL)[1]

    assert json.loads(text) == msgspec.to_builtins(PROFILES)


def test_every_tag_that_a_page_can_mount_is_defined_in_the_browser():
    """Others are defined too: those that only pages of the wiki hold."""
    tags = re.search(r"ELEMENTS = \{(.*?)\}", source("elements.js"), re.DOTALL)[1]

    assert set(re.findall(r'"(tl-[a-z]+)"', tags)) >= set(elements.HEIGHTS_REM)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_a_module_imports_only_modules_beside_it(module):
    imported = re.findall(r'from "([^"]+)"|^import "([^"]+)"', module.read_text(), re.MULTILINE)

    for name in (one or other for one, other in imported):
        assert name.startswith("./")
        assert (elements.COMPONENTS / name).is_file()


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_only_what_the_server_sanitised_becomes_markup(module):
    markup = re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", module.read_text())

    assert not markup or module.name in SANITISED
