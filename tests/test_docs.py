"""What is written down agrees with what is there."""

import re
import subprocess
import sys

import pytest

from lib.__main__ import COMMANDS
from lib.live.openapi import document
from lib.live.routes import routes
from lib.settings import ROOT
from lib.sport import reference
from lib.sport.verify import REASONS

DECISIONS = {path.name for path in (ROOT / "docs" / "decisions").iterdir()}
DOCUMENTS = [*sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("*.md"))]


def test_the_vocabulary_is_documented_as_it_is():
    written = (ROOT / "docs" / "actions.md").read_text()

    assert written == reference.document(), "run: python -m lib.sport.reference > docs/actions.md"


def test_every_reason_of_a_rejection_is_documented():
    written = (ROOT / "docs" / "actions.md").read_text()

    assert all(f"| {reason} |" in written for reason in REASONS)


def test_every_route_of_the_api_is_described():
    served = {
        (re.sub(r":\w+}", "}", route.path), method.lower())
        for route in routes()
        for method in (route.methods or {"GET"}) - {"HEAD"}
        if route.path.startswith(("/api/", "/calendar/")) and route.path != "/api/{path:path}"
    }

    described = {(path, method) for path, operations in document()["paths"].items() for method in operations}
    assert served == described


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command):
    run = subprocess.run([sys.executable, "-m", "lib", command, "--help"], check=True, capture_output=True, text=True)

    assert run.stdout.startswith(f"usage: python -m lib {command}")


def test_wrong_use_exits_with_2():
    run = subprocess.run([sys.executable, "-m", "lib", "conquer"], check=False, capture_output=True, text=True)

    assert run.returncode == 2
    assert "conquer" in run.stderr


@pytest.mark.parametrize("document_", DOCUMENTS, ids=lambda one: str(one.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(document_):
    text = document_.read_text()
    for target in (*re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text), *re.findall(r'src(?:set)?="([^":]+)"', text)):
        assert (document_.parent / target).exists(), f"{document_.name} links to {target}"


def test_every_decision_that_is_named_was_written_down():
    kinds = ("*.py", "*.js", "*.css", "*.xml", "*.md", "*.y*ml")
    folders = [ROOT / name for name in ("lib", "pages", "bench", "tests", "content", "deploy", "docs")]
    files = [*ROOT.glob("*.*"), *(path for one in folders for kind in kinds for path in one.rglob(kind))]
    for path in (one for one in files if one.is_file()):
        text = path.read_text(errors="replace")
        named = {*re.findall(r"decisions/(\d{4}-[a-z0-9-]+\.md)", text)}
        numbers = {f"{int(one):04}-" for one in re.findall(r"\b[Dd]ecision (\d+)\b", text)}
        assert named <= DECISIONS, path
        assert numbers <= {one[:5] for one in DECISIONS}, path


def test_every_command_is_in_the_readme():
    text = (ROOT / "README.md").read_text()

    assert all(f"python -m lib {command}" in text for command in COMMANDS)
