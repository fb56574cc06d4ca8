"""`GET metrics` and `GET /metrics`: what Prometheus scrapes."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

import httpx
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as prometheus

from mobipace.mock_server import __version__
from mobipace.mock_server.web.journal import Exchange
from mobipace.mock_server.web.server import ServerConfig
from tests.control.holding import make, release
from tests.control.listening import listening
from tests.control.support import Control, until
from tests.support import JSON, V2_PATH, Account, Sim, running

MESSAGE = {"Recipient": "37499000000", "Body": "x"}
TEXT = "text/plain; version=0.0.4; charset=utf-8"
OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"

Labels = dict[str, str]


@dataclass(frozen=True)
class Scrape:
    """The samples of one scrape."""

    samples: dict[tuple[str, frozenset[tuple[str, str]]], float]

    @classmethod
    def of(cls, control: Control) -> "Scrape":
        families = prometheus(control.raw("GET", "metrics").text)
        return cls({(s.name, frozenset(s.labels.items())): s.value for f in families for s in f.samples})

    def __call__(self, name: str, **labels: str) -> float | None:
        """The value of `mobipace_` name with exactly these labels; None where there is no such sample."""
        return self.samples.get((f"mobipace_{name}", frozenset(labels.items())))

    def labels(self, name: str) -> list[Labels]:
        """The labels of every sample of a name."""
        return [dict(labels) for each, labels in self.samples if each == f"mobipace_{name}"]


# The form


@pytest.mark.parametrize(
    ("accept", "parse", "content_type"),
    [
        ("", prometheus, TEXT),
        ("text/html", prometheus, TEXT),
        ("application/openmetrics-text; version=1.0.0", openmetrics, OPENMETRICS),
    ],
)
def test_both_forms_can_be_read(
    control: Control, accept: str, parse: Callable[..., list[object]], content_type: str
) -> None:
    """The text format, and OpenMetrics for those who ask for it; nobody may keep a copy."""
    response = control.raw("GET", "metrics", headers={"Accept": accept})

    assert len([*parse(response.text)]) > 10
    assert response.headers["Content-Type"].startswith(content_type)
    assert response.headers["Cache-Control"] == "no-store"


def test_every_metric_says_what_it_is(control: Control) -> None:
    """Help and type; a name of ours, or one of those that every process has."""
    families = [*prometheus(control.raw("GET", "metrics").text)]

    assert [each.name for each in families if not each.documentation or each.type == "unknown"] == []
    assert [each.name for each in families if not each.name.startswith(("mobipace_", "process_"))] == []


def test_a_scraper_finds_them_where_it_looks(own: Control) -> None:
    """At /metrics of the control listener, without knowing of the control API."""
    response = own.sim.http.get("/metrics")

    assert response.headers["Content-Type"] == TEXT
    assert "mobipace_accounts 7.0" in response.text.splitlines()
    assert (own.sim.http.get("/metrics/x").status_code, own.sim.http.post("/metrics").status_code) == (404, 405)


def test_a_listener_of_its_own_takes_them_along() -> None:
    """--control-port: the gateway's listener has no metrics."""
    with running(config=ServerConfig(control_port=0)) as sim:
        assert sim.http.get("/metrics").status_code == 404
        assert sim.http.get(sim.urls.control.replace("/_control", "/metrics")).status_code == 200


@pytest.mark.parametrize("path", ["/metrics", "/_control/metrics"])
def test_they_are_guarded(path: str) -> None:
    """As all of the control API: the token, our own host, our own origin."""
    with running(config=ServerConfig(token="s3cret")) as sim:

        def status(**headers: str) -> int:
            return sim.http.get(path, headers=headers).status_code

        token = {"Authorization": "Bearer s3cret"}
        assert [status(), status(Authorization="Bearer other"), status(**token)] == [401, 401, 200]
        assert [status(**token, Host="evil.example"), status(**token, Origin="https://evil.example")] == [403, 403]


# What is counted


