import os
import socket
from collections.abc import Iterator

import pytest

from lib.errors import Unavailable, WrongUse
from lib.local import ports


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which this process listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_free_port_can_be_listened_on():
    socket.create_server(("127.0.0.1", ports.free())).close()


def test_the_wanted_port_is_taken_if_it_is_free(taken):
    wanted = ports.free()

    assert ports.free(wanted) == wanted
    assert ports.free(taken) != taken


def test_no_port_is_given_twice_to_those_who_do_not_listen_yet():
    given = [ports.free() for _ in range(200)]

    assert len({*given}) == 200


def test_a_busy_port_is_named_with_its_setting_and_its_process(taken, monkeypatch):
    monkeypatch.setattr(ports, "PATIENCE_S", 0)

    with pytest.raises(Unavailable) as caught:
        ports.require("127.0.0.1", taken, "APP_PORT")

    sentence = str(caught.value)
    assert f"Port {taken} is taken by process {os.getpid()} (" in sentence
    assert f"APP_PORT={ports.free(taken + 100)} make run" in sentence


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 99_999), ("192.0.2.1", 8501), ("no.such.host.invalid", 8501)])
def test_an_impossible_address_names_its_setting(host, port):
    with pytest.raises(WrongUse, match=f"APP_PORT: nothing can listen on {host}:{port}"):
        ports.require(host, port, "APP_PORT")


def test_nobody_holds_a_free_port():
    assert ports.holder(ports.free()) is None
