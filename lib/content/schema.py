"""``python -m lib.content.schema [FOLDER]`` writes the JSON Schemas of the files of the content, from their types.

Editors complete and check with them, if a file begins with ``# yaml-language-server: $schema=…``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from lib.content import competitions, sports
from lib.settings import ROOT

FOLDER = ROOT / "content" / "schemas"
KINDS: dict[str, type] = {"competition": competitions.Declared, "sport": sports.Declared}
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def document(name: str) -> dict[str, Any]:
    """The schema of a kind of file, such as ``competition``."""
    (schema,), parts = msgspec.json.schema_components([KINDS[name]], ref_template="#/$defs/{name}")
    return {"$schema": DIALECT, "title": f"Touchline: {name}", **schema, "$defs": _without_markup(parts)}


def text(name: str) -> str:
    """The schema as the file that holds it."""
    return json.dumps(document(name), indent=1, ensure_ascii=False) + "\n"


def path(name: str, folder: Path = FOLDER) -> Path:
    """Where the schema is kept."""
    return folder / f"{name}.schema.json"


def _without_markup(value: Any) -> Any:
    """Descriptions as editors show them: docstrings in one line, without asterisks and double backticks."""
    if isinstance(value, list):
        return [_without_markup(one) for one in value]
    if isinstance(value, dict):
        return {
            name: " ".join(one.split()).replace("``", "`").replace("*", "")
            if name == "description" and isinstance(one, str)
            else _without_markup(one)
            for name, one in value.items()
        }
    return value


def main() -> int:
    """Write all of them."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name in KINDS:
        path(name, folder).write_text(text(name), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
