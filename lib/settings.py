"""What can be set from outside: one table, read once from the environment into one frozen object."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import NamedTuple

from lib.errors import WrongUse

ROOT = Path(__file__).resolve().parent.parent
_CREDENTIALS = re.compile(r"//[^/@\s]*@")


class Setting(NamedTuple):
    """A row of the table: the environment's name, the default as a person would write it, and its purpose."""

    name: str
    default: str
    help: str
    secret: bool = False


TABLE = (
    Setting("APP_HOST", "127.0.0.1", "Address that the app listens on."),
    Setting("APP_PORT", "8501", "Port of the app."),
    Setting(
        "APP_METRICS_PORT",
        "0",
        "Port of a `/metrics` of the app that asks nobody for a right, for Prometheus alone; 0: there is none.",
    ),
    Setting("INGEST_PORT", "8502", "Port of `python -m lib ingest`."),
    Setting("KAFKA_BOOTSTRAP_SERVERS", "", "Kafka to use, `host:port,host:port`. Unset: a local one is started."),
    Setting("KAFKA_PORT", "19092", "Port of the local Kafka."),
    Setting("KAFKA_SECURITY_PROTOCOL", "PLAINTEXT", "`PLAINTEXT`, `SSL`, `SASL_PLAINTEXT` or `SASL_SSL`."),
    Setting("KAFKA_SASL_MECHANISM", "", "`PLAIN`, `SCRAM-SHA-256` or `SCRAM-SHA-512`."),
    Setting("KAFKA_SASL_USERNAME", "", "User for SASL."),
    Setting("KAFKA_SASL_PASSWORD", "", "Password for SASL.", secret=True),
    Setting("KAFKA_SSL_CAFILE", "", "File with the certificates that Kafka's own is checked against."),
    Setting("KAFKA_SSL_CERTFILE", "", "Our certificate, where Kafka asks for one."),
    Setting("KAFKA_SSL_KEYFILE", "", "The key of our certificate."),
    Setting("KAFKA_PARTITIONS", "6", "Partitions of the topics that are created."),
    Setting("KAFKA_REPLICATION", "1", "Replication factor of the topics that are created."),
    Setting(
        "PROMETHEUS_URL", "", "Prometheus to use, with its remote-write receiver on. Unset: a local one is started."
    ),
    Setting("PROMETHEUS_PORT", "19090", "Port of the local Prometheus."),
    Setting("PROMETHEUS_USERNAME", "", "User for HTTP basic authentication."),
    Setting("PROMETHEUS_PASSWORD", "", "Password for HTTP basic authentication.", secret=True),
    Setting("PROMETHEUS_TOKEN", "", "Bearer token, instead of user and password.", secret=True),
    Setting("PROMETHEUS_CA_FILE", "", "File with the certificates that Prometheus' own is checked against."),
    Setting("PROMETHEUS_WINDOW_HOURS", "168", "Prometheus' `out_of_order_time_window`; older samples are not sent."),
    Setting("CONTENT_REPO", "", "Git repository with the content, a path or a URL. Unset: this checkout."),
    Setting("CONTENT_BRANCH", "", "Branch, tag or commit to serve. Unset: what the repository has checked out."),
    Setting("CONTENT_ROOT", "content", "Folder in the repository with competitions/, metrics.yaml, …"),
    Setting("WIKI_ROOT", "", "Folder of Markdown in the repository. Unset: `CONTENT_ROOT/wiki`."),
    Setting("CONTENT_POLL_SECONDS", "2", "How often the repository is asked for a new revision."),
    Setting("HOOK_SECRET", "", "Secret that a Git host signs its pushes to `/api/hooks/git` with.", secret=True),
    Setting(
        "API_TOKEN",
        "",
        "Bearer token for everything. Unset, without sign-in: only this machine may write.",
        secret=True,
    ),
    Setting("API_TOKENS_FILE", "", "File with the tokens of devices, made by `python -m lib token`."),
    Setting(
        "API_RATE", "2000", "Actions that one client may send in a second over HTTP; 0 lifts this limit and all others."
    ),
    Setting(
        "FORWARDED_ALLOW_IPS",
        "127.0.0.1,::1",
        "Proxies whose `X-Forwarded-For` says who asks: addresses and networks, with commas between.",
    ),
    Setting("PUBLIC_URL", "", "Where people reach the app, `https://touchline.example.com`: sign-in comes back there."),
    Setting("SIGNIN_METADATA_URL", "", "The provider's `…/.well-known/openid-configuration`. Unset: no sign-in."),
    Setting("SIGNIN_CLIENT_ID", "", "Our id at the provider."),
    Setting("SIGNIN_CLIENT_SECRET", "", "Our secret at the provider.", secret=True),
    Setting("SIGNIN_COOKIE_SECRET", "", "Signs the session's cookie; the same in each app process.", secret=True),
    Setting("SIGNIN_SCOPES", "", "Scopes to ask for beside `openid profile email`, such as `groups`."),
    Setting("SIGNIN_HOURS", "12", "How long a sign-in holds; a role that was taken away is gone after it."),
    Setting("EMBED_ORIGINS", "", "Sites that may show our pages in a frame, separated by spaces. Unset: only our own."),
    Setting("PROCESSOR_PORT", "8503", "Port of the processor's `/metrics`; 0 picks a free one."),
    Setting("PROCESSOR_GROUP", "touchline-processor", "Consumer group; another one folds the log anew, beside it."),
    Setting("PROCESSOR_ID", "", "Name of a processor that is one of its kind: restarted, it takes over at once."),
    Setting("PUBLISHER_PORT", "8505", "Port of the `/metrics` of `publish --follow`; 0 picks a free one."),
    Setting("NOTIFIER_PORT", "8504", "Port of the notifier's `/metrics`; 0 picks a free one."),
    Setting(
        "WEBHOOK_SECRETS",
        "",
        "What webhooks are signed with, `name=whsec_… name=whsec_…`, by the names in competitions.",
        secret=True,
    ),
    Setting("WEBHOOK_SECRETS_FILE", "", "File with more of them, one on each line."),
    Setting("WEBHOOK_INSIDE", "", "Hosts inside of our own network that webhooks may go to, separated by spaces."),
    Setting("WEBHOOK_HOURS", "24", "How long a webhook that does not answer is tried for each message."),
    Setting("VAR_DIR", "var", "Folder for data, logs and caches; everything but Kafka's data may be deleted."),
    Setting("LOG_DIR", "", "Folder of the logs that `run` keeps of all parts. Unset: `VAR_DIR/log`."),
    Setting("DEMO", "", "`1` plays the demo: the `run` command sets it."),
    Setting("LOG_LEVEL", "info", "`debug`, `info`, `warning` or `error`."),
)


