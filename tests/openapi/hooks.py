"""What Schemathesis has to know of the gateway: who may come in, and that the body tells the outcome, not HTTP."""

from __future__ import annotations

import json
import os
import urllib.request
from datetime import date
from typing import Any

import schemathesis

SUCCESS, INCORRECT_PARAMETER = 101, 102
MISFORMED = {"v3.type", "v3.date.form", "v3.content-type", "v3.path.form", "v3.request.unreadable"}
NOTED = ("v3.type", "v3.date.", "v3.content-type", "v3.bom", "v3.member.", "v3.recipient.", "v3.body.")  # beginnings


class Credentials:
    """An account with money, whose session lives because its clock stands still."""

    username = os.environ.get("MOBIPACE_USERNAME", "")
    password = os.environ.get("MOBIPACE_PASSWORD", "")
    session = os.environ.get("MOBIPACE_SESSION", "")
    control = os.environ.get("MOBIPACE_CONTROL", "")


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Puts true credentials where some of the right type stand: random ones end every request at the door."""
    known = {"SessionId": Credentials.session, "Username": Credentials.username, "Password": Credentials.password}
    known |= {"Sender": "MOBIPACE", "sender": "MOBIPACE"}
    known |= {"username": Credentials.username, "password": Credentials.password}
    for place in (case.body, case.query):
        if isinstance(place, dict):
            place.update({name: value for name, value in known.items() if isinstance(place.get(name), str)})


@schemathesis.check
def outcome_is_that_of_the_form(context: Any, response: Any, case: Any) -> None:
    """v3: what is as documented is never called malformed; what is not is refused, or forgiven and noted by the judge.

    Not v2: which parameters it wants depends on the function, and that OpenAPI has no words for.
    """
    rules = last_rules()
    if response.status_code != 200 or not response.text.startswith("{"):
        return
    code = json.loads(response.text)["StatusCode"]
    is_noted = any(rule.startswith(NOTED) for rule in rules)
    if case.meta.generation.mode.is_negative:
        assert code != SUCCESS or is_noted, f"neither refused nor noted: {response.text}"
    elif is_plain(case.body):
        assert code != INCORRECT_PARAMETER, f"called malformed: {response.text}"
        assert not rules & MISFORMED, f"as documented, and yet {rules & MISFORMED}"


def is_plain(body: dict[str, Any]) -> bool:
    """Whether a document that fits its schema is right. Two mistakes no schema sees here: a day that no calendar has,
    and 5.0, which to JSON Schema is an integer.
    """
    try:
        date.fromisoformat(str(body.get("ScheduledDate", "2019-07-25"))[:10])
    except ValueError:
        return False
    return not isinstance(body.get("SendWithinHours"), float)


def last_rules() -> set[str]:
    """The rules that the judge saw broken in the last exchange. The journal is emptied."""
    *_, exchange = control("GET")["exchanges"]
    control("DELETE")
    return {each["rule"] for each in exchange["violations"]}


def control(method: str) -> Any:
    """A request about the journal."""
    request = urllib.request.Request(f"{Credentials.control}/exchanges", method=method)  # noqa: S310  http, as written
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310  the same
        text = answer.read()
    return json.loads(text) if text else None
