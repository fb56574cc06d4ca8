"""A small service that lets people log in with a code sent to their phone.

    POST /codes  {"phone": "37499123456"}                   sends a code: 201, or 502 with what the gateway said
    POST /logins {"phone": "37499123456", "code": "123456"}  200 if it is that code, else 403; a code counts once

It knows nothing of a simulator. Which gateway it uses is said by its environment alone: MOBIPACE_V3_URL,
MOBIPACE_USERNAME, MOBIPACE_PASSWORD and MOBIPACE_SENDER. Python's standard library is all that it needs.
"""

import hmac
import json
import os
import secrets
import signal
import sys
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.request import Request, urlopen

SUCCESS, SESSION_EXPIRED = 101, 103
TIMEOUT = 60  # seconds; the gateway's own limit for an answer


class GatewayError(Exception):
    """What the gateway said instead of Success."""


class Gateway:
    """The JSON API 3.0. It takes one request at a time for an account, hence the lock."""

    def __init__(self, url: str, username: str, password: str, sender: str) -> None:
        self.url, self.sender = url.rstrip("/"), sender
        self.credentials = {"Username": username, "Password": password}
        self.session = ""
        self.lock = threading.Lock()

    def send(self, recipient: str, body: str) -> None:
        """Sends one message. Raises GatewayError, and OSError where the gateway cannot be reached."""
        message = {"Recipient": recipient, "Body": body, "Reference": str(uuid.uuid4())}
        with self.lock:
            answer = self.send_in_session(message)
            if answer["StatusCode"] == SESSION_EXPIRED:  # 60 seconds after its last request
                self.session = self.checked(self.post("authorize", self.credentials))["SessionId"]
                answer = self.send_in_session(message)
            self.checked(answer)

    def send_in_session(self, message: dict[str, str]) -> dict[str, Any]:
        """Send, in the session there is."""
        if not self.session:
            return {"StatusCode": SESSION_EXPIRED}
        return self.post("Send", {"SessionId": self.session, "Sender": self.sender, "Messages": [message]})

    def post(self, method: str, document: object) -> dict[str, Any]:
        """Calls a method."""
        headers = {"Content-Type": "application/json"}
        request = Request(f"{self.url}/{method}", json.dumps(document).encode(), headers)  # noqa: S310  the operator's URL
        with urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310  the same
            return dict(json.load(answer))

    @staticmethod
    def checked(answer: dict[str, Any]) -> dict[str, Any]:
        """The answer, if it is a success."""
        if answer["StatusCode"] != SUCCESS:
            raise GatewayError(f"{answer['StatusCode']} {answer['Status']}")
        return answer


class Service(ThreadingHTTPServer):
    """The codes that are out, and the way to send more of them."""

    def __init__(self, address: tuple[str, int], gateway: Gateway) -> None:
        super().__init__(address, Handler)
        self.gateway = gateway
        self.codes: dict[str, str] = {}

    def issue(self, phone: str) -> tuple[int, dict[str, str]]:
        """Sends a new code."""
        code = f"{secrets.randbelow(1_000_000):06}"
        try:
            self.gateway.send(phone, f"Your code is {code}")
        except (GatewayError, OSError) as error:
            return 502, {"error": f"no code was sent: {error}"}
        self.codes[phone] = code
        return 201, {"phone": phone}

    def login(self, phone: str, code: str) -> tuple[int, dict[str, str]]:
        """Takes a code back."""
        if hmac.compare_digest(self.codes.pop(phone, "none"), code):
            return 200, {"phone": phone}
        return 403, {"error": "that is not the code"}


class Handler(BaseHTTPRequestHandler):
    """JSON in, JSON out."""

    server: Service

    def do_POST(self) -> None:
        """POST /codes and /logins."""
        document = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/codes":
            self.answer(*self.server.issue(document["phone"]))
        elif self.path == "/logins":
            self.answer(*self.server.login(document["phone"], document["code"]))
        else:
            self.answer(404, {"error": "POST /codes or /logins"})

    def answer(self, status: int, document: dict[str, str]) -> None:
        """Writes the answer."""
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    """Serves until it is told to end."""
    names = ("MOBIPACE_V3_URL", "MOBIPACE_USERNAME", "MOBIPACE_PASSWORD", "MOBIPACE_SENDER")
    if missing := [name for name in names if not os.environ.get(name)]:
        sys.exit(f"set {', '.join(missing)}; examples/gateways has a file for each gateway")
    gateway = Gateway(*(os.environ[name] for name in names))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # the first process of a container has no default for it
    with Service((os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))), gateway) as service:
        print(f"listening on {service.server_port}", flush=True)
        service.serve_forever()


if __name__ == "__main__":
    main()
