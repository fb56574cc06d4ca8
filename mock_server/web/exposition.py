"""Exposition: a simulator's metrics in the form that Prometheus scrapes. Imported by the first scrape alone.

Labels are the documents' own words or ours, never an account's name or anything a client can choose: what cannot be
named is `other`.
"""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from .. import __version__
from .metrics import BUCKETS, Sort, Timings
from .simulator import Simulator

UNKNOWN = "other"


def expose(simulator: Simulator, accept: str) -> tuple[bytes, str]:
    """The metrics, and their content type: OpenMetrics where `accept` asks for it, else the text format."""
    registry = CollectorRegistry()
    registry.register(Families(simulator))
    ProcessCollector(registry=registry)
    encode, content_type = choose_encoder(accept)
    return encode(registry), content_type


class Families(Collector):
    """Makes the families of metrics from what was counted, and from how things are now."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator

    def collect(self) -> Iterator[Metric]:
        """Every family."""
        yield InfoMetricFamily(
            "mobipace_build", "Version of the simulator", {"version": __version__, "python": platform.python_version()}
        )
        yield self._exchanges()
        yield self._seconds()
        yield from self._counters()
        yield from self._gauges()

    def _exchanges(self) -> Metric:
        family = CounterMetricFamily(
            "mobipace_exchanges", "Requests that are over", labels=("protocol", "method", "code")
        )
        counts: Counter[tuple[str, str, str]] = Counter()
        for sort, timings in self._simulator.metrics.timings.items():
            counts[*_kind(sort), _code(sort)] += sum(timings.counts)
        for labels, count in counts.items():
            family.add_metric(labels, count)
        return family

    def _seconds(self) -> Metric:
        family = HistogramMetricFamily(
            "mobipace_exchange_seconds", "From a request's arrival to its end", labels=("protocol", "method")
        )
        together: dict[tuple[str, str], Timings] = {}
        for sort, timings in self._simulator.metrics.timings.items():
            kind = together.setdefault(_kind(sort), Timings())
            kind.counts = [one + other for one, other in zip(kind.counts, timings.counts, strict=True)]
            kind.microseconds += timings.microseconds
        for labels, timings in together.items():
            family.add_metric(labels, [*_cumulated(timings)], timings.microseconds / 1_000_000)
        return family

    def _counters(self) -> Iterator[Metric]:
        metrics = self._simulator.metrics
        violations = CounterMetricFamily(
            "mobipace_violations", "Exchanges in which a client broke the rule", labels=("rule", "level")
        )
        for (level, rule), count in metrics.violations.items():
            violations.add_metric((rule, level), count)
        faults = CounterMetricFamily("mobipace_faults_fired", "Requests that a fault befell", labels=("effect",))
        for effect, count in metrics.faults.items():
            faults.add_metric((effect,), count)
        messages = CounterMetricFamily("mobipace_messages", "Messages accepted", labels=("protocol",))
        for protocol, count in metrics.messages.items():
            messages.add_metric((protocol,), count)
        yield from (violations, faults, messages)
        yield CounterMetricFamily("mobipace_parts", "Parts of the messages accepted", metrics.parts)

    def _gauges(self) -> Iterator[Metric]:
        simulator = self._simulator
        journal, accounts, real = simulator.journal, simulator.gateway.accounts.values(), simulator.now()
        alive = sum(sum(1 for _ in each.sessions.alive(each.clock.now(real))) for each in accounts)
        now = {
            "accounts": ("Accounts there are", len(accounts)),
            "sessions": ("Sessions that are alive", alive),
            "exchanges_in_flight": ("Requests that are not over", simulator.metrics.in_flight),
            "journal_exchanges": ("Exchanges in the journal", len(journal)),
            "journal_bytes": ("Bytes of the journal, roughly", journal.bytes),
            "journal_dropped": ("Exchanges that no longer fitted into the journal", journal.dropped.total()),
            "event_listeners": ("Streams of events that are open", simulator.events.listeners),
        }
        for name, (help, value) in now.items():
            yield GaugeMetricFamily(f"mobipace_{name}", help, value)


def _kind(sort: Sort) -> tuple[str, str]:
    return sort.protocol or UNKNOWN, sort.method or UNKNOWN


def _code(sort: Sort) -> str:
    """The code of the answer; `ID` for v2's success, which has none; else its HTTP status, or `none` without answer."""
    if sort.code is not None:
        return str(sort.code)
    if sort.http_status is None:
        return "none"
    return "ID" if sort.http_status == 200 and sort.protocol == "v2" else f"http-{sort.http_status}"


def _cumulated(timings: Timings) -> Iterator[tuple[str, float]]:
    """(upper bound in seconds, exchanges that took no longer)."""
    total = 0
    bounds = [*(f"{bound / 1_000_000}" for bound in BUCKETS), "+Inf"]
    for bound, count in zip(bounds, timings.counts, strict=True):
        total += count
        yield bound, total
