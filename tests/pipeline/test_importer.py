"""A file is recognised by what it holds, checked before anything is sent, and harmless when it is imported again."""

import gzip
import json
import os
import subprocess
import sys
from argparse import ArgumentTypeError
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kafka import KafkaConsumer, TopicPartition

from lib.__main__ import main
from lib.adapters import importers, kafka
from lib.adapters.importers import recording
from lib.errors import BadAction, BadImport, WrongUse
from lib.pipeline import importer
from lib.pipeline.memory_store import MemoryStore
from lib.pipeline.step import Incoming, Repeated, Step, Taken
from lib.settings import ROOT
from lib.sport import actions, state
from tests.recorded import FINAL, LINEUPS, WORLD_CUPS, document, states
from tests.sport.making import action, declared

NOW = 1_900_000_000_000


def final():
    return importer.gather([LINEUPS, FINAL])


def test_each_format_is_recognised_by_what_it_holds(tmp_path):
    for number, source in enumerate((WORLD_CUPS[2], FINAL, LINEUPS)):
        raw = source.read_bytes()
        plain = gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw
        for packed in (plain, gzip.compress(plain)):
            assert importers.read(f"{number}.txt", packed) == importers.read(source.name, raw)


def test_what_was_recorded_is_read_as_it_was_written():
    recorded = [declared(), action("score", participant="sales"), action("period.start", period=1)]

    assert importers.read("recording", recording.write(recorded)) == recorded


def test_lineups_of_another_file_join_their_match_whatever_the_order_of_the_files():
    (match,) = states(final()).values()

    assert [len(lineup.members) for lineup in match.lineups] == [14, 13]
    assert match.counts["substitution"] == [5, 0]
    assert isinstance(final()[0].data, actions.EventDeclared)


def test_the_lineups_name_players_as_the_events_do():
    played = {action.data.member for action in importers.read("final", FINAL.read_bytes()) if action.kind == "play"}

    listed = {member.name for action in final() if action.kind == "lineup" for member in action.data.members}

    assert played - {""} == listed


def test_importing_a_file_twice_changes_nothing():
    step, store, outcomes, recorded = Step(), MemoryStore(), [], final()
    for offset, one in enumerate(recorded * 2):
        incoming = Incoming(one.subject.encode(), actions.encode(one), "sport.actions", 0, offset, NOW)
        outcomes.append(type(step.take(incoming, store)))
        if offset == len(recorded) - 1:
            once = store[b"state"]

    assert outcomes == [Taken] * len(recorded) + [Repeated] * len(recorded)
    assert store[b"state"] == once
    assert state.decode(once).state.score == [4, 2]


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "neither JSON nor a recording"),
        (b"\xff\xfe\x00", "neither JSON nor a recording"),
        (b"{}", "format is not known"),
        (b"[1, 2]", "format is not known"),
        (b"[" * 100_000, "nested too deeply|neither JSON"),
        (b'{"name": "\\ud800", "matches": []}', "neither JSON"),
        (b'{"name": 5, "matches": []}', r"\$\.name"),
        (b"\x1f\x8bnot really", "compressed file is damaged"),
        (gzip.compress(b"{}" * 1000, mtime=0)[:-20], "compressed file is cut off"),
        (b'{"specversion": "1.0"}', r"line 1: \$\.type"),
        (b'{"specversion": "1.0"\n\n', "line 1: .*not JSON"),
    ],
    ids=repr,
)
def test_rubbish_is_refused_with_a_sentence(raw, sentence):
    with pytest.raises(BadImport, match=f"^file: .*({sentence})"):
        importers.read("file", raw)


@given(st.binary(max_size=200), st.sampled_from([b"", b"\x1f\x8b", b'{"specversion"', b'{"name":"a","matches":[{']))
def test_any_bytes_are_read_or_refused(raw, beginning):
    with suppress(BadImport):
        importers.read("file", beginning + raw)


def test_a_bad_line_of_a_recording_is_named():
    raw = recording.write([declared()]) + b"\n" + recording.write([action("score", participant="x", points=-1)])

    with pytest.raises(BadImport, match=r"line 3: \$\.data\.points"):
        importers.read("file", raw)


