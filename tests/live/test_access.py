"""Who may write: with a token those who show it, without one only this machine."""

import pytest
from starlette.requests import Request

from lib.content import access
from lib.content.access import Access, Rule, Side
from lib.errors import BadContent, WrongUse
from lib.live import signin, tokens
from lib.live.access import Gate, NotAllowed
from lib.live.tokens import Tokens


def request(client="127.0.0.1", **headers):
    given = {"host": "localhost:8501"} | {name.replace("_", "-"): value for name, value in headers.items()}
    scope = {
        "type": "http",
        "client": (client, 5),
        "headers": [(k.encode(), v.encode("latin-1")) for k, v in given.items()],
    }
    return Request(scope)


@pytest.mark.parametrize(
    "asked",
    [
        request(),
        request("::1", host="[::1]:8501"),
        request(origin="http://localhost:8501"),
        request(x_forwarded_for="127.0.0.1"),
    ],
    ids=["loopback", "loopback of IPv6", "a page of ours", "through a proxy on this machine"],
)
def test_this_machine_may_write_without_a_token(settings, asked):
    Gate(settings).check(asked, "record")


@pytest.mark.parametrize(
    "asked",
    [
        request("192.0.2.7"),
        request(x_forwarded_for="192.0.2.7"),
        request(x_forwarded_for="127.0.0.1, 192.0.2.7"),
        request(x_real_ip="127.0.0.1"),
        request(forwarded="for=192.0.2.7"),
        request(host="rebound.example:8501"),
        request(origin="https://elsewhere.example"),
        request(origin="null"),
    ],
    ids=[
        "another machine",
        "through a proxy",
        "a forged hop",
        "X-Real-IP",
        "Forwarded",
        "DNS rebinding",
        "a page of another site",
        "opaque origin",
    ],
)
def test_nobody_else_may(settings, asked):
    with pytest.raises(NotAllowed) as refused:
        Gate(settings).check(asked, "record")

    assert refused.value.status == 403


def test_with_a_token_others_may_write_who_show_it(make_settings):
    given = make_settings(API_TOKEN="secret-of-the-gate")

    asked = request("192.0.2.7", authorization="Bearer secret-of-the-gate", host="wiki.example")

    assert Gate(given).check(asked, "record").how == "token"


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer wrong", "Basic secret-of-the-gate", "Bearer sécret"])
def test_a_wrong_token_is_refused_and_not_repeated(make_settings, shown):
    given = make_settings(API_TOKEN="secret-of-the-gate")

    with pytest.raises(NotAllowed) as refused:
        Gate(given).check(request(authorization=shown.encode().decode("latin-1")), "record")

    assert refused.value.status == 401
    assert "secret-of-the-gate" not in str(refused.value)


def test_without_sign_in_others_may_read(settings):
    assert Gate(settings).check(request("192.0.2.7"), "read").how == "anonymous"


def test_with_sign_in_this_machine_is_nobody_special(make_settings):
    with pytest.raises(NotAllowed) as refused:
        Gate(make_settings(SIGNIN_METADATA_URL="https://id.example")).check(request(), "read")

    assert refused.value.status == 401


def test_roles_come_from_claims_by_the_rules_of_the_revision():
    declared = Access(
        rules=[
            Rule(role="editor", claim="groups", among=["writers"]),
            Rule(role="operator", claim="email", among=["ops@example.com"]),
        ]
    )

    assert declared.roles({"groups": ["writers", "others"]}) == {"reader", "editor"}
    assert declared.roles({"groups": "writers"}) == {"reader", "editor"}
    assert declared.roles({"email": "ops@example.com"}) == {"reader"}
    assert declared.roles({"email": "ops@example.com", "email_verified": True}) == {"reader", "operator"}
    assert declared.roles({"groups": 7, "email": None}) == {"reader"}


SIDES = Access(
    rules=[Rule(role="organizer", claim="groups", among=["referees"])],
    sides=[
        Side(competitor="sales", claim="groups", among=["sales"]),
        Side(competitor="legal", claim="email", among=["ada@example.com"]),
    ],
)


@pytest.mark.parametrize(
    ("claims", "records", "sides"),
    [
        ({"groups": ["sales"]}, True, {"sales"}),
        ({"groups": ["sales"], "email": "ada@example.com", "email_verified": True}, True, {"sales", "legal"}),
        ({"email": "ada@example.com"}, False, None),
        ({"groups": ["sales", "referees"]}, True, None),
        ({"groups": ["others"]}, False, None),
    ],
    ids=["of one side", "of two", "with an unverified address", "who may record anyway", "of none"],
)
def test_whoever_speaks_for_a_side_records_its_word_alone(make_settings, claims, records, sides):
    caller = Gate(make_settings(SIGNIN_METADATA_URL="https://id.example"), lambda: SIDES).signed_in(claims)

    assert ("record" in caller.rights, caller.sides) == (records, sides)


def test_a_token_may_speak_for_a_side(make_settings, tmp_path):
    file, shown = tmp_path / "tokens.yaml", tokens.make()
    entry = f"{{name: phone, sha256: {tokens.digest(shown)}, role: reader, sides: [sales]}}"
    file.write_text(f"tokens: [{entry}]\n")

    caller = Gate(make_settings(API_TOKENS_FILE=str(file))).check(request(authorization=f"Bearer {shown}"), "record")

    assert (caller.name, caller.sides) == ("phone", {"sales"})


def test_a_role_that_there_is_not_is_refused_with_its_line():
    with pytest.raises(BadContent, match=r"access\.yaml:2:6: rules\[0\]\.role.*operator"):
        access.read("access.yaml", b"rules:\n  - {role: boss, claim: groups, among: [x]}\n")


@pytest.mark.parametrize("role", access.RIGHTS)
def test_each_role_reads_and_only_the_operator_does_all(role):
    assert "read" in access.rights([role])
    assert (access.rights([role]) == access.ALL) == (role == "operator")


def test_a_file_of_tokens_with_a_mistake_opens_nothing(tmp_path):
    file, token = tmp_path / "tokens.yaml", tokens.make()
    entry = f"  - {{name: tablet, sha256: {tokens.digest(token)}, role: organizer}}\n"
    file.write_text("tokens:\n" + entry)
    known = Tokens(str(file))
    assert known.find(token).name == "tablet"

    file.write_text("tokens:\n" + entry + "  - {name: broken}\n")

    assert known.find(token) is None
    assert known.find("") is None


def test_half_of_a_sign_in_is_wrong_use_that_names_what_is_missing(make_settings):
    with pytest.raises(WrongUse, match="PUBLIC_URL, SIGNIN_CLIENT_ID"):
        signin.secrets(make_settings(SIGNIN_METADATA_URL="https://id.example"))
