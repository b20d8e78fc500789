"""A member of a group on a real Kafka."""

from uuid import uuid4

import pytest
from kafka import KafkaAdminClient

from lib.adapters import kafka
from lib.adapters.member import Member
from tests.waiting import wait_for

pytestmark = pytest.mark.kafka


def test_a_member_whose_polls_are_shorter_than_joining_gets_new_partitions(broker, make_settings):
    given, topic = make_settings(KAFKA_BOOTSTRAP_SERVERS=broker.address), f"grows-{uuid4()}"
    options = kafka.options(given) | {"group_id": topic, "metadata_max_age_ms": 300}
    admin = KafkaAdminClient(**kafka.options(given))
    admin.create_topics({topic: {"num_partitions": 1, "replication_factor": 1}}, wait_for_metadata=True)

    with Member(topic, **options) as member:

        def partitions() -> int:
            member.poll(timeout_ms=5)
            return len(member.assignment())

        wait_for(lambda: partitions() == 1, message="the first partition")
        admin.create_partitions({topic: 3})
        wait_for(lambda: partitions() == 3, message="the new partitions")
    admin.close()