def test_exchanges_are_counted_by_protocol_method_and_code(own: Control) -> None:
    """v2's success has no code: ID; what reaches no protocol is told by its HTTP status."""
    account = own.account()
    session = account.login()
    for _ in range(3):
        account.call("QueryBalance", {"SessionId": session})
    account.call("QueryBalance", {"SessionId": "none"})
    account.v2("querybalance")
    account.v2("querybalance", password="wrong")
    own.sim.http.get("/nowhere")
    own.sim.http.get("/v3/Send")
    scrape = Scrape.of(own)
    keys = ("protocol", "method", "code")
    counted = {tuple(labels[key] for key in keys) for labels in scrape.labels("exchanges_total")}

    assert counted == {
        ("v3", "authorize", "101"),
        ("v3", "QueryBalance", "101"),
        ("v3", "QueryBalance", "103"),
        ("v2", "querybalance", "ID"),
        ("v2", "querybalance", "701"),
        ("other", "other", "http-404"),
        ("v3", "Send", "http-405"),
    }
    assert scrape("exchanges_total", protocol="v3", method="QueryBalance", code="101") == 3


def test_the_time_of_exchanges_is_a_histogram(own: Control) -> None:
    """Buckets that grow up to all of them, their count and their sum in seconds, codes taken together."""
    account = own.account()
    for password in (account.password, "wrong", account.password):
        account.v2("querybalance", password=password)
    scrape = Scrape.of(own)
    kind = {"protocol": "v2", "method": "querybalance"}
    bounds = [labels["le"] for labels in scrape.labels("exchange_seconds_bucket")]
    buckets = {le: scrape("exchange_seconds_bucket", le=le, **kind) for le in bounds}
    spent = [seconds(exchange["finished_at"]) - seconds(exchange["started_at"]) for exchange in account.exchanges]

    assert scrape("exchange_seconds_count", **kind) == buckets["+Inf"] == 3
    assert scrape("exchange_seconds_sum", **kind) == pytest.approx(sum(spent), abs=1e-5)
    assert [*buckets] == ["0.0005", "0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1.0",
                          "5.0", "+Inf"]  # fmt: skip
    assert [*buckets.values()] == sorted(value or 0 for value in buckets.values())


@pytest.mark.parametrize(
    ("microseconds", "first"),
    [(0, "0.0005"), (500, "0.0005"), (501, "0.001"), (1_000_000, "1.0"), (5_000_000, "5.0"), (5_000_001, "+Inf")],
)
def test_a_bucket_holds_what_took_no_longer(own: Control, microseconds: int, first: str) -> None:
    """Its bound is in it; what took longer than all of them is in the last one."""
    exchange = Exchange(1, 1_000, "GET", "/", (), finished_at=1_000 + microseconds)
    own.sim.simulator.metrics.finished([exchange])
    scrape = Scrape.of(own)
    bounds = [labels["le"] for labels in scrape.labels("exchange_seconds_bucket")]
    kind = {"protocol": "other", "method": "other"}

    assert next(le for le in bounds if scrape("exchange_seconds_bucket", le=le, **kind)) == first
    assert scrape("exchanges_total", **kind, code="none") == 1


def seconds(instant: str) -> float:
    """An instant as seconds."""
    return datetime.fromisoformat(instant).timestamp()


def test_violations_are_counted_once_an_exchange(own: Control) -> None:
    """By rule and level: how many exchanges broke it, not how often."""
    account = own.account()
    for _ in range(2):
        document = {"Username": account.username, "Password": account.password}
        own.sim.http.post("/v3/Authorize", json=document, headers=JSON)

    assert Scrape.of(own)("violations_total", rule="v3.path.form", level="MUST") == 2


def test_messages_and_parts_are_counted(own: Control) -> None:
    """Those that were accepted, of both protocols; not those that were refused or only weighed."""
    account = own.account()
    session = account.login()
    long = {"Recipient": "37499000000", "Body": "x" * 161}
    account.send(session, MESSAGE, long, {"Recipient": "1", "Body": "x"})
    account.call("Calculate", {"SessionId": session, "Sender": "MOBIPACE", "Messages": [MESSAGE]})
    account.v2_send(body="x" * 307)
    account.v2_send(recipient="99999999")
    scrape = Scrape.of(own)

    assert (scrape("messages_total", protocol="v3"), scrape("messages_total", protocol="v2")) == (2, 1)
    assert scrape("parts_total") == 3 + 3


