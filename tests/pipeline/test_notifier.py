"""Webhooks hear of what happens in their competition: signed, again until they take it, each at its own pace."""

import threading
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from standardwebhooks import Webhook as Verifier

from lib.adapters import instruments, kafka
from lib.adapters.webhook import Message
from lib.content import competitions
from lib.content.revision import Commit, Revision
from lib.content.webhooks import Webhook
from lib.errors import WrongUse
from lib.pipeline import notifier, postman
from lib.pipeline.notifier import Notifier
from lib.pipeline.postman import Postman
from lib.sport import state
from lib.sport.fold import fold
from lib.sport.state import EventRecord, Provenance
from tests.checkout import Checkout
from tests.receiver import Receiver
from tests.sport.making import action, declared
from tests.waiting import wait_for

SECRET = "whsec_" + "c2VjcmV0" * 4
DEAD = "http://127.0.0.1:9/"
START = action("period.start", at=0, period=1)
GOAL = action("score", at=60, participant="sales")
TAKEN_BACK = action("retract", at=90, action=GOAL.id, reason="Offside")


@pytest.fixture(autouse=True)
def hurried(monkeypatch):
    """What is tried again is tried again soon."""
    monkeypatch.setattr(postman, "WAITS_S", (0.05,))


@pytest.fixture
def receivers():
    """Receivers that are closed at the end."""
    made = []

    def make(*statuses):
        made.append(Receiver(*statuses))
        return made[-1]

    yield make
    for one in made:
        one.close()


def revision(cup, *urls):
    hooks = "".join(f"  - {{url: '{url}', secret: chat}}\n" for url in urls)
    text = f"title: Cup\nsport: football\nwebhooks:\n{hooks}"
    commit = Commit("a" * 40, "Finance", datetime(2026, 5, 1, tzinfo=UTC), "Begin")
    return Revision(commit=commit, competitions=tuple(competitions.read({f"competitions/{cup}.yaml": text.encode()})))


@pytest.mark.kafka
def test_a_receiver_that_fails_twice_hears_everything_in_order_and_a_dead_one_holds_nobody(
    broker, make_settings, receivers
):
    settings = make_settings(KAFKA_BOOTSTRAP_SERVERS=broker.address, WEBHOOK_INSIDE="127.0.0.1")
    kafka.ensure_topics(settings)
    cup, chat = f"cup-{uuid4()}", receivers(500, 503, 200)
    wanted, first = revision(cup, DEAD, chat.url), Notifier(settings, {"chat": SECRET})
    with KafkaProducer(bootstrap_servers=broker.address) as producer:

        def happens(*actions, competition=cup):
            given = [declared(competition=competition), *actions]
            record = EventRecord(fold("e1", given), Provenance(kafka.ACTIONS, 0, 0, len(given), len(given), 0))
            event = f"{competition}-one".encode()
            producer.send(kafka.EVENTS, key=event, value=state.encode(record)).get(60)

        happens(START)  # before anybody listens
        first.serve(wanted)
        wait_for(lambda: has_a_position(settings, cup, wanted.competitions[0].webhooks[1]))
        happens(START, GOAL, competition=f"{cup}-other")
        happens(START, GOAL)
        wait_for(lambda: len(chat.got) == 3)
        first.close()
        happens(START, GOAL, TAKEN_BACK)
        second = Notifier(settings, {"chat": SECRET})
        second.serve(wanted)
        wait_for(lambda: len(chat.got) == 4)
        second.close()

    heard = [(headers["webhook-id"], Verifier(SECRET).verify(body, headers)) for headers, body in chat.got]
    assert [told["type"] for _, told in heard] == ["event.score"] * 3 + ["event.correction"]
    assert len({id for id, _ in heard[:3]}) == 1
    assert (heard[0][1]["data"]["score"], heard[3][1]["data"]["reason"]) == ([1, 0], "Offside")


def has_a_position(settings, cup, hook):
    consumer = KafkaConsumer(**kafka.options(settings), group_id=Postman(settings, cup, hook, SECRET).group)
    try:
        return consumer.committed(TopicPartition(kafka.EVENTS, 0)) is not None
    finally:
        consumer.close()


def test_it_follows_the_content_and_says_with_which_revision_it_runs(make_settings, tmp_path):
    checkout, stop, told = Checkout(tmp_path / "content"), threading.Event(), instruments.REGISTRY.get_sample_value
    first = checkout.commit({"content/access.yaml": "everybody: [reader]\n"})
    settings = make_settings(CONTENT_REPO=checkout.path, CONTENT_POLL_SECONDS="0.1")
    following = threading.Thread(target=Notifier(settings, {}).follow, args=(stop,))

    def runs(sha, state):
        about = {"component": "notifier"}
        info = told("touchline_config_info", about | {"revision": sha})
        return (info, told("touchline_config_sync", about | {"state": state})) == (1, 1)

    following.start()
    wait_for(lambda: runs(first, "Synced"))
    checkout.commit({"content/access.yaml": "everybody: [boss]\n"})
    wait_for(lambda: runs(first, "Stalled"), message="it stays with the good one")
    stop.set()
    following.join(timeout=60)


@pytest.fixture
def carrier(make_settings):
    """Deliver one message to an address: what became of it, as it is counted."""

    def deliver(url, *, hours="24", ago=0.0):
        settings = make_settings(WEBHOOK_INSIDE="127.0.0.1", WEBHOOK_HOURS=hours)
        cup = f"cup-{uuid4()}"
        one = Postman(settings, cup, Webhook(url=url, secret="chat"), SECRET)
        one._wait = lambda seconds: False
        one._deliver(Message("msg_1", "{}"), datetime.now(UTC).timestamp() - ago)
        results = ("delivered", "delayed", "refused", "given_up")
        counted = {name: instruments.WEBHOOKS.labels(cup, name)._value.get() for name in results}
        return {name: int(count) for name, count in counted.items() if count}

    return deliver


def test_what_nobody_takes_is_given_up_after_its_time(carrier):
    assert carrier(DEAD, hours="1", ago=3601) == {"given_up": 1}


def test_a_receiver_that_calls_a_message_wrong_five_times_is_believed(carrier, receivers):
    chat = receivers(400)

    assert carrier(chat.url) == {"delayed": 4, "refused": 1}
    assert len(chat.got) == 5


def test_an_address_of_our_own_is_refused_at_once(carrier):
    assert carrier("http://169.254.169.254/latest") == {"refused": 1}


def test_nothing_is_sent_unsigned(make_settings):
    one = Notifier(make_settings(), {})
    one.serve(revision("cup", DEAD))

    assert not one._running


@pytest.mark.parametrize("pair", ["chat", "chat=secret", "chat=whsec_c2hvcnQ=", "chat=whsec_%%%"])
def test_a_secret_that_is_none_is_told_by_its_name_alone(make_settings, pair):
    with pytest.raises(WrongUse, match="'chat' has to be whsec_") as caught:
        notifier.secrets(make_settings(WEBHOOK_SECRETS=pair))
    assert pair == "chat" or pair.partition("=")[2] not in str(caught.value)


def test_secrets_come_from_the_environment_and_from_a_file(make_settings, tmp_path):
    file = tmp_path / "secrets"
    file.write_text(f"chat={SECRET}\n")

    found = notifier.secrets(make_settings(WEBHOOK_SECRETS=f"tv={SECRET}", WEBHOOK_SECRETS_FILE=str(file)))

    assert found == {"tv": SECRET, "chat": SECRET}
