"""What the resources of the control API share."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from ...gateway.account import Account
from ...gateway.gateway import AccountError
from ...gateway.states import ImpossibleMove
from ..operations import NoSuchAccount
from ..simulator import Simulator
from .errors import ControlError


def answer(document: Any, status: int = 200) -> web.Response:
    """A JSON answer."""
    text = json.dumps(document, ensure_ascii=False)
    return web.Response(
        text=text, status=status, content_type="application/json", headers={"Cache-Control": "no-store"}
    )


def done() -> web.Response:
    """Done; nothing to say."""
    return web.Response(status=204)


class Resource:
    """A group of routes over one simulator."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator

    @property
    def now(self) -> int:
        """The real instant."""
        return self.simulator.now()

    def operate(self, name: str, **arguments: Any) -> Any:
        """Do one of the operator's operations.

        Raises ControlError: 404 for an account that has gone, 409 for what is taken or impossible, else 422.
        """
        try:
            return self.simulator.operate(name, **arguments)
        except NoSuchAccount as error:
            raise ControlError(404, str(error)) from None
        except (AccountError, ImpossibleMove) as error:
            raise ControlError(409, str(error)) from None
        except ValueError as error:
            raise ControlError(422, str(error)) from None

    def account(self, request: web.Request) -> Account:
        """The account named in the path, settled. Raises ControlError 404."""
        username = request.match_info["username"]
        account = self.simulator.gateway.accounts.get(username)
        if account is None:
            raise ControlError(404, f"there is no account {username[:80]!r}; GET /_control/accounts lists them")
        account.now(self.now)
        return account

    def number(self, request: web.Request, what: str) -> int:
        """The id in the path. Raises ControlError 404 for what cannot be one."""
        text = request.match_info["id"]
        if not (text.isascii() and text.isdecimal() and len(text) < 19):
            raise ControlError(404, f"there is no {what} {text[:40]!r}")
        return int(text)
