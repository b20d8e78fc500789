"""Who may talk to whom, worked out of the policies as a network plugin does it."""

from __future__ import annotations

import ipaddress

import pytest

from tests.deploy.rendering import OVERLAYS, of_kind

OURS = ("app", "processor", "ingest", "publisher", "notifier")
HOME, KUBE = {"kubernetes.io/metadata.name": "touchline"}, {"kubernetes.io/metadata.name": "kube-system"}
# Name: the labels of its namespace and its own; or an address outside of the cluster.
PEERS = {
    **{name: (HOME, {"app.kubernetes.io/name": name}) for name in (*OURS, "prometheus")},
    "kafka": (HOME, {"strimzi.io/cluster": "touchline", "strimzi.io/kind": "Kafka"}),
    "stranger": (HOME, {"app.kubernetes.io/name": "stranger"}),
    "gateway": ({"touchline/gateway": "true"}, {}),
    "operators": ({"touchline/operators": "true"}, {}),
    "names": (KUBE, {}),
    "internet": "198.51.100.7",
    "inside": "10.20.30.40",
    "metadata": "169.254.169.254",
    "minikube": "192.168.49.1",
}
PORTS = (22, 53, 443, 6443, 8012, 8501, 8502, 8503, 8504, 8505, 8506, 9090, 9093)
ANSWERING = {
    ("app", 8501), ("app", 8506), ("ingest", 8502), ("processor", 8503), ("notifier", 8504), ("publisher", 8505),
    ("kafka", 9093), ("prometheus", 9090), ("names", 53), ("stranger", 443), ("operators", 443), ("gateway", 443),
}  # fmt: skip
COMMON = {
    *((one, "kafka", 9093) for one in (*OURS, "operators")),
    *((one, "names", 53) for one in (*OURS, "prometheus", "kafka", "stranger")),
    ("app", "prometheus", 9090), ("processor", "prometheus", 9090),
    ("prometheus", "app", 8506), ("prometheus", "processor", 8503), ("prometheus", "ingest", 8502),
    ("prometheus", "notifier", 8504), ("prometheus", "publisher", 8505),
    ("gateway", "app", 8501), ("gateway", "ingest", 8502),
    *((one, "internet", port) for one in OURS if one != "ingest" for port in (22, 443)),
    # The API server may be anywhere: Strimzi's operators of entities, and Prometheus' discovery, ask it.
    *(
        (one, where, port)
        for one in ("kafka", "prometheus")
        for where in ("internet", "inside", "metadata", "minikube")
        for port in (443, 6443)
    ),
    *((one, where, 443) for one in ("kafka", "prometheus") for where in ("gateway", "operators")),
    ("kafka", "kafka", 9093),
}  # fmt: skip
OWN = {
    "prod": set(),
    "dev": {
        *((one, "ingest", port) for one in ("gateway", "operators") for port in (8012, 9090)),
        *((one, "minikube", port) for one in OURS if one != "ingest" for port in (22, 443)),
    },
}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_who_talks_to_whom_is_this_table(overlay):
    answering = ANSWERING | {
        (one, port) for one, at in PEERS.items() if isinstance(at, str) for port in (22, 443, 6443)
    }
    if overlay == "dev":
        answering |= {("ingest", 8012), ("ingest", 9090)}
    found = {
        (one, other, port)
        for one in PEERS
        for other in PEERS
        for port in PORTS
        if (other, port) in answering
        and _may(overlay, "Egress", one, other, port)
        and _may(overlay, "Ingress", other, one, port)
    }
    # Of what lies outside of our namespace only the way to and from us is ours to decide.
    found = {row for row in found if not _outside(row[0]) or not _outside(row[1])}

    assert found == COMMON | OWN[overlay]


def _outside(name):
    return isinstance(PEERS[name], str) or PEERS[name][0] != HOME


def _may(overlay, direction, name, peer, port):
    """Whether the policies of *name* let traffic to (Egress) or from (Ingress) *peer* pass."""
    if _outside(name):
        return True
    policies = [one["spec"] for one in of_kind(overlay, "NetworkPolicy").values()]
    mine = [one for one in policies if direction in one["policyTypes"] and _matches(one["podSelector"], PEERS[name][1])]
    rules = [rule for one in mine for rule in one.get(direction.lower()) or []]
    return not mine or any(_lets(rule, direction, peer, port) for rule in rules)


def _lets(rule, direction, peer, port):
    to = rule.get("to" if direction == "Egress" else "from")
    ports = {one["port"] for one in rule.get("ports", [])}
    return (not ports or port in ports) and (to is None or any(_is(one, PEERS[peer]) for one in to))


def _is(selector, peer):
    if "ipBlock" in selector:
        block = selector["ipBlock"]
        return isinstance(peer, str) and _within(peer, [block["cidr"]]) and not _within(peer, block.get("except", []))
    if isinstance(peer, str):
        return False
    namespace, own = peer
    there = _matches(selector["namespaceSelector"], namespace) if "namespaceSelector" in selector else namespace == HOME
    return there and _matches(selector.get("podSelector", {}), own)


def _within(address, networks):
    return any(ipaddress.ip_address(address) in ipaddress.ip_network(one) for one in networks)


def _matches(selector, labels):
    wanted = selector.get("matchLabels", {})
    among = {one["key"]: one["values"] for one in selector.get("matchExpressions", [])}
    return wanted.items() <= labels.items() and all(labels.get(key) in values for key, values in among.items())