@dataclass(frozen=True, slots=True, repr=False)
class Settings:
    """The settings of one process. Attributes are the table's names in lower case; paths are absolute."""

    app_host: str
    app_port: int
    app_metrics_port: int
    ingest_port: int
    kafka_bootstrap_servers: str
    kafka_port: int
    kafka_security_protocol: str
    kafka_sasl_mechanism: str
    kafka_sasl_username: str
    kafka_sasl_password: str
    kafka_ssl_cafile: str
    kafka_ssl_certfile: str
    kafka_ssl_keyfile: str
    kafka_partitions: int
    kafka_replication: int
    prometheus_url: str
    prometheus_port: int
    prometheus_username: str
    prometheus_password: str
    prometheus_token: str
    prometheus_ca_file: str
    prometheus_window_hours: float
    content_repo: str
    content_branch: str
    content_root: str
    wiki_root: str
    content_poll_seconds: float
    hook_secret: str
    api_token: str
    api_tokens_file: str
    api_rate: float
    forwarded_allow_ips: str
    public_url: str
    signin_metadata_url: str
    signin_client_id: str
    signin_client_secret: str
    signin_cookie_secret: str
    signin_scopes: str
    signin_hours: float
    embed_origins: str
    processor_port: int
    processor_group: str
    processor_id: str
    publisher_port: int
    notifier_port: int
    webhook_secrets: str
    webhook_secrets_file: str
    webhook_inside: str
    webhook_hours: float
    var_dir: Path
    log_dir: str
    demo: bool
    log_level: str

    @property
    def kafka(self) -> str:
        """The bootstrap servers to talk to, local or external."""
        return self.kafka_bootstrap_servers or f"127.0.0.1:{self.kafka_port}"

    @property
    def prometheus(self) -> str:
        """The base address of Prometheus, local or external, without a slash at its end."""
        return (self.prometheus_url or f"http://127.0.0.1:{self.prometheus_port}").rstrip("/")

    @property
    def repository(self) -> str:
        """Path or URL of the content repository."""
        return self.content_repo or str(ROOT)

    @property
    def wiki(self) -> str:
        """The wiki's folder in the repository; empty means the repository's root."""
        return (self.wiki_root or f"{self.content_root}/wiki").strip("/").removeprefix("./").removeprefix(".")

    @property
    def logs(self) -> Path:
        """The folder of the logs of all parts."""
        return Path(self.log_dir) if self.log_dir else self.var_dir / "log"

    @property
    def app_url(self) -> str:
        """Where a person on this machine opens the app."""
        host = "localhost" if self.app_host in {"127.0.0.1", "0.0.0.0", "::1", "::"} else self.app_host
        return f"http://{host}:{self.app_port}"

    def without_secrets(self, text: str) -> str:
        """*text* without what is secret in these settings, and without the credentials in addresses."""
        for secret in (getattr(self, row.name.lower()) for row in TABLE if row.secret):
            text = text.replace(secret, "***") if secret else text
        return _CREDENTIALS.sub("//***@", text)

    def __repr__(self) -> str:
        return f"Settings({', '.join(f'{row.name.lower()}={self._shown(row)!r}' for row in TABLE)})"

    def _shown(self, row: Setting) -> object:
        value = getattr(self, row.name.lower())
        if row.secret:
            return "***" if value else ""
        return _CREDENTIALS.sub("//***@", value) if isinstance(value, str) else value


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """Build the settings from *environ* (default: the process's). Raise WrongUse naming the setting and its value."""
    environ = os.environ if environ is None else environ
    casts = {field.name: field.type for field in fields(Settings)}
    return Settings(**{row.name.lower(): _cast(row, environ, str(casts[row.name.lower()])) for row in TABLE})


def _cast(row: Setting, environ: Mapping[str, str], kind: str) -> object:
    value = environ.get(row.name, "").strip() or row.default
    if kind == "bool":
        return value.lower() in {"1", "true", "yes", "on"}
    if kind == "Path":
        return (ROOT / value).resolve()
    if kind in {"int", "float"}:
        try:
            return int(value) if kind == "int" else float(value)
        except ValueError:
            raise WrongUse(f"{row.name} is {value!r}, but it must be a number, for example {row.default}.") from None
    return value
