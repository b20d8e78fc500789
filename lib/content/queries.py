"""Queries of the content: whether they are PromQL, and ask for metrics that the catalogue has."""

from __future__ import annotations

from difflib import get_close_matches

from lib.content import promql
from lib.content.catalogue import Catalogue
from lib.content.promql import BadPromQL

OURS = ("sport_", "touchline_")  # metrics with these names are all in the catalogue


def mistake(query: str, catalogue: Catalogue) -> str:
    """What is wrong with *query*, as a sentence; nothing is wrong with the empty one.

    Metrics of ours have to be in the *catalogue*, if there is one.
    """
    try:
        asked = promql.selectors(query)
    except BadPromQL as error:
        return f"this is not PromQL: {error}."
    unknown = next((one.name for one in asked if _is_unknown(one.name, catalogue)), None)
    return f"there is no metric {unknown} in the catalogue. {_nearest(unknown, catalogue)}".strip() if unknown else ""


def _is_unknown(name: str, catalogue: Catalogue) -> bool:
    return bool(catalogue.metrics) and name.startswith(OURS) and catalogue.find(name) is None


def _nearest(name: str, catalogue: Catalogue) -> str:
    near = get_close_matches(name, [one.name for one in catalogue.metrics], 1)
    return (
        f"Did you mean {near[0]}?" if near else f"There are {', '.join(sorted(one.name for one in catalogue.metrics))}."
    )
