"""How many of each of our own processes run on this machine, and where each of them listens."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from lib.local import ports
from lib.settings import Settings

APART = 100  # ports of replicas are looked for so far from the one that is set


@dataclass(frozen=True, slots=True)
class Layout:
    """The settings of each app process and of each processor, by its name; *settings* are those of the product."""

    settings: Settings
    apps: Mapping[str, Settings]
    processors: Mapping[str, Settings]

    @property
    def shared(self) -> bool:
        """Whether a proxy shares people out among several app processes."""
        return len(self.apps) > 1


def layout(settings: Settings, number: int) -> Layout:
    """*number* of each. One listens where the settings say; of several each has a port and a folder of its own."""
    if number == 1:
        # It is the only one here; with a name it takes over from a killed one at once.
        alone = replace(settings, processor_id=settings.processor_id or "local")
        return Layout(settings, {"app": settings}, {"processor": alone})
    names = range(1, number + 1)
    return Layout(
        settings,
        {f"app-{one}": _app(settings, one) for one in names},
        {f"processor-{one}": _processor(settings, one) for one in names},
    )


def environment(settings: Settings, own: Settings) -> dict[str, str]:
    """What tells a process that its settings are *own* where the product's are *settings*."""
    names = [field.name for field in fields(Settings)]
    return {name.upper(): str(getattr(own, name)) for name in names if getattr(own, name) != getattr(settings, name)}


def secret() -> dict[str, str]:
    """Streamlit signs its cookies with it: the same in each app process, or a visitor who moves is a stranger there."""
    name = "STREAMLIT_SERVER_COOKIE_SECRET"
    return {name: os.environ.get(name) or secrets.token_hex(32)}


def _app(settings: Settings, number: int) -> Settings:
    port = ports.free(settings.app_port + APART * number)
    # Only the proxy is for others than this machine. The newest errors, which an app shows, are those of all parts.
    return replace(
        settings,
        app_host="127.0.0.1",
        app_port=port,
        app_metrics_port=0,
        var_dir=settings.var_dir / f"app-{number}",
        log_dir=str(settings.logs),
    )


def _processor(settings: Settings, number: int) -> Settings:
    # Without a name: one that ends says so to its group, and the other goes on with its partitions at once.
    port = ports.free(settings.processor_port + APART * number) if settings.processor_port else 0
    return replace(settings, processor_id="", processor_port=port, var_dir=settings.var_dir / f"processor-{number}")
