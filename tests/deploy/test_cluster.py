"""What the manifests ask of a cluster: Kafka that keeps its facts, Prometheus, and what applies them from Git."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml

from lib import settings
from lib.pipeline import topology
from lib.settings import ROOT
from tests.deploy.rendering import OVERLAYS, of_kind, rendered

KEPT = {
    "argocd.argoproj.io/sync-options": "Prune=false,Delete=false",
    "kustomize.toolkit.fluxcd.io/prune": "disabled",
}
WAVE = "argocd.argoproj.io/sync-wave"
FLUX = [*yaml.safe_load_all((ROOT / "deploy" / "gitops" / "flux" / "touchline.yaml").read_text())]
ARGO = yaml.safe_load((ROOT / "deploy" / "gitops" / "argocd" / "application.yaml").read_text())


def named(one):
    return one["kind"], one["metadata"]["name"]


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_the_facts_outlive_what_is_deployed(overlay):
    keeping = [one for one in rendered(overlay) if one["kind"] in {"Namespace", "Kafka", "KafkaNodePool", "KafkaTopic"}]

    assert len(keeping) == 10
    for one in keeping:
        assert KEPT.items() <= one["metadata"]["annotations"].items(), named(one)
    [pool] = of_kind(overlay, "KafkaNodePool").values()
    assert [one["deleteClaim"] for one in pool["spec"]["storage"]["volumes"]] == [False]


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_kafka_may_write_to_its_volume_under_the_restricted_standard(overlay):
    [pool] = of_kind(overlay, "KafkaNodePool").values()
    context = pool["spec"]["template"]["pod"]["securityContext"]

    assert context == {"runAsNonRoot": True, "fsGroup": 0, "seccompProfile": {"type": "RuntimeDefault"}}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_kafka_acknowledges_nothing_that_one_lost_node_would_take_along(overlay):
    kafka, topics = of_kind(overlay, "Kafka")["touchline"]["spec"]["kafka"], of_kind(overlay, "KafkaTopic").values()
    [pool] = of_kind(overlay, "KafkaNodePool").values()
    copies = {one["spec"]["replicas"] for one in topics} | {pool["spec"]["replicas"]}
    in_sync = {int(one["spec"]["config"]["min.insync.replicas"]) for one in topics}

    assert (copies, in_sync) == (({3}, {2}) if overlay == "prod" else ({1}, {1}))
    assert kafka["config"]["unclean.leader.election.enable"] is False
    assert kafka["authorization"] == {"type": "simple"}
    assert [(one["tls"], one["authentication"]["type"]) for one in kafka["listeners"]] == [(True, "scram-sha-512")]


def test_a_processor_may_write_under_the_name_that_it_gives_itself():
    given = settings.read({})
    names = [topology._producer_options(replace(given, processor_id=one))["transactional.id"] for one in ("", "", "a")]

    assert len(set(names)) == 3
    for name in names:
        assert allowed("processor", "transactionalId", name) == {"Write", "Describe"}


# Who may do what to which topic, and nothing else.
READS, WRITES = {"Read", "Describe", "DescribeConfigs"}, {"Write"}
RIGHTS = {
    "app": {
        "sport.actions": READS | WRITES,
        "sport.positions": READS | WRITES,
        "sport.redriven": READS | WRITES,
        "": READS,
    },
    "processor": {"sport.actions": READS, "sport.positions": READS, "sport.redriven": READS, "": READS | WRITES},
    "ingest": {"sport.actions": READS - {"Read"} | WRITES, "sport.positions": READS - {"Read"} | WRITES, "": set()},
    "publisher": {"sport.actions": READS | WRITES, "": READS},
    "notifier": {"sport.events": {"Read", "Describe"}, "": set()},
    "keda": {"sport.actions": {"Describe"}, "sport.positions": {"Describe"}, "": set()},
}


def test_each_part_may_do_what_it_does_and_nothing_else():
    assert of_kind("prod", "KafkaUser").keys() == RIGHTS.keys()
    for user, rows in RIGHTS.items():
        for topic in of_kind("prod", "KafkaTopic"):
            assert allowed(user, "topic", topic) == rows.get(topic, rows[""]), (user, topic)


def test_a_processor_has_its_groups_and_its_changelogs():
    group = settings.read({}).processor_group

    for one in (group, f"{group}-2", "touchline-samples"):
        assert allowed("processor", "group", one) == {"Read", "Describe"}
    assert allowed("processor", "topic", f"changelog__{group}-2--sport.actions--default") == {"All"}
    assert allowed("keda", "group", group) == {"Describe"}


def allowed(user, kind, name):
    """What a user's rights let it do to a resource of Kafka."""
    found = set()
    for acl in of_kind("prod", "KafkaUser")[user]["spec"]["authorization"]["acls"]:
        resource = acl["resource"]
        covers = name.startswith if resource["patternType"] == "prefix" else lambda one: one in (name, "*")
        if resource["type"] == kind and covers(resource["name"]):
            found |= set(acl["operations"])
    return found


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_prometheus_takes_our_samples_also_late_ones(overlay):
    [prometheus] = of_kind(overlay, "Prometheus").values()
    window = int(settings.read({}).prometheus_window_hours)

    assert prometheus["spec"]["enableRemoteWriteReceiver"] is True
    assert prometheus["spec"]["tsdb"] == {"outOfOrderTimeWindow": f"{window}h"}


def test_kafka_comes_before_its_topics_and_they_before_everything_else():
    waves = {}
    for one in rendered("prod"):
        waves.setdefault(one["metadata"].get("annotations", {}).get(WAVE, "0"), set()).add(one["kind"])

    assert waves["-2"] == {"Kafka", "KafkaNodePool"}
    assert waves["-1"] == {"KafkaTopic", "KafkaUser"}
    assert waves.keys() == {"-2", "-1", "0"}


def test_flux_waits_for_kafka_and_applies_each_thing_once():
    folders = {one["metadata"]["name"]: one for one in FLUX if one["kind"] == "Kustomization"}
    parts = {name: _applied(one["spec"]["path"]) for name, one in folders.items()}

    assert folders["touchline"]["spec"]["dependsOn"] == [{"name": "touchline-kafka"}]
    assert all(one["spec"]["wait"] for one in folders.values())
    assert {kind for kind, _ in parts["touchline-kafka"]} == {
        "Kafka", "KafkaNodePool", "KafkaTopic", "KafkaUser", "NetworkPolicy",
    }  # fmt: skip
    assert not parts["touchline-kafka"] & parts["touchline"]
    assert parts["touchline-kafka"] | parts["touchline"] == _applied(ARGO["spec"]["source"]["path"])


def _applied(path):
    return {named(one) for one in rendered(path.removeprefix("./").removeprefix("deploy/overlays/"))}


def test_argo_cd_leaves_numbers_to_the_autoscalers():
    assert ARGO["spec"]["ignoreDifferences"] == [
        {"group": "apps", "kind": "Deployment", "jsonPointers": ["/spec/replicas"]}
    ]
    assert "RespectIgnoreDifferences=true" in ARGO["spec"]["syncPolicy"]["syncOptions"]
