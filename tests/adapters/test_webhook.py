"""Posting to webhooks: signed so that the library verifies it, to public addresses alone, without redirects."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from standardwebhooks import Webhook

from lib.adapters import webhook
from lib.adapters.webhook import Forbidden, Message
from lib.errors import Unavailable
from tests.receiver import Receiver

SECRET = "whsec_" + "c2VjcmV0" * 4
MESSAGE = Message("msg_1", '{"type":"event.score"}')
HERE = {"127.0.0.1", "localhost"}


@pytest.fixture
def receiver(request):
    """One that answers with the statuses that the test asks for."""
    one = Receiver(*getattr(request, "param", (204,)))
    yield one
    one.close()


def test_what_is_posted_is_verified_by_the_library_of_the_specification(receiver):
    assert webhook.post(receiver.url, MESSAGE, SECRET, HERE) == "delivered"

    headers, body = receiver.got[0]
    assert Webhook(SECRET).verify(body, headers) == {"type": "event.score"}
    assert headers["webhook-id"] == "msg_1"


@pytest.mark.parametrize(
    ("receiver", "answer"), [((400,), "refused"), ((410,), "refused"), ((201,), "delivered")], indirect=["receiver"]
)
def test_an_answer_says_whether_the_message_was_taken(receiver, answer):
    assert webhook.post(receiver.url, MESSAGE, SECRET, HERE) == answer


@pytest.mark.parametrize("receiver", [(500,), (503,), (429,), (302,)], indirect=True)
def test_what_may_pass_and_a_redirect_are_tried_again_and_not_followed(receiver):
    with pytest.raises(Unavailable, match="answered"):
        webhook.post(receiver.url, MESSAGE, SECRET, HERE)
    assert len(receiver.got) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/", "http://localhost:9/", "http://[::1]:9/", "http://0.0.0.0:9/", "http://10.0.0.1/",
        "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data/", "http://[::ffff:127.0.0.1]/",
        "http://2130706433/", "http://[fd00::1]/", "http://[fe80::1]/",
    ],
)  # fmt: skip
def test_an_address_inside_of_our_network_is_not_posted_to(url):
    with pytest.raises(Forbidden, match="WEBHOOK_INSIDE"):
        webhook.post(url, MESSAGE, SECRET)


def test_no_setting_opens_the_address_where_clouds_keep_secrets():
    with pytest.raises(Forbidden):
        webhook.post("http://169.254.169.254/", MESSAGE, SECRET, {"169.254.169.254"})


def test_a_receiver_that_is_away_is_unavailable():
    with pytest.raises(Unavailable, match="does not answer"):
        webhook.post("http://127.0.0.1:9/", MESSAGE, SECRET, HERE)


def certificate(folder, name):
    """A file with a certificate for *name*, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    who, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]), datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / f"{name}.pem"
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(made.public_bytes(plain[0]) + key.private_bytes(*plain))
    return file


@pytest.mark.parametrize(("name", "good"), [("localhost", True), ("elsewhere.example", False)])
def test_the_certificate_has_to_be_that_of_the_name_although_an_address_is_connected_to(
    tmp_path, monkeypatch, name, good
):
    file = certificate(tmp_path, name)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    receiver = Receiver(200, certificate=file)
    url = f"https://localhost:{receiver.port}/"
    try:
        if good:
            assert webhook.post(url, MESSAGE, SECRET, HERE) == "delivered"
        else:
            with pytest.raises(Unavailable, match="does not answer"):
                webhook.post(url, MESSAGE, SECRET, HERE)
    finally:
        receiver.close()
    assert len(receiver.got) == good
