"""Every overlay renders, fits Kubernetes' own schemas, and is hardened; what a part needs from another is there."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys

import kubernetes_validate
import pytest
import yaml

from lib import settings
from lib.adapters import kafka
from lib.settings import ROOT
from tests.deploy.rendering import OVERLAYS, containers, rendered

KUBERNETES = "1.34"
CUSTOM = (
    "kafka.strimzi.io", "keda.sh", "monitoring.coreos.com", "serving.knative.dev", "argoproj.io", "fluxcd.io",
)  # fmt: skip
# Checkov and all that it needs, each in one version: whoever publishes another one changes nothing here.
CHECKOV = ROOT / "tests" / "deploy" / "checkov.txt"
# Each of these is a decision of ours, with its reason.
EXPLAINED = {
    "CKV_K8S_11": "no CPU limits: throttling would cost more latency than it saves; memory is limited",
    "CKV_K8S_15": "images have a fixed tag: pulling them each time would tie a restart to the registry",
    "CKV_K8S_35": "settings are environment variables everywhere; none of them is ever logged",
    "CKV_K8S_43": "the digest is the business of whoever builds the image: `images` in the overlay",
}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_an_overlay_fits_kubernetes_own_schemas(overlay):
    for one in rendered(overlay):
        if not one["apiVersion"].partition("/")[0].endswith(CUSTOM):
            kubernetes_validate.validate(one, KUBERNETES, strict=True)


def test_a_wrong_field_would_be_found():
    deployment = next(one for one in rendered("prod") if one["kind"] == "Deployment")

    with pytest.raises(kubernetes_validate.ValidationError, match="replica"):
        kubernetes_validate.validate(
            deployment | {"spec": deployment["spec"] | {"replica": 2}}, KUBERNETES, strict=True
        )


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_setting_that_a_container_gets_is_one_of_ours(overlay):
    known = {row.name for row in settings.TABLE}
    [shared] = [one for one in rendered(overlay) if one["kind"] == "ConfigMap" and "KAFKA_PARTITIONS" in one["data"]]
    given = set(shared["data"]) | {row["name"] for one in containers(overlay) for row in one.get("env", [])}

    assert {name for name in given if not name.startswith(("STREAMLIT_", "GITSYNC_"))} <= known


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_no_workload_names_a_number_that_an_autoscaler_decides(overlay):
    scaled = {
        one["spec"]["scaleTargetRef"]["name"] for one in rendered(overlay) if "scaleTargetRef" in one.get("spec", {})
    }

    assert scaled >= {"app"}
    for one in rendered(overlay):
        if one["kind"] == "Deployment" and one["metadata"]["name"] in scaled:
            assert "replicas" not in one["spec"]


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_probes_ask_addresses_that_can_fail(overlay):
    """Streamlit answers an unknown path with 200."""
    asked = {
        probe["httpGet"]["path"] for one in containers(overlay) for name, probe in one.items() if name.endswith("Probe")
    }

    assert asked <= {"/readyz", "/_stcore/health", "/metrics", "/"}
    assert "/" not in {
        one["readinessProbe"]["httpGet"]["path"] for one in containers(overlay) if "readinessProbe" in one
    }


def test_topics_are_declared_in_kubernetes_as_in_the_code():
    declared = {
        one["metadata"]["name"]: one["spec"]["config"] for one in rendered("prod") if one["kind"] == "KafkaTopic"
    }

    for topic in kafka.TOPICS:
        given = {name: str(value) for name, value in declared.pop(topic.name).items()}
        assert {name: given.get(name) for name in topic.config} == topic.config
    assert not declared


def test_the_processor_is_scaled_by_the_lag_of_the_topics_that_nobody_writes_in_transactions():
    [scaled] = [one for one in rendered("prod") if one["kind"] == "ScaledObject"]
    triggers = [trigger["metadata"] for trigger in scaled["spec"]["triggers"]]

    assert [one["topic"] for one in triggers] == [kafka.ACTIONS, kafka.POSITIONS]
    assert {one["consumerGroup"] for one in triggers} == {settings.read({}).processor_group}
    assert {one["offsetResetPolicy"] for one in triggers} == {"earliest"}
    assert scaled["spec"]["minReplicaCount"] == 0


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_each_part_of_ours_has_a_kafka_user_of_its_own(overlay):
    users = {one["metadata"]["name"] for one in rendered(overlay) if one["kind"] == "KafkaUser"}
    named = {
        row["value"]
        for one in containers(overlay)
        for row in one.get("env", [])
        if row["name"] == "KAFKA_SASL_USERNAME"
    }

    assert named <= users


def test_what_the_manifests_run_is_a_command_of_ours():
    from lib.__main__ import COMMANDS

    commands = {one["args"][3] for one in containers("prod") if one["args"][:3] == ["python", "-m", "lib"]}

    assert commands == {"process", "ingest", "publish", "notify"}
    assert commands <= set(COMMANDS)


def test_checkov_finds_nothing_that_is_not_explained(tmp_path):
    for overlay in OVERLAYS:
        (tmp_path / f"{overlay}.yaml").write_text(yaml.safe_dump_all(rendered(overlay)))
    shutil.copy(ROOT / "deploy" / "Dockerfile", tmp_path / "Dockerfile")
    command = [
        _checkov(),
        "-d",
        str(tmp_path),
        "--framework",
        "kubernetes",
        "dockerfile",
        "--skip-download",
        "-o",
        "json",
    ]

    done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)

    reports = json.loads(done.stdout)
    assert {one["check_type"] for one in reports} == {"kubernetes", "dockerfile"}
    assert sum(one["summary"]["passed"] for one in reports) > 500
    found = {row["check_id"]: row["check_name"] for one in reports for row in one["results"]["failed_checks"]}
    assert found.keys() == EXPLAINED.keys(), found


def _checkov() -> str:
    """Checkov in an environment of its own: what it pins would not go together with ours."""
    folder = ROOT / "var" / f"checkov-{hashlib.sha256(CHECKOV.read_bytes()).hexdigest()[:12]}"
    program = folder / "bin" / "checkov"
    if not program.exists():
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True, timeout=120)
        pip = [sys.executable, "-m", "pip", "--python", folder, "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", "--no-compile", "--no-deps", "-r", CHECKOV], check=True, timeout=280)
    return str(program)
