"""``python -m tests.content.kubernetes_alerts`` writes the alerts of Git as Prometheus' operator wants them."""

from __future__ import annotations

import yaml

from lib.settings import ROOT

TARGET = ROOT / "deploy" / "components" / "monitoring" / "rules.yaml"
HEAD = """\
# The alerts of content/alerts, written by python -m tests.content.kubernetes_alerts; a test holds the two together.
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: touchline
spec:
"""


def main() -> None:
    """Write the file."""
    files = sorted((ROOT / "content" / "alerts").glob("*.yaml"))
    groups = [group for path in files for group in yaml.safe_load(path.read_text())["groups"]]
    body = yaml.safe_dump({"groups": groups}, sort_keys=False, width=110, allow_unicode=True)
    TARGET.write_text(HEAD + "".join(f"  {line}\n" for line in body.splitlines()))


if __name__ == "__main__":
    main()
