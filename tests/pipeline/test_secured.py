"""A Kafka and a Prometheus that ask for certificates and passwords, both real."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
import requests
import yaml
from kafka import KafkaAdminClient
from kafka.admin import ScramMechanism, UserScramCredentialUpsertion

from lib.adapters import kafka
from lib.adapters.producer import Producer
from lib.adapters.prometheus import Metrics
from lib.errors import Unavailable
from lib.local import kafka as local_kafka
from lib.local import packages, ports, run
from lib.local import prometheus as local_prometheus
from lib.local.parts import Server
from lib.local.platform import Platform, running
from tests.authority import Authority
from tests.conftest import require
from tests.pipeline.test_whole_way import declared, fresh
from tests.waiting import wait_for

pytestmark = [pytest.mark.kafka, pytest.mark.prometheus]

USER, PASSWORD = "touchline", "open-sesame"
BCRYPT = "$2b$04$abcdefghijklmnopqrstuuXcjcm5avyCiJoD2uS24xa2lb6fjMB3G"  # of the password
LISTENER = """
listeners=PLAINTEXT://{plain},CONTROLLER://127.0.0.1:{controller},SASL_SSL://{secure}
advertised.listeners=PLAINTEXT://{plain},SASL_SSL://{secure}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL
sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
ssl.client.auth=required
ssl.keystore.type=PEM
ssl.keystore.location={folder}/server.pem
ssl.truststore.type=PEM
ssl.truststore.location={folder}/ca.pem
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("secured")


@pytest.fixture(scope="module")
def authority(folder):
    """It has signed for the servers and for us."""
    made = Authority(folder)
    made.sign("server")
    made.sign("ours")
    return made


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """What machines of companies have set for all that goes out: it knows nothing of our servers."""
    return {"REQUESTS_CA_BUNDLE": str(Authority(tmp_path_factory.mktemp("elsewhere")).file)}


@pytest.fixture(scope="module")
def secured_kafka(folder, authority):
    """The address of a listener that wants a certificate, and a password by SCRAM."""
    require(packages.JAVA, packages.MAVEN)
    node, secure = local_kafka.server(folder / "kafka"), f"127.0.0.1:{ports.free()}"
    config = folder / "kafka" / "server.properties"
    given = dict(line.split("=", 1) for line in config.read_text().splitlines())
    controller = given["controller.quorum.voters"].rpartition(":")[2]
    more = LISTENER.format(plain=node.address, controller=controller, secure=secure, folder=folder)
    config.write_text(config.read_text() + more)  # of what is there twice, the last one holds
    with node:
        admin = KafkaAdminClient(bootstrap_servers=node.address)
        admin.alter_user_scram_credentials(
            [UserScramCredentialUpsertion(USER, ScramMechanism.SCRAM_SHA_512, PASSWORD, iterations=4096)]
        )
        admin.close()
        yield secure


@pytest.fixture(scope="module")
def secured_prometheus(folder, authority):
    """The address of a Prometheus with HTTPS and a password."""
    require(packages.PROMETHEUS)
    web = folder / "web.yml"
    keys = {"cert_file": "server.crt", "key_file": "server.key"}
    web.write_text(yaml.safe_dump({"tls_server_config": keys, "basic_auth_users": {USER: BCRYPT}}))
    plain = local_prometheus.part(folder / "prometheus", ports.free())
    address = plain.address.replace("http:", "https:")

    def ready():
        try:
            return requests.get(f"{address}/-/ready", auth=(USER, PASSWORD), verify=authority.file, timeout=1).ok
        except requests.RequestException:
            return False

    with Server(replace(plain, command=[*plain.command, f"--web.config.file={web}"], ready=ready), folder):
        yield address


@pytest.fixture(scope="module")
def platform(folder, authority, elsewhere, secured_kafka, secured_prometheus):
    """Our processes with all that they have to show; not started."""
    given = {
        "KAFKA_SECURITY_PROTOCOL": "SASL_SSL",
        "KAFKA_SASL_MECHANISM": "SCRAM-SHA-512",
        "KAFKA_SASL_USERNAME": USER,
        "KAFKA_SASL_PASSWORD": PASSWORD,
        "KAFKA_SSL_CAFILE": str(authority.file),
        "KAFKA_SSL_CERTFILE": str(folder / "ours.crt"),
        "KAFKA_SSL_KEYFILE": str(folder / "ours.key"),
        "PROMETHEUS_USERNAME": USER,
        "PROMETHEUS_PASSWORD": PASSWORD,
        "PROMETHEUS_CA_FILE": str(authority.file),
    }
    return Platform(folder, secured_kafka, secured_prometheus, **given, **elsewhere)


@pytest.fixture(autouse=True)
def here(elsewhere, monkeypatch):
    """The same for what runs in the test's own process."""
    for name, value in elsewhere.items():
        monkeypatch.setenv(name, value)


def test_a_goal_comes_through_both(platform):
    event = f"secured-{uuid.uuid4()}"
    assert kafka.ensure_topics(platform.settings) == []
    producer, metrics = Producer(platform.settings), Metrics(platform.settings)

    with running(platform.processor()):
        producer.send([(event, declared(event)), (event, fresh("score", event, participant="sales"))])
        query = f'last_over_time(sport_event_score{{event="{event}",competitor="sales"}}[1h])'
        wait_for(lambda: metrics.instant(query).frame["value"].tolist() == [1], message="the goal's sample")

    producer.close()
    metrics.close()


@pytest.mark.parametrize("name", ["PROMETHEUS_CA_FILE", "PROMETHEUS_PASSWORD"])
def test_a_prometheus_that_is_not_trusted_or_does_not_trust_us_is_a_sentence(platform, make_settings, name):
    run._require_prometheus(platform.settings)

    with pytest.raises(Unavailable, match=r"Prometheus at https://127.0.0.1:\d+ cannot be used: (SSLError|HTTPError)"):
        run._require_prometheus(make_settings(**platform.environment | {name: ""}))
