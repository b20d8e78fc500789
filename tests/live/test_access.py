"""Who may write: with a token those who show it, without one only this machine."""

import pytest
from starlette.requests import Request

from lib.live import access
from lib.live.access import NotAllowed


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
    [request(), request("::1", host="[::1]:8501"), request(origin="http://localhost:8501")],
    ids=["loopback", "loopback of IPv6", "a page of ours"],
)
def test_this_machine_may_write_without_a_token(settings, asked):
    access.check(asked, settings)


@pytest.mark.parametrize(
    "asked",
    [
        request("192.0.2.7"),
        request(x_forwarded_for="192.0.2.7"),
        request(forwarded="for=192.0.2.7"),
        request(host="rebound.example:8501"),
        request(origin="https://elsewhere.example"),
        request(origin="null"),
    ],
    ids=["another machine", "through a proxy", "Forwarded", "DNS rebinding", "a page of another site", "opaque origin"],
)
def test_nobody_else_may(settings, asked):
    with pytest.raises(NotAllowed) as refused:
        access.check(asked, settings)

    assert refused.value.status == 403


def test_with_a_token_others_may_write_who_show_it(make_settings):
    given = make_settings(API_TOKEN="secret-of-the-gate")

    access.check(request("192.0.2.7", authorization="Bearer secret-of-the-gate", host="wiki.example"), given)


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer wrong", "Basic secret-of-the-gate", "Bearer sécret"])
def test_a_wrong_token_is_refused_and_not_repeated(make_settings, shown):
    given = make_settings(API_TOKEN="secret-of-the-gate")

    with pytest.raises(NotAllowed) as refused:
        access.check(request(authorization=shown.encode().decode("latin-1")), given)

    assert refused.value.status == 401
    assert "secret-of-the-gate" not in str(refused.value)
