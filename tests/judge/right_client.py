"""A client that keeps every obligation, whatever befalls it, and the people around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tests.judge.desk import Desk, Judged, Mishap, message

FINAL = frozenset({4, 5, 6, 7, 8, 9, 100, 101, 103, 104})
PATIENCE = 3  # refused calls in a row after which its user goes away for a while


class Worker:
    """One worker of the client, with a session of its own."""

    def __init__(self) -> None:
        self.session: str | None = None


class RightClient:
    """Speaks v3 and v2 for one account. `mishaps` befall its next exchanges, one each.

    What it cannot settle it reports: then its caller gives the next message a new Reference.
    """

    def __init__(self, desk: Desk, workers: int) -> None:
        self.desk = desk
        self.workers = [Worker() for _ in range(workers)]
        self.mishaps: list[Mishap] = []
        self.references: list[str] = []
        self.told_final: dict[str, int] = {}
        self.refused = 0
        self._number = 0

    # Calls

    def send(self, worker: int, bodies: Sequence[str]) -> None:
        """Messages, each with a Reference of its own; after a lost answer it asks before it sends again."""
        rows = [message(self._reference(), body=body) for body in bodies]
        document = {"Sender": "MOBIPACE", "Messages": rows}
        names = [row["Reference"] for row in rows]
        judged = self._call(worker, "Send", document)
        if judged is None or not _is_lost(judged):
            self.references += names if judged else []
            return
        found = self._call(worker, "QueryMessages", {"References": names})
        if found is None or not _is_done(found):
            return
        if all(status == 10 for _, status in _statuses(found)):
            self._call(worker, "Send", document)

    def calculate(self, worker: int) -> None:
        """A price; it may be asked again and again."""
        self._call(worker, "Calculate", {"Sender": "MOBIPACE", "Messages": [message(None)]})

    def balance(self, worker: int) -> None:
        """The balance."""
        self._call(worker, "QueryBalance", {})

    def statuses(self, worker: int) -> None:
        """Those that may still change, and at most twice those that may not."""
        names = [name for name in self.references[-5:] if self.told_final.get(name, 0) < 3]
        judged = self._call(worker, "QueryMessages", {"References": names}) if names else None
        for name, status in _statuses(judged) if judged and _is_done(judged) else ():
            if status in FINAL:
                self.told_final[name] = self.told_final.get(name, 0) + 1

    def v2_send(self) -> None:
        """A v2 message; a lost answer is reported."""
        self._number += 1
        judged = self.desk.v2_send(body=f"message {self._number}", options={"mishap": self._mishap()})
        self._report(is_refused=judged.evidence.code == 701)

    def v2_balance(self) -> None:
        """The balance in v2."""
        judged = self.desk.get("querybalance", options={"mishap": self._mishap()})
        self._report(is_refused=judged.evidence.code == 701)

    # How it makes them

    def _call(self, index: int, method: str, document: dict[str, Any]) -> Judged | None:
        """One call: a login where there is no session, one more after a 103, a pause after a 104, no retry else."""
        worker = self.workers[index % len(self.workers)]
        judged: Judged | None = None
        for _ in range(2):
            worker.session = worker.session or self._login()
            if worker.session is None:
                return None
            judged = self._patiently(lambda: self._post(method, {"SessionId": worker.session, **document}))
            if _code(judged) != 103:
                break
            worker.session = None
        return judged

    def _patiently(self, request: Callable[[], Judged]) -> Judged:
        judged = request()
        if _code(judged) == 104:
            self.desk.wait(0.2)
            judged = request()
        return judged

    def _login(self) -> str | None:
        account = self.desk.account()
        document = {"Username": account.username, "Password": "secret"}
        judged = self._post("authorize", document)
        self._report(is_refused=_code(judged) in (200, 201, 202))
        return str(judged.document["SessionId"]) if _is_done(judged) else None

    def _report(self, *, is_refused: bool) -> None:
        """Its user reads what it reports, and goes away for a while when it was refused too often."""
        self.refused += is_refused
        if self.refused >= PATIENCE:
            self.desk.wait(61)
            self.refused = 0

    def _post(self, method: str, document: dict[str, Any]) -> Judged:
        return self.desk.post(method, document, mishap=self._mishap())

    def _mishap(self) -> Mishap | None:
        return self.mishaps.pop() if self.mishaps else None

    def _reference(self) -> str:
        self._number += 1
        return f"ref-{self._number}"


def _code(judged: Judged) -> int | None:
    return judged.evidence.code


def _is_done(judged: Judged) -> bool:
    """Whether it was told that it is done, from the first byte to the last."""
    return _code(judged) == 101 and judged.evidence.is_told


def _is_lost(judged: Judged) -> bool:
    """Whether there is no telling what became of it."""
    return _code(judged) in (None, 101) and not (judged.evidence.is_told and judged.evidence.is_served)


def _statuses(judged: Judged) -> list[tuple[str, int]]:
    return [(each["Reference"], each["StatusCode"]) for each in judged.document["MessageStatuses"]]
