"""``python -m lib token NAME``: a token for a device.

The token goes to standard output, once; the entry that makes it count goes to standard error, for API_TOKENS_FILE.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date
from typing import get_args

import yaml

from lib.content.access import Role
from lib.live import tokens
from lib.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("name", metavar="NAME", help="what logs and facts call the device")
    parser.add_argument("--role", choices=get_args(Role), default="organizer", help="what it may do")
    parser.add_argument("--competition", action="append", default=[], metavar="ID", help="only there; may be repeated")
    parser.add_argument("--side", action="append", default=[], metavar="ID", help="a reader that speaks for this one")
    parser.add_argument("--expires", type=date.fromisoformat, metavar="DAY", help="its last day, such as 2027-01-31")


def main(settings: Settings, arguments: argparse.Namespace) -> int:
    """Make a token."""
    token = tokens.make()
    entry: dict[str, object] = {"name": arguments.name, "sha256": tokens.digest(token), "role": arguments.role}
    if arguments.competition:
        entry["competitions"] = arguments.competition
    if arguments.side:
        entry["sides"] = arguments.side
    if arguments.expires:
        entry["expires"] = arguments.expires.isoformat()
    sys.stdout.write(f"{token}\n")
    sys.stderr.write(yaml.safe_dump([entry], sort_keys=False))
    return 0
