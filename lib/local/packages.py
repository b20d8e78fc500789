"""Programs that pip cannot bring: which are missing, and how they get here."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from lib.errors import Unavailable


class Program(NamedTuple):
    """A program on the path, the Debian package that brings it, and what cannot be done without it."""

    command: str
    package: str
    purpose: str


GIT = Program("git", "git", "reading the content")
JAVA = Program("java", "openjdk-17-jre-headless", "running a local Kafka (or set KAFKA_BOOTSTRAP_SERVERS)")
MAVEN = Program("mvn", "maven", "downloading a local Kafka (or set KAFKA_BOOTSTRAP_SERVERS)")
PROMETHEUS = Program("prometheus", "prometheus", "running a local Prometheus (or set PROMETHEUS_URL)")
HAPROXY = Program("haproxy", "haproxy", "sharing out people among several app processes")
CHROMIUM = Program("chromium", "chromium", "testing pages in a browser")
KUBECTL = Program("kubectl", "kubectl", "rendering the manifests (1.27 or newer)")
NODE = Program("node", "nodejs npm", "running an OpenID provider in tests")

# Their packages also enable a service, which nobody asked for at the next boot.
_SERVICES = ("prometheus", "haproxy")
_POLICY = Path("/usr/sbin/policy-rc.d")
_NO_SERVICES = "#!/bin/sh\n# Written by Touchline while it installs packages.\nexit 101\n"


def missing(*programs: Program) -> list[Program]:
    """Those of *programs* that are not on the path."""
    return [program for program in programs if not _path(program)]


def found(program: Program) -> str:
    """What to call to run *program*."""
    return _path(program) or program.command


def need(*programs: Program) -> None:
    """Install what is missing, where that is possible without asking; else raise what to install."""
    absent = missing(*programs)
    if absent and installable():
        _install([program.package for program in absent])
        absent = missing(*programs)
    if absent:
        raise Unavailable(sentence(absent))


def sentence(absent: list[Program]) -> str:
    """What is missing, what for, and the command that brings it."""
    lacks = "; ".join(f"`{program.command}` for {program.purpose}" for program in absent)
    packages = " ".join(program.package for program in absent)
    return f"Missing: {lacks}. On Debian: apt-get install --no-install-recommends {packages}"


def installable() -> bool:
    """True for root on a system with apt."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _path(program: Program) -> str | None:
    # Servers are not on the path of every user.
    return shutil.which(program.command) or shutil.which(program.command, path="/usr/sbin:/usr/local/sbin")


def _install(packages: list[str]) -> None:
    with _no_services():
        _apt("update")
        _apt("install", "-y", "--no-install-recommends", *packages)
    enabled = [name for name in _SERVICES if name in packages]
    if enabled and shutil.which("systemctl"):
        subprocess.run(["systemctl", "disable", *enabled], capture_output=True, check=False)


def _apt(*arguments: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        ["apt-get", "-q", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Unavailable(f"apt-get {' '.join(arguments)} failed: {done.stdout.strip()[-300:]}")


@contextmanager
def _no_services() -> Iterator[None]:
    """While this lasts, packages that are installed start no service (Debian policy, 9.3.3.1)."""
    # A file of ours that is already there was left by an installation that was killed.
    ours = not _POLICY.exists() or _POLICY.read_text() == _NO_SERVICES
    if ours:
        _POLICY.write_text(_NO_SERVICES)
        _POLICY.chmod(0o755)
    try:
        yield
    finally:
        if ours:
            _POLICY.unlink(missing_ok=True)