def test_what_the_processor_would_reject_is_refused_before_anything_is_sent():
    with pytest.raises(BadImport, match="'legal' does not take part"):
        importer.check([declared(), action("score", participant="legal")])


def test_actions_of_an_event_that_is_declared_elsewhere_are_left_to_the_processor():
    importer.check([action("score", participant="legal")])


def test_one_id_for_two_different_actions_is_refused(tmp_path):
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    first.write_bytes(recording.write([declared(), action("score", id="same", participant="sales")]))
    second.write_bytes(recording.write([action("score", id="same", participant="logistics")]))

    with pytest.raises(BadImport, match=r"b\.jsonl: another action already has the id same"):
        importer.gather([first, second])


def test_a_file_that_is_not_there_is_wrong_use(tmp_path):
    with pytest.raises(WrongUse, match="cannot be read: No such file"):
        importer.gather([tmp_path / "none.json"])


def test_a_start_needs_its_zone():
    assert importer.moment("2018-07-15T18:00+03:00") == datetime(2018, 7, 15, 15, tzinfo=UTC)
    for wrong in ("2018-07-15T18:00", "yesterday"):
        with pytest.raises(ArgumentTypeError, match="is not a moment with its zone"):
            importer.moment(wrong)


def test_the_command_says_what_is_wrong_and_how_it_ended(tmp_path, capsys):
    rubbish = tmp_path / "rubbish.json"
    rubbish.write_text("{")

    assert main(["import", str(rubbish)]) == 1
    assert "rubbish.json: this is neither JSON" in capsys.readouterr().err
    assert main(["import", str(tmp_path / "none.json")]) == 2
    with pytest.raises(SystemExit, match="2"):
        main(["import"])


def test_without_kafka_the_command_says_so(monkeypatch, capsys):
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9")
    monkeypatch.setattr(kafka, "PATIENCE_MS", 200)

    assert main(["import", str(FINAL)]) == 1
    assert "Kafka at 127.0.0.1:9 does not answer" in capsys.readouterr().err


@pytest.mark.kafka
def test_the_command_appends_every_action_and_says_nothing(broker, tmp_path):
    environment = {"KAFKA_BOOTSTRAP_SERVERS": broker.address, "PATH": os.environ["PATH"]}
    cup, corrected = tmp_path / "cup.json", tmp_path / "corrected.json"
    whole = document(WORLD_CUPS[2])
    cup.write_text(json.dumps(whole | {"matches": whole["matches"][:1]}))
    whole["matches"][0]["goals1"][0]["minute"] = "10"
    corrected.write_text(json.dumps(whole | {"matches": whole["matches"][:1]}))

    for arguments in ([cup], [corrected, "--replaces", cup]):
        command = [sys.executable, "-m", "lib", "import", *map(str, arguments)]
        run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=60, check=True)
        assert (run.stdout, run.stderr) == (b"", b"")

    (match,) = states(appended(broker, "world-cup-2026-group-a-mex-rsa")).values()
    assert match.score == [2, 0]
    assert match.counts["score"] == [2, 1]


def appended(broker, event):
    """The actions of *event* in the log, of all events for None; none while there is no topic.

    Other tests of the same broker may have sent what is no action.
    """
    consumer = KafkaConsumer(bootstrap_servers=broker.address, group_id=None, enable_auto_commit=False)
    numbers = consumer.partitions_for_topic(kafka.ACTIONS)
    if not numbers:
        consumer.close()
        return []
    partitions = [TopicPartition(kafka.ACTIONS, number) for number in numbers]
    consumer.assign(partitions)
    consumer.seek_to_beginning(*partitions)
    ends, found = consumer.end_offsets(partitions), []
    while any(consumer.position(partition) < end for partition, end in ends.items()):
        for records in consumer.poll(timeout_ms=500).values():
            found += [record for record in records if event in (None, (record.key or b"").decode())]
    consumer.close()
    return [action for record in found if (action := _action(record.value))]


def _action(raw):
    try:
        return actions.decode(raw or b"")
    except BadAction:
        return None
