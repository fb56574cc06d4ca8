"""Driving an adapter that misbehaves, with no gateway behind it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mobipace.contract_tests import driver
from mobipace.contract_tests.driver import Context, Limits, Reply, Session, Subject

PASSWORD = "kanarie/4711"
FUNDS = {"balance": "1300.30", "credit_limit": "-1000", "available": "2300.30"}
ADAPTER = Path(__file__).with_name("misbehaving.py")
ONE_SECOND = 250  # milliseconds of a request; the kit waits four times as long
PATIENT = 10_000


def context(timeout_ms: int = PATIENT, **members: Any) -> Context:
    """A case's account at a gateway that nobody asks."""
    given = {"case": "a.case", "username": "case@mobipace.com", "password": PASSWORD, "sender": "MOBIPACE"}
    urls = {"v2_url": "http://127.0.0.1:9/API_2_0/HTTP_API.aspx", "v3_url": "http://127.0.0.1:9/v3"}
    return Context(**{**given, **urls, "timeout_ms": timeout_ms, **members})


@contextmanager
def adapter(deed: str, *arguments: str, **limits: Any) -> Iterator[Subject]:
    """The adapter that does `deed`, let go at the end."""
    command = [sys.executable, "-I", str(ADAPTER), deed, *arguments]
    subject = driver.adapter(command, Limits(**limits))
    try:
        yield subject
    finally:
        subject.close()


@dataclass
class Case:
    """What came of a case of one call."""

    reply: Reply
    ended: driver.Ended


def run(subject: Subject, timeout_ms: int = PATIENT, **members: Any) -> Case:
    """A case of one call."""
    session = subject.begin(context(timeout_ms, **members))
    reply = balance(session)
    return Case(reply, session.end())


def balance(session: Session) -> Reply:
    """The call that the adapter has."""
    return session.call("v3", "balance")


def open_files() -> set[str]:
    """The descriptors that this process has open."""
    return set(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else set()
