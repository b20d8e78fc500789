import shutil

import pytest

from lib.errors import Unavailable
from lib.local import packages
from lib.local.packages import Program

ABSENT = Program("no-such-program", "no-such-package", "nothing at all")


def test_what_is_there_is_not_missing():
    assert packages.missing(Program("sh", "dash", "everything"), ABSENT) == [ABSENT]


def test_without_root_the_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setattr(packages, "installable", lambda: False)

    with pytest.raises(Unavailable) as caught:
        packages.need(ABSENT)

    assert str(caught.value) == (
        "Missing: `no-such-program` for nothing at all. "
        "On Debian: apt-get install --no-install-recommends no-such-package"
    )


def test_while_packages_are_installed_no_service_starts(monkeypatch, tmp_path):
    policy = tmp_path / "policy-rc.d"
    monkeypatch.setattr(packages, "_POLICY", policy)
    monkeypatch.setattr(packages, "installable", lambda: True)
    calls = []
    monkeypatch.setattr(packages, "_apt", lambda *arguments: calls.append((arguments[0], policy.read_text())))

    with pytest.raises(Unavailable, match="no-such-package"):
        packages.need(ABSENT)

    assert [name for name, _ in calls] == ["update", "install"]
    assert all(text.endswith("exit 101\n") for _, text in calls)
    assert not policy.exists()


def test_a_policy_of_somebody_else_stays(monkeypatch, tmp_path):
    policy = tmp_path / "policy-rc.d"
    policy.write_text("#!/bin/sh\nexit 0\n")
    monkeypatch.setattr(packages, "_POLICY", policy)

    with packages._no_services():
        assert policy.read_text() == "#!/bin/sh\nexit 0\n"

    assert policy.exists()


def test_a_policy_that_a_killed_installation_left_is_removed(monkeypatch, tmp_path):
    policy = tmp_path / "policy-rc.d"
    policy.write_text(packages._NO_SERVICES)
    monkeypatch.setattr(packages, "_POLICY", policy)

    with packages._no_services():
        assert policy.exists()

    assert not policy.exists()


@pytest.mark.skipif(not shutil.which("apt-get"), reason="apt-get is Debian's")
def test_apt_tells_why_it_failed():
    with pytest.raises(Unavailable, match=r"apt-get no-such-command failed: .*Invalid operation"):
        packages._apt("no-such-command")
