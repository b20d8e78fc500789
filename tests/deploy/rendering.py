"""The overlays as kustomize renders them."""

from __future__ import annotations

import subprocess
from functools import cache

import yaml

from lib.local import packages
from lib.settings import ROOT
from tests.conftest import require

OVERLAYS = ("dev", "prod")
WORKLOADS = {"Deployment", "Job"}


@cache
def rendered(overlay: str) -> list[dict]:
    require(packages.KUBECTL)
    command = ["kubectl", "kustomize", str(ROOT / "deploy" / "overlays" / overlay)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return list(yaml.safe_load_all(done.stdout))


def pods(overlay: str) -> dict[str, dict]:
    """The pod of each workload, by name."""
    found = {one["metadata"]["name"]: one for one in rendered(overlay) if one["kind"] in WORKLOADS}
    return {name: one["spec"]["template"]["spec"] for name, one in found.items()}


def containers(overlay: str) -> list[dict]:
    return [one for pod in pods(overlay).values() for one in [*pod.get("initContainers", []), *pod["containers"]]]


def of_kind(overlay: str, *kinds: str) -> dict[str, dict]:
    """What there is of these kinds, by name."""
    return {one["metadata"]["name"]: one for one in rendered(overlay) if one["kind"] in kinds}
