"""The figures, for Prometheus. No label names a guild or a person, and each has values that are known beforehand.

It listens (`Watch` of the dispatcher, `Listener` of the client) and is asked (`exposition`): what has to be looked up is
looked up then, and costs the same with a million promises as with none.
"""

import datetime as dt
import importlib.metadata
import platform
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.core import CounterMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from bot import __version__
from bot.delivery.model import DeliveryState, EffectKind
from bot.monitoring.health import Readiness
from bot.storage.database import Statistics
from bot.ui.answering import Answered

CONTENT_TYPE = CONTENT_TYPE_LATEST
PREFIX = "crossconnect"

_QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0)
"""Discord waits 3 s for the first answer."""
_SENDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 45.0)
_ENDS = (
    DeliveryState.SENT,
    DeliveryState.RETRY,
    DeliveryState.DEAD,
    DeliveryState.DROPPED,
    DeliveryState.CANCELLED,
)


@dataclass(frozen=True, kw_only=True)
class Sources:
    """What counts by itself: the database's writer, the scheduler's jobs, the nightly backups."""

    statistics: Callable[[], Statistics]
    job_failures: Callable[[], Mapping[str, int]]
    backup_failures: Callable[[], int]


class Metrics:
    """One registry of its own; two bots in one process (the tests) do not share a figure."""

    def __init__(self, sources: Sources) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        self._deliveries = Counter(
            f"{PREFIX}_deliveries",
            "Attempts at a delivery that ended, by kind and outcome; retry: it is tried again.",
            ["kind", "outcome"],
            registry=self.registry,
        )
        for kind in EffectKind:
            for state in _ENDS:
                self._deliveries.labels(kind.value, state.value)
        self._sends = Histogram(
            f"{PREFIX}_delivery_send_seconds",
            "From asking Discord for an effect to its answer, by kind; waiting for a place is not in it.",
            ["kind"],
            buckets=_SENDS,
            registry=self.registry,
        )
        self._interactions = Counter(
            f"{PREFIX}_interactions",
            "Commands and presses that were answered, by name and outcome: ok, refused or broken.",
            ["kind", "name", "outcome"],
            registry=self.registry,
        )
        self._answers = Histogram(
            f"{PREFIX}_interaction_seconds",
            "From the arrival of a command or press to the end of its handler.",
            ["kind"],
            buckets=_QUICK,
            registry=self.registry,
        )
        self._waiting = self._gauge(
            "deliveries_waiting", "Deliveries to be sent, now or later; up to 100,000."
        )
        self._overdue = self._gauge(
            "delivery_overdue_seconds",
            "How long the first of what waits has been due; paused guilds left out.",
        )
        self._lag = self._gauge("loop_lag_seconds", "How late the event loop is.")
        self._connected = self._gauge("gateway_connected", "1 while every shard is connected.")
        self._latency = self._gauge(
            "gateway_latency_seconds", "From a heartbeat to its answer; NaN while unknown."
        )
        self._guilds = self._gauge("guilds", "Guilds that the bot is in.")
        self._read = self._gauge(
            "database_read_seconds",
            "How long a look at the database took just now; NaN: no answer within 1 s.",
        )
        self._backup = self._gauge(
            "backup_age_seconds", "Since the newest nightly backup was begun; NaN: there is none."
        )
        Gauge(
            f"{PREFIX}_build_info",
            "1; the labels say what runs.",
            ["version", "python", "discord_py", "sqlite"],
            registry=self.registry,
        ).labels(
            __version__,
            platform.python_version(),
            importlib.metadata.version("discord.py"),
            sqlite3.sqlite_version,
        ).set(1)
        self.registry.register(_Counted(sources))

    def _gauge(self, name: str, what: str) -> Gauge:
        return Gauge(f"{PREFIX}_{name}", what, registry=self.registry)

    # What listens

    def asked(self, kind: EffectKind, seconds: float) -> None:
        """See `bot.delivery.watch`."""
        self._sends.labels(kind.value).observe(seconds)

    def ended(self, kind: EffectKind, state: DeliveryState) -> None:
        """See `bot.delivery.watch`."""
        self._deliveries.labels(kind.value, state.value).inc()

    def answered(self, answer: Answered) -> None:
        """See `bot.ui.answering`."""
        self._interactions.labels(answer.kind, answer.name, answer.outcome).inc()
        self._answers.labels(answer.kind).observe(answer.seconds)

    # What is asked

    def exposition(
        self,
        *,
        readiness: Readiness,
        lag: float,
        waiting: int,
        guilds: int,
        backup_age: dt.timedelta | None,
    ) -> bytes:
        """Everything as of now, in Prometheus' text format."""
        self._waiting.set(waiting)
        self._overdue.set(readiness.overdue.total_seconds())
        self._lag.set(lag)
        self._connected.set(readiness.connected)
        self._latency.set(_or_nan(readiness.latency))
        self._guilds.set(guilds)
        self._read.set(_or_nan(readiness.database_seconds))
        self._backup.set(_or_nan(None if backup_age is None else backup_age.total_seconds()))
        return generate_latest(self.registry)


class _Counted(Collector):
    """Counters that are kept elsewhere."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def collect(self) -> list[CounterMetricFamily]:
        statistics = self._sources.statistics()
        jobs = CounterMetricFamily(
            f"{PREFIX}_job_failures", "Runs of a scheduled job that failed.", labels=["job"]
        )
        for job, number in self._sources.job_failures().items():
            jobs.add_metric([job], number)
        return [
            _counter("database_operations", "Writes that were stored.", statistics.operations),
            _counter("database_failures", "Writes that were rolled back.", statistics.failures),
            _counter(
                "database_commits",
                "Commits; operations by commits is the size of a group.",
                statistics.commits,
            ),
            _counter(
                "database_commit_seconds",
                "Time in commits, with the sync to the disk; by commits it is a write's latency.",
                statistics.seconds,
            ),
            _counter("backup_failures", "Nightly backups that failed.", self._sources.backup_failures()),
            jobs,
        ]


def _counter(name: str, what: str, value: float) -> CounterMetricFamily:
    return CounterMetricFamily(f"{PREFIX}_{name}", what, value=value)


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value
