"""Who may import whom: a layer only what is left of it. See docs/architecture.md."""

import ast
import re
from pathlib import Path

import pytest

from lib.settings import ROOT

FREE = {"lib", "lib.errors", "lib.settings", "lib.log", "lib.sheets", "lib.stopping"}
PURE = {"sport", "wiki"}
MAY_IMPORT = {
    "sport": set(),
    "wiki": set(),
    "content": {"sport", "wiki"},
    "charts": {"sport", "wiki"},
    "adapters": {"sport", "wiki", "content", "charts"},
    "pipeline": {"sport", "wiki", "content", "charts", "adapters"},
    "live": {"sport", "wiki", "content", "charts", "adapters"},
    "local": {"sport", "wiki", "content", "charts", "adapters", "pipeline"},
    "web": {"sport", "wiki", "content", "charts", "adapters", "live"},
}
OUTSIDE = {
    "kafka",
    "requests",
    "git",
    "quixstreams",
    "socket",
    "subprocess",
    "threading",
    "starlette",
    "streamlit",
    "os",
    "io.open",
    "pathlib.Path",
    "shutil",
    "tempfile",
    "time",
    "http",
    "httpx",
    "urllib.request",
}
# What can be called although no import names it.
CALLS = re.compile(r"open|(io|codecs|gzip)\.open|pathlib\.Path\b.*|(.*\.)?(now|utcnow|today)")
MODULES = sorted((ROOT / "lib").rglob("*.py"))


def layer_of(path: Path) -> str:
    parts = path.relative_to(ROOT / "lib").parts
    return parts[0] if len(parts) > 1 else ""


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


def calls(path: Path) -> set[str]:
    return {ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)}


@pytest.mark.parametrize("path", [one for one in MODULES if layer_of(one)], ids=lambda one: str(one.relative_to(ROOT)))
def test_a_module_imports_only_from_layers_to_its_left(path):
    own = layer_of(path)
    layers = {name.split(".")[1] for name in imports(path) if name.startswith("lib.") and name not in FREE}

    assert layers & set(MAY_IMPORT) - {own} <= MAY_IMPORT[own]


@pytest.mark.parametrize("path", [one for one in MODULES if layer_of(one) in PURE], ids=lambda one: one.name)
def test_the_core_touches_nothing_outside(path):
    assert not [name for name in imports(path) if any(f"{name}.".startswith(f"{one}.") for one in OUTSIDE)]
    assert not [call for call in calls(path) if CALLS.fullmatch(call)]


@pytest.mark.parametrize("path", MODULES, ids=lambda one: str(one.relative_to(ROOT)))
def test_only_the_web_layer_imports_streamlit(path):
    uses = {name.split(".")[0] for name in imports(path)}

    assert "streamlit" not in uses or layer_of(path) == "web"


def test_csv_is_written_where_formulas_are_made_harmless():
    writers = {str(one.relative_to(ROOT)) for one in MODULES if re.search(r"\bto_csv\(|csv\.writer\(", one.read_text())}

    assert writers == {"lib/sheets.py", "lib/live/tables.py"}


def test_every_folder_of_lib_is_a_known_layer():
    folders = {one.name for one in (ROOT / "lib").iterdir() if one.is_dir() and not one.name.startswith("__")}

    assert folders == set(MAY_IMPORT)


def test_no_module_is_a_drawer():
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base"}

    assert not drawers & {path.stem for path in MODULES}


def test_a_page_is_short_and_has_no_class():
    for path in sorted((ROOT / "pages").glob("*.py")):
        text = path.read_text()
        assert len(text.splitlines()) <= 60, path
        assert not any(isinstance(node, ast.ClassDef) for node in ast.walk(ast.parse(text))), path
