"""Tables as files."""

from __future__ import annotations

import pandas as pd
from starlette.responses import Response

from lib import sheets


def text(frame: pd.DataFrame) -> str:
    """*frame* as CSV in which no text is a formula."""
    safe = frame.set_axis(range(frame.shape[1]), axis=1)  # names may be there twice
    for place in safe.select_dtypes(include=["object", "string", "category"]):
        safe[place] = safe[place].map(sheets.harmless)
    return safe.to_csv(index=False, header=[sheets.harmless(name) for name in frame.columns])


def csv(frame: pd.DataFrame, name: str) -> Response:
    """*frame* as a CSV file called *name*."""
    return _file(text(frame), "text/csv", f"{name}.csv")


def json(frame: pd.DataFrame, name: str) -> Response:
    """*frame* as a JSON file called *name*: a list of objects, times in ISO."""
    return _file(frame.to_json(orient="records", date_format="iso"), "application/json", f"{name}.json")


def _file(text: str, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(text, media_type=f"{kind}; charset=utf-8", headers=headers)
