"""The last line of every benchmark."""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Sequence


def report(name: str, figures: dict[str, float], against: dict[str, float], ratio: float) -> None:
    """Print the result as one JSON object."""
    result = {"name": name, "figures": figures, "against": against, "ratio": round(ratio, 3)}
    sys.stdout.write(json.dumps(result) + "\n")


def quantiles(seconds: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile and maximum in milliseconds."""
    cuts = statistics.quantiles(seconds, n=20, method="inclusive")
    return {
        "p50_ms": round(statistics.median(seconds) * 1000, 2),
        "p95_ms": round(cuts[18] * 1000, 2),
        "max_ms": round(max(seconds) * 1000, 2),
    }


def say(text: str) -> None:
    """Progress, for a person."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()
