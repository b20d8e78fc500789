"""Tables as files."""

from __future__ import annotations

import pandas as pd
from starlette.responses import Response

# A spreadsheet takes a text that begins with one of these for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv(frame: pd.DataFrame, name: str) -> Response:
    """*frame* as a CSV file called *name*; text from a label can be no formula."""
    texts = frame.select_dtypes(include=["object", "string"])
    safe = frame.assign(**{column: texts[column].map(_harmless) for column in texts.columns})
    return _file(safe.to_csv(index=False), "text/csv", f"{name}.csv")


def json(frame: pd.DataFrame, name: str) -> Response:
    """*frame* as a JSON file called *name*: a list of objects, times in ISO."""
    return _file(frame.to_json(orient="records", date_format="iso"), "application/json", f"{name}.json")


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _file(text: str, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(text, media_type=f"{kind}; charset=utf-8", headers=headers)
