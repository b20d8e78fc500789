"""The command line: ``python -m lib COMMAND``."""

from __future__ import annotations

import argparse
import importlib
import sys

from lib import settings
from lib.errors import TouchlineError, WrongUse

# Each command is a module with ``add_arguments(parser)`` and ``main(settings, arguments) -> int``; it is imported
# only when it is asked for, so that a command does not pay for the libraries of the others.
COMMANDS = {
    "run": ("lib.local.run", "start the product on this machine, with local parts where none are configured"),
    "process": ("lib.pipeline.processor", "verify and fold actions: sport.actions to sport.events and Prometheus"),
    "publish": ("lib.pipeline.publisher", "bring the fixtures that Git declares into the stream"),
    "notify": ("lib.pipeline.notifier", "post what happens to the webhooks that competitions declare"),
    "ingest": ("lib.live.ingest", "serve POST /api/actions alone, for functions that scale from zero"),
    "rebuild": ("lib.pipeline.rebuild", "make every state anew from the log, and hold it against what is served"),
    "token": ("lib.live.devices", "make a token for a device, and the entry for API_TOKENS_FILE"),
    "check": ("lib.pipeline.check", "say what is wrong with a folder or a revision of content, with file and line"),
    "plan": ("lib.pipeline.plan", "say what a change of the content does to standings, fixtures and all else"),
    "import": ("lib.pipeline.importer", "append the actions of a recorded match or tournament"),
    "import-dashboard": (
        "lib.content.grafana",
        "turn a dashboard that Grafana exported into one for content/dashboards",
    ),
    "table": ("lib.pipeline.table", "print the table that a file of results makes, with the reason for each place"),
    "replay": ("lib.pipeline.replay", "play a recorded match as if it happened now"),
}


def main(argv: list[str] | None = None) -> int:
    """Run one command; the exit code is 0 for done, 1 for refused or unavailable, 2 for wrong use."""
    parser = argparse.ArgumentParser(prog="python -m lib", description="Touchline: the wiki that knows the score.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    chosen = (argv if argv is not None else sys.argv[1:])[:1]
    for name, (module, text) in COMMANDS.items():
        command = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        if chosen == [name]:
            importlib.import_module(module).add_arguments(command)
    arguments = parser.parse_args(argv)
    try:
        return importlib.import_module(COMMANDS[arguments.command][0]).main(settings.read(), arguments)
    except WrongUse as error:
        print(f"{error}", file=sys.stderr)  # noqa: T201
        return 2
    except TouchlineError as error:
        print(f"{error}", file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
