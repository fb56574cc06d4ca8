"""How an exchange ends: written down as it was answered, refused because it cannot be, or broken off."""

from __future__ import annotations

from aiohttp.web_protocol import RequestPayloadError

from .answers import Answer, http_answer
from .deliveries import Delivery
from .journal import Exchange
from .records import Answered, Sent
from .simulator import Simulator

FAILED = "the server failed at this request; its log has the details"
_BROKE_OFF = "the request broke off; nothing was answered"


def answered(exchange: Exchange, answer: Answer, at: int) -> Answered:
    """How it ends when this is sent at `at`, and nothing else was decided."""
    return Answered(exchange.id, at, Sent(answer.status, answer.code, answer.headers, answer.body))


def _delivered(exchange: Exchange, delivery: Delivery, at: int) -> Answered:
    answer, decided = delivery.answer, delivery.decided
    sent = Sent(answer.status, answer.code, answer.headers, answer.body) if answer else None
    body = decided.body if decided else None
    return Answered(exchange.id, at, sent, body, delivery.fault, delivery.is_told)


def write_down(simulator: Simulator, exchange: Exchange, delivery: Delivery) -> None:
    """Put what is sent into the journal and on disk. Raises StateFailed."""
    simulator.finished((exchange, _delivered(exchange, delivery, simulator.now())))
    simulator.recorder.commit()


def not_written(simulator: Simulator, exchange: Exchange, why: str) -> Answer:
    """503. It happened wholly, and will be on disk when there is room; or, if it had yet to begin, not at all."""
    answer = http_answer(503, f"{why}\n")
    sent = Sent(answer.status, None, answer.headers, answer.body)
    decided = exchange.decided_body if exchange.fault else exchange.answer_body if exchange.finished_at else None
    at = simulator.now()
    simulator.not_written(exchange, Answered(exchange.id, at, sent, decided, is_told=False, note=why))
    return answer


def break_off(simulator: Simulator, exchange: Exchange, error: BaseException) -> None:
    """It has no answer of the gateway's, if it had none before. For a failure of ours, the connection answers 500."""
    if exchange.finished_at is not None:
        return
    sent, note = None, _BROKE_OFF
    if isinstance(error, Exception) and not isinstance(error, ConnectionError | RequestPayloadError):
        sent, note = Sent(500, None, (("Content-Type", "text/plain; charset=utf-8"),), b""), FAILED
    simulator.finished((exchange, Answered(exchange.id, simulator.now(), sent, is_told=False, note=note)))
