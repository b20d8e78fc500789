"""A real Apache Kafka on this machine: one node, KRaft, from the jars that Maven Central has.

``python -m lib.local.kafka FOLDER PORT`` runs one in the foreground.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import uuid
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from lib import settings
from lib.errors import Unavailable
from lib.local import packages, ports, probes
from lib.local.parts import Part, Server

JAVA_OPTIONS = ("-Xmx512m", "-XX:TieredStopAtLevel=1")
# What a broker loads, as Java keeps it for itself. One that cannot use it, or does not find it, starts without a word.
ARCHIVE = "classes.jsa"
# A formatted folder, beside the jars: to copy it takes no Java.
FORMATTED = "formatted"

_HERE = Path(__file__).parent
_POM = _HERE / "pom.xml"
_OLDEST_JAVA = 17
_ARCHIVING_SECONDS = 90.0  # to write the archive takes 5 seconds of a processor that others may want, too

# One node has nobody to replicate to; few partitions start quickly; nothing is ever deleted by age unless a topic asks
# for it. A killed broker is only let in again when its old session is over, which takes 9 seconds by default.
_PROPERTIES = """\
process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
controller.quorum.voters=1@127.0.0.1:{controller}
log.dirs={data}
auto.create.topics.enable=false
log.retention.ms=-1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
log.cleaner.dedupe.buffer.size=33554432
"""


def part(folder: Path, port: int, jars: Path) -> Part:
    """Kafka on *port* with its data in *folder*, which is formatted if it is new."""
    data = folder / "data"
    if not data.exists():
        _format(folder, jars)
    config = _configure(folder / "server.properties", data, port)
    logging = f"-Dlog4j2.configurationFile={_HERE / 'log4j2.properties'}"
    address = f"127.0.0.1:{port}"
    return Part(
        name="kafka",
        command=[*_java(jars), logging, "kafka.Kafka", str(config)],
        ready=partial(probes.kafka_ok, address),
        address=address,
        needed=True,
    )


def server(folder: Path, port: int | None = None, jars: Path | None = None) -> Server:
    """Kafka for a test or a benchmark, not started yet; without *port* on a free one. ``server.address`` says where."""
    jars = jars or fetch_jars(settings.read().var_dir / "kafka" / "lib")
    return Server(part(folder, port or ports.free(), jars), folder)


def fetch_jars(folder: Path) -> Path:
    """The folder with Kafka's jars, below *folder*; they are downloaded unless they are there and complete."""
    packages.need(packages.JAVA)
    _require_java()
    jars = jars_folder(folder)
    if not jars.exists():
        packages.need(packages.MAVEN)
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix="download-") as temporary:
            _download(Path(temporary) / "jars", jars)
            _archive(Path(temporary), jars)
    return jars


def jars_folder(folder: Path) -> Path:
    """Where below *folder* the jars of this version of the list are; it exists when they are complete."""
    return folder / hashlib.sha256(_POM.read_bytes()).hexdigest()[:12]


def _download(temporary: Path, jars: Path) -> None:
    # Renamed when complete, so that an interrupted download is never taken for the whole.
    command = ["mvn", "-q", "-B", "-f", str(_POM), "dependency:copy-dependencies", f"-DoutputDirectory={temporary}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = next((line for line in done.stdout.splitlines() if "ERROR" in line), done.stderr.strip())
        raise Unavailable(
            f"Kafka's jars could not be downloaded with Maven: {reason[:300]}. "
            "Check the connection (a mirror goes into ~/.m2/settings.xml), or set KAFKA_BOOTSTRAP_SERVERS."
        )
    try:
        temporary.rename(jars)
    except OSError:
        if not jars.exists():  # else somebody else was quicker, with the same jars
            raise


def _archive(temporary: Path, jars: Path) -> None:
    """Let a broker come up and end once, and keep what it loaded: the next ones start in half the time."""
    archive = temporary / ARCHIVE
    started = part(temporary / "kafka", ports.free(), jars)
    first, *others = started.command
    keeping = replace(started, command=[first, f"-XX:ArchiveClassesAtExit={archive}", *others])
    with suppress(Unavailable, FileNotFoundError):  # it may end without
        with Server(keeping, temporary) as node:
            node.stop(patience=_ARCHIVING_SECONDS)
        archive.rename(jars / ARCHIVE)


def _require_java() -> None:
    told = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', told)
    if not found or int(found[1]) < _OLDEST_JAVA:
        raise Unavailable(
            f"Kafka needs Java {_OLDEST_JAVA} or newer, and `java` is {found[1] if found else 'something else'} here: "
            f"install {packages.JAVA.package}, or set KAFKA_BOOTSTRAP_SERVERS to use another Kafka."
        )


def _format(folder: Path, jars: Path) -> None:
    # Under another name until it is complete: half a formatted folder would never start.
    new = folder / "data.new"
    shutil.rmtree(new, ignore_errors=True)
    shutil.copytree(_formatted(jars), new)
    about = new / "meta.properties"
    about.write_text(re.sub(r"(?m)^cluster\.id=.*$", f"cluster.id={_cluster()}", about.read_text()))
    new.rename(folder / "data")


def _formatted(jars: Path) -> Path:
    kept = jars / FORMATTED
    if not kept.exists():
        with tempfile.TemporaryDirectory(dir=jars.parent, prefix="format-") as temporary:
            _format_anew(Path(temporary), jars)
            with suppress(OSError):  # somebody else was quicker
                (Path(temporary) / "data").rename(kept)
    return kept


def _format_anew(folder: Path, jars: Path) -> None:
    config = _configure(folder / "format.properties", folder / "data", ports.free())
    # One word: an id may begin with a dash, and would be taken for an option.
    command = [*_java(jars), "kafka.tools.StorageTool", "format", "--config", str(config), f"--cluster-id={_cluster()}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unavailable(f"Kafka could not format {folder}: {(done.stderr or done.stdout).strip()[-300:]}")


def _cluster() -> str:
    return base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")


def _configure(config: Path, data: Path, port: int) -> Path:
    config.write_text(_PROPERTIES.format(port=port, controller=ports.free(port + 1), data=data))
    return config


def _java(jars: Path) -> list[str]:
    archive = jars / ARCHIVE
    kept = [f"-XX:SharedArchiveFile={archive}"] if archive.exists() else []
    return ["java", *JAVA_OPTIONS, *kept, "-cp", f"{jars}/*"]


def main() -> int:
    """Run a broker until it is interrupted."""
    parser = argparse.ArgumentParser(prog="python -m lib.local.kafka", description="Run a Kafka in the foreground.")
    parser.add_argument("folder", type=Path, help="where its data is kept")
    parser.add_argument("port", type=int, help="where it listens, on this machine only")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with server(arguments.folder.resolve(), arguments.port) as node:
            print(f"Kafka answers at {node.address}; its log is {node.log}", flush=True)  # noqa: T201
            signal.pause()
    except KeyboardInterrupt:
        return 0
    except Unavailable as error:
        print(f"{error}", file=sys.stderr)  # noqa: T201
        return 1


if __name__ == "__main__":
    sys.exit(main())
