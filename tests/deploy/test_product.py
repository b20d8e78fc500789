"""What the manifests of our own parts promise: they stay up, keep their secrets, and are configured from here."""

from __future__ import annotations

import re

import pytest
import yaml

from lib import settings
from lib.settings import ROOT
from tests.deploy.rendering import OVERLAYS, containers, of_kind, pods

COMPOSE = (ROOT / "deploy" / "compose.yaml").read_text()
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()
# What asks people to sign in, and lets devices and Git hosts in.
LETS_IN = {
    "SIGNIN_METADATA_URL", "SIGNIN_CLIENT_ID", "SIGNIN_CLIENT_SECRET", "SIGNIN_COOKIE_SECRET", "HOOK_SECRET",
}  # fmt: skip


def environment(container):
    return {row["name"]: row for row in container.get("env", [])}


@pytest.mark.parametrize("name", ["app", "ingest"])
def test_who_is_asked_by_people_is_replaced_one_by_one_and_leaves_in_peace(name):
    deployment = of_kind("prod", "Deployment")[name]["spec"]
    pod = deployment["template"]["spec"]
    pause = pod["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]

    assert deployment["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
    assert 10 <= pause < pod["terminationGracePeriodSeconds"] - 10
    assert [one["topologyKey"] for one in pod["topologySpreadConstraints"]] == ["kubernetes.io/hostname"]
    budget = of_kind("prod", "PodDisruptionBudget")[name]["spec"]
    assert (budget["maxUnavailable"], budget["unhealthyPodEvictionPolicy"]) == (1, "AlwaysAllow")
    assert budget["selector"] == deployment["selector"]
    assert of_kind("prod", "HorizontalPodAutoscaler")[name]["spec"]["minReplicas"] == 2


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_replica_of_the_app_signs_with_the_same_secrets_and_is_told_who_signs_people_in(overlay):
    app = environment(pods(overlay)["app"]["containers"][0])

    cookie = app["STREAMLIT_SERVER_COOKIE_SECRET"]["valueFrom"]["secretKeyRef"]
    assert cookie == {"name": "touchline", "key": "cookie-secret"}
    given = {name: row["valueFrom"]["secretKeyRef"] for name, row in app.items() if name in LETS_IN}
    assert given.keys() == LETS_IN
    assert all(row == {"name": "touchline", "key": _key(name), "optional": True} for name, row in given.items())


def _key(name):
    return name.lower().replace("_", "-")


def test_people_come_back_to_the_address_that_the_gateway_serves():
    [ingress] = of_kind("prod", "Ingress").values()
    hosts = {rule["host"] for rule in ingress["spec"]["rules"]}
    [shared] = [one["data"] for one in of_kind("prod", "ConfigMap").values() if "PUBLIC_URL" in one["data"]]

    assert {f"https://{host}" for host in hosts} == {shared["PUBLIC_URL"]}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_tokens_of_devices_are_a_file_that_may_be_absent(overlay):
    [shared] = [one["data"] for one in of_kind(overlay, "ConfigMap").values() if "API_TOKENS_FILE" in one["data"]]
    taking = [pods(overlay)["app"]]
    taking.append(
        of_kind("dev", "Service")["ingest"]["spec"]["template"]["spec"] if overlay == "dev" else pods("prod")["ingest"]
    )

    for pod in taking:
        volume = next(one for one in pod["volumes"] if one["name"] == "tokens")
        [mount] = [one for one in pod["containers"][0]["volumeMounts"] if one["name"] == "tokens"]
        assert f"{mount['mountPath']}/{volume['secret']['items'][0]['path']}" == shared["API_TOKENS_FILE"]
        assert volume["secret"]["optional"]


def test_a_function_of_knative_is_hardened_where_knative_takes_it():
    pod = of_kind("dev", "Service")["ingest"]["spec"]["template"]["spec"]
    own = pod["containers"][0]["securityContext"]

    assert "securityContext" not in pod
    assert own == {
        "runAsNonRoot": True,
        "runAsUser": 10001,
        "runAsGroup": 10001,
        "seccompProfile": {"type": "RuntimeDefault"},
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_prometheus_finds_the_port_that_it_is_told_to_scrape(overlay):
    ports = {
        name: {port["name"] for one in pod["containers"] for port in one.get("ports", [])}
        for name, pod in pods(overlay).items()
    }
    if overlay == "dev":
        ports["ingest"] = {"user-port"}  # Knative's name for the one port of a function
    for monitor in of_kind(overlay, "PodMonitor").values():
        selector = monitor["spec"]["selector"]
        names = selector.get("matchExpressions", [{}])[0].get("values") or [*selector["matchLabels"].values()]
        [endpoint] = monitor["spec"]["podMetricsEndpoints"]
        for name in names:
            assert endpoint["port"] in ports.pop(name), name
    assert not ports


def test_the_image_is_built_as_its_own_first_line_says():
    assert DOCKERFILE.startswith("# syntax=docker/dockerfile:1\n")
    bases = re.findall(r"^(?:FROM|COPY --from=)\s*(\S+)", DOCKERFILE, re.MULTILINE)
    stages = set(re.findall(r"^FROM \S+ AS (\S+)", DOCKERFILE, re.MULTILINE))
    assert all(re.search(r":v?\d+\.\d+\.\d+", one) for one in bases if one not in stages), bases
    targets = set(re.findall(r"--target (\S+) -t touchline-(\S+) ", DOCKERFILE))
    assert targets == {("content", "content")}
    assert {one["image"].partition(":")[0] for one in containers("dev")} == {"touchline", "touchline-content"}


def test_compose_runs_commands_and_settings_of_ours_and_scrapes_each_part():
    from lib.__main__ import COMMANDS

    compose = yaml.safe_load(COMPOSE)
    ours = {name: one for name, one in compose["services"].items() if one.get("image") == "touchline"}
    known = {row.name for row in settings.TABLE}

    assert ours.keys() == {"app", "processor", "publisher", "notifier"}
    for one in ours.values():
        assert one["environment"].keys() <= known
        assert (one["read_only"], one["cap_drop"]) == (True, ["ALL"])
        assert not one.get("command") or one["command"][3] in COMMANDS
    assert LETS_IN | {"PUBLIC_URL", "API_TOKENS_FILE"} <= ours["app"]["environment"].keys()
    assert "--web.enable-remote-write-receiver" in compose["services"]["prometheus"]["command"]
    scraping = yaml.safe_load(compose["configs"]["prometheus"]["content"])
    assert scraping["storage"]["tsdb"]["out_of_order_time_window"] == "7d"
    targets = {one["job_name"]: one["static_configs"][0]["targets"] for one in scraping["scrape_configs"]}
    ports = {"app": 8506, "processor": 8503, "publisher": 8505, "notifier": 8504}
    assert targets == {f"touchline-{name}": [f"{name}:{port}"] for name, port in ports.items()}
