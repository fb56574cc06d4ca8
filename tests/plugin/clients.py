"""A client as short as can be, for tests that are about the handle and not about the client."""

import json
import urllib.parse
import urllib.request
from typing import Any

from mobipace.fixtures import Credentials


def call(account: Credentials, method: str, **members: Any) -> dict[str, Any]:
    """A v3 method; the answer. Connects anew each time, as urllib does."""
    request = urllib.request.Request(  # noqa: S310  the gateway's own URL
        f"{account.v3_url}/{method}", json.dumps(members).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
        return dict(json.load(response))


def login(account: Credentials) -> str:
    """authorize; the session id."""
    return str(call(account, "authorize", Username=account.username, Password=account.password)["SessionId"])


def send(account: Credentials, session: str, *messages: tuple[str, str, str | None], **members: Any) -> dict[str, Any]:
    """Send messages of (recipient, body, reference)."""
    rows = [
        {"Recipient": recipient, "Body": body} | ({} if reference is None else {"Reference": reference})
        for recipient, body, reference in messages
    ]
    return call(account, "Send", SessionId=session, Sender=account.sender, Messages=rows, **members)


def send_one(account: Credentials, recipient: str = "37499123456", body: str = "Hello", reference: str = "r1") -> None:
    """Log in and send one message."""
    send(account, login(account), (recipient, body, reference))


def v2(account: Credentials, function: str, **parameters: str) -> str:
    """A v2 function; the line of text."""
    given = {"function": function, "username": account.username, "password": account.password, **parameters}
    with urllib.request.urlopen(f"{account.v2_url}?{urllib.parse.urlencode(given)}", timeout=30) as response:  # noqa: S310
        return str(response.read().decode())