def test_gauges_say_how_things_are(own: Control, pool: ThreadPoolExecutor) -> None:
    """Accounts, live sessions, requests in flight, the journal, and who listens."""
    account = own.account()
    for _ in range(2):
        account.login()
    hold = make(own, account, method="querybalance")
    answer = pool.submit(account.v2, "querybalance")
    own.held(hold)
    with listening(own.sim) as stream:
        during = Scrape.of(own)
        assert stream.opened
    release(own, hold)
    answer.result(timeout=20)
    account.clock(advance=61)
    after = Scrape.of(own)
    names = ("accounts", "sessions", "exchanges_in_flight", "journal_exchanges", "event_listeners")

    assert [during(name) for name in names] == [8, 2, 1, 3, 1]
    assert [after(name) for name in names[:4]] == [8, 0, 0, 3]
    assert (after("journal_bytes") or 0) > (during("journal_bytes") or 0) > 1000
    assert after("build_info", version=__version__, python=sys.version.split()[0]) == 1


def test_a_request_whose_client_has_gone_is_no_longer_in_flight(own: Control) -> None:
    """It is over as any other, whoever was there to hear the answer."""
    account = own.account()
    hold = make(own, account, method="querybalance")
    with own.sim.connection() as connection:
        query = f"function=querybalance&username={account.username}&password={account.password}"
        connection.send(f"GET {V2_PATH}?{query} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        own.held(hold)
        assert Scrape.of(own)("exchanges_in_flight") == 1
    release(own, hold)

    until(lambda: Scrape.of(own)("exchanges_in_flight") == 0)


def test_what_no_longer_fits_the_journal_is_counted(own: Control) -> None:
    """So that an alarm can say that something is missing."""
    own.sim.simulator.journal.max_count = 3
    for _ in range(5):
        own.sim.http.get("/nowhere")
    scrape = Scrape.of(own)

    assert (scrape("journal_exchanges"), scrape("journal_dropped")) == (3, 2)


def test_a_reset_takes_nothing_back(own: Control) -> None:
    """A counter only ever grows."""
    own.account().v2_send()
    own.ask("POST", "reset", 204, json={})
    scrape = Scrape.of(own)

    assert scrape("messages_total", protocol="v2") == 1
    assert scrape("exchanges_total", protocol="v2", method="send", code="ID") == 1


# Labels


def test_a_stranger_makes_no_labels(own: Control) -> None:
    """What is unknown is `other`, whatever it is called: labels are memory, and there is only so much of it."""
    account: Account = own.account()

    def labels() -> set[tuple[str, ...]]:
        return {
            tuple(each.get(key, "") for key in ("protocol", "method", "code"))
            for each in Scrape.of(own).labels("exchanges_total")
        }

    odd(own.sim, account, "a")
    before = labels()
    for number in range(30):
        odd(own.sim, account, f"strange{number}")

    assert labels() == before
    assert {("v2", "other", "700"), ("other", "other", "http-404")} < before
    assert account.username not in own.raw("GET", "metrics").text
    assert "strange" not in own.raw("GET", "metrics").text


def odd(sim: Sim, account: Account, word: str) -> None:
    """Requests with a word of their own in every place."""
    sim.http.get(f"/{word}")
    sim.http.get(f"/v3/{word}")
    sim.http.request(word.upper(), "/v3/Send")
    sim.http.post(f"/v3/Send?{word}", json={word: word}, headers={word: word})
    account.v2(word)
    account.v2("querybalance", username=f"{word}@example.com")


# Beside the server


def test_simulators_count_for_themselves() -> None:
    """Several in a process, as a test run has them, and no registry that they share."""
    with running() as one, running() as other:
        one.http.get("/nowhere")

        assert Scrape.of(Control(one))("exchanges_total", protocol="other", method="other", code="http-404") == 1
        assert Scrape.of(Control(other)).labels("exchanges_total") == []


def test_starting_does_not_load_the_library() -> None:
    """It takes some 60 ms, and most servers are never scraped."""
    program = "import sys, mobipace.mock_server.cli.run; print('prometheus_client' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"


def test_many_scrapes_at_once(own: Control, pool: ThreadPoolExecutor) -> None:
    """Each is whole, and none disturbs another."""

    def scrape() -> httpx.Response:
        return httpx.get(f"{own.sim.urls.control}/metrics", trust_env=False)

    texts = [each.result(timeout=20).text for each in [pool.submit(scrape) for _ in range(20)]]

    assert all(len([*prometheus(text)]) > 10 for text in texts)
