"""What the tests need beside Python's packages: ``python -m lib.local.setup``, run by ``make test``."""

from __future__ import annotations

import os
import sys

from lib import settings
from lib.errors import Unavailable
from lib.local import kafka, packages


def main() -> int:
    """Install and download what is missing. Without it tests are skipped, but where CI is true that is an error."""
    try:
        packages.need(
            packages.GIT, packages.JAVA, packages.MAVEN, packages.PROMETHEUS, packages.CHROMIUM, packages.HAPROXY
        )
        kafka.fetch_jars(settings.read().var_dir / "kafka" / "lib")
    except Unavailable as error:
        print(f"{error}", file=sys.stderr)  # noqa: T201
        return 1 if os.environ.get("CI") == "true" else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
