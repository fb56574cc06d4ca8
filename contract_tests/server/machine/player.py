"""Plays steps: asks the server, asks the model, compares. A step is a small JSON object, so that a trace holds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ..answers import V2Answer, V3Answer
from ..client import message
from ..failing import Broken, expect
from ..forms import available_key, check_v2, check_v3, keys, limit_keys, v2_error, v2_status
from ..scene import BEGIN, SENDER, Scene
from .model import SECOND, Message, Model

Step = Mapping[str, Any]

BALANCE, LIMIT = "30.00", "-10"
"""Little enough that 300 and 702 are met."""


class Player:
    """A fresh account of the server, and a model of it. `play` raises Broken where the two differ."""

    def __init__(self, scene: Scene) -> None:
        self.readings = scene.readings
        self._owner = scene.fresh(balance=BALANCE, credit_limit=LIMIT)
        self._model = Model(scene.readings, Decimal(BALANCE), Decimal(LIMIT))
        self._sessions: list[str] = []
        self._ids: dict[int, int] = {}

    def play(self, step: Step) -> None:
        """One step, and then the balance in v2, which every step has to leave right."""
        _PLAYS[step["do"]](self, step)
        if not self._model.is_locked:
            self._v2_balance(step)

    # v3

    def _login(self, step: Step) -> None:
        is_right = step["right"]
        answer = self._owner.authorize(password=None if is_right else "wrong")
        code = self._model.log_in(is_right)
        self._form(answer, code)
        if code == 101:
            self._sessions.append(str(answer["SessionId"]))
            self._model.open_session()

    def _send(self, step: Step) -> None:
        self._batch("Send", step)

    def _calculate(self, step: Step) -> None:
        self._batch("Calculate", step)

    def _batch(self, method: str, step: Step) -> None:
        rows, place, model = step["messages"], self._place(step), self._model
        more: dict[str, Any] = {"Sender": step["sender"]}
        days, hours = step.get("days"), step.get("hours")
        more |= {} if days is None else {"ScheduledDate": f"{self._today + timedelta(days=days):%Y-%m-%d}"}
        more |= {} if hours is None else {"SendWithinHours": hours}
        document = self._owner.batch(self._session(place), [message(*row) for row in rows]) | more
        answer = self._owner.call(method, document)
        code = model.use_session(place)
        if code is None:
            code = self._expected_batch(method, answer, step)
        self._form(answer, code)

    def _expected_batch(self, method: str, answer: V3Answer, step: Step) -> int:
        """The code that a batch has to be answered with; where it is 101 the figures are compared and kept."""
        model, start = self._model, self._start(step.get("days"))
        if start < model.now and self.readings["past_date_v3"] == "102":
            return 102
        if not model.has_currency:
            return 302
        batch = [model.weigh(*row, limit=True, sender=step["sender"]) for row in step["messages"]]
        waits = self._spread(batch, max(start, model.now), step.get("hours") or 0)
        charged = sum((each.price for index, each in enumerate(batch) if index not in waits), Decimal(0))
        if method == "Send" and charged and charged > model.available:
            return 300
        self._figures(answer, model.figures(batch, charged))
        if method == "Send":
            model.accept(batch, charged, waits)
        return 101

    def _spread(self, batch: Sequence[Message], start: int, hours: int) -> set[int]:
        """Give each message its instant; the places of those that wait."""
        for index, each in enumerate(batch):
            each.due = start + index * hours * 3600 * SECOND // len(batch)
        return {index for index, each in enumerate(batch) if each.due > self._model.now}

    def _figures(self, answer: V3Answer, expected: Any) -> None:
        if answer.code == 101:
            seen = answer["MessageCount"], answer["PartCount"], answer.amount("AveragePrice"), answer.price
            expect(seen, tuple(expected), f"{', '.join(keys('Send', 101, self.readings)[2:])} of {answer.method}")

    def _query(self, step: Step) -> None:
        place, references = self._place(step), step["references"]
        answer = self._owner.statuses(self._session(place), *references)
        code = self._model.use_session(place)
        self._form(answer, 101 if code is None else code)
        if code is None:
            expect(answer.statuses, self._expected_statuses(references), "statuses")

    def _expected_statuses(self, references: Sequence[str]) -> list[tuple[str, int]]:
        found = [(each, self._model.find(each)) for each in references]
        return [
            (reference, kept.status(self._model.now) if kept else 10)
            for reference, kept in found
            if kept or self.readings["unknown_reference_v3"] == "status-10"
        ]

    def _funds(self, step: Step) -> None:
        place, model = self._place(step), self._model
        answer = self._owner.funds(self._session(place))
        code = model.use_session(place)
        self._form(answer, 101 if code is None else code)
        if code is None:
            seen = [
                answer.amount(key) for key in ("Balance", limit_keys(self.readings)[0], available_key(self.readings))
            ]
            expect(seen, [model.balance, model.limit, model.available], "Balance, credit limit, AvailableFund")

    def _malformed(self, step: Step) -> None:
        place = self._place(step)
        document = self._owner.batch(self._session(place), []) | step["members"]
        answer = self._owner.call(step["method"], document)
        expect(answer.code, 102, f"StatusCode of a malformed {step['method']}")

    def _form(self, answer: V3Answer, code: int) -> None:
        expect(answer.code, code, f"StatusCode of {answer.method}")
        if code != 103:  # whose it was, and so which readings it is told under, nobody can know
            check_v3(answer, self.readings)

    # v2

    def _v2_send(self, step: Step) -> None:
        model, (recipient, body) = self._model, step["message"]
        answer = self._owner.v2_send(recipient, body, sender=step["sender"])
        code = self._v2_refusal(recipient, body, step["sender"])
        each = model.weigh(recipient, body, None, limit=False, sender=step["sender"])
        if code is None and not model.has_currency:
            code = 709
        if code is None and each.price and each.price > model.available:
            code = 702
        if self._v2_form(answer, "send", code):
            model.accept([each], each.price, set())
            self._ids[each.place] = answer.number

    def _v2_schedule(self, step: Step) -> None:
        model, (recipient, body), seconds = self._model, step["message"], step["seconds"]
        when = BEGIN + timedelta(microseconds=model.now) + timedelta(seconds=seconds)
        answer = self._owner.v2_schedule(recipient, f"{when:%Y-%m-%dT%H:%M:%S}", body, sender=step["sender"])
        code = self._v2_refusal(recipient, body, step["sender"])
        if code is None:
            code = 708 if seconds < 0 else None if model.has_currency else 709
        if self._v2_form(answer, "schedule", code):
            each = model.weigh(recipient, body, None, limit=False, sender=step["sender"])
            each.due = model.now + seconds * SECOND
            model.accept([each], Decimal(0), {0})
            self._ids[each.place] = answer.number

    def _v2_refusal(self, recipient: str, body: str, sender: str) -> int | None:
        """700 before a login for what is missing, 701, then 700 for what cannot be."""
        if not body or not recipient:
            return 700
        if self._v2_login() is not None:
            return 701
        if not (recipient.isascii() and recipient.isdecimal()):
            return 700
        return 700 if sender != SENDER and self.readings["unregistered_sender_v2"] == "700" else None

    def _v2_login(self) -> int | None:
        """701, or None; a login that works clears the failures."""
        return None if self._model.log_in(True) == 101 else 701

    def _v2_form(self, answer: V2Answer, function: str, code: int | None) -> bool:
        """Whether it was done. Raises Broken where it should not have been, or should, or is told otherwise."""
        if code is not None:
            expect(answer.text, v2_error(function, code, self.readings), f"answer of {function}")
        elif answer.number in self._ids.values():
            raise Broken(f"id {answer.number} again", "a new id for each message")
        check_v2(answer, self.readings)
        return code is None

    def _v2_status(self, step: Step) -> None:
        known = sorted(self._ids)
        place = known[step["message"] % len(known)] if known and step["message"] is not None else None
        answer = self._owner.v2_status("999999999999999" if place is None else self._ids[place])
        if self._v2_login() is not None:
            expected = v2_error("querymessage", 701, self.readings)
        elif place is not None:
            expected = v2_status(self._model.v2_status(place), self.readings)
        elif self.readings["unknown_reference_v2"] == "703":
            expected = v2_error("querymessage", 703, self.readings)
        else:
            expected = v2_status(9, self.readings)
        expect(answer.text, expected, "answer of querymessage")

    def _v2_balance(self, step: Step) -> None:
        answer = self._owner.v2("querybalance")
        code = self._v2_login()
        if code is not None:
            expect(answer.text, v2_error("querybalance", code, self.readings), "answer of querybalance")
        else:
            expect(answer.amount, self._model.balance, f"balance after {step['do']}")

    # The operator

    def _wait(self, step: Step) -> None:
        self._owner.advance(step["seconds"])
        self._model.wait(step["seconds"])

    def _currency(self, step: Step) -> None:
        self._owner.change(currency="EUR" if step["has"] else None)
        self._model.has_currency = step["has"]

    def _unlock(self, _: Step) -> None:
        self._owner.change(locked=False)
        self._model.failures = 0

    # How

    def _place(self, step: Step) -> int | None:
        """Which session a step uses: the latest but so many; None is one that nobody was given."""
        back, count = step["session"], len(self._sessions)
        return None if back is None or back >= count else count - 1 - back

    def _session(self, place: int | None) -> str:
        return "nobody's" if place is None else self._sessions[place]

    @property
    def _today(self) -> date:
        return (BEGIN + timedelta(microseconds=self._model.now)).date()

    def _start(self, days: int | None) -> int:
        """The instant of a date, as the model counts: midnight, UTC."""
        if days is None:
            return self._model.now
        since = self._today + timedelta(days=days) - BEGIN.date()
        return (since.days * 86_400 - (BEGIN.hour * 3600 + BEGIN.minute * 60)) * SECOND


_PLAYS: dict[str, Callable[[Player, Step], None]] = {
    "login": Player._login,
    "send": Player._send,
    "calculate": Player._calculate,
    "query": Player._query,
    "funds": Player._funds,
    "malformed": Player._malformed,
    "v2-send": Player._v2_send,
    "v2-schedule": Player._v2_schedule,
    "v2-status": Player._v2_status,
    "v2-balance": Player._v2_balance,
    "wait": Player._wait,
    "currency": Player._currency,
    "unlock": Player._unlock,
}
STEPS = frozenset(_PLAYS)
"""What a step may do."""
