"""Errors of the control API, and reading what it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from aiohttp import web

from mobipace.schemas import conforms, explain

_TOO_DEEP = "the body is nested too deeply to be read"


class ControlError(Exception):
    """Answered as `{"error": text}` with an HTTP status; the text says what, which value, and what is allowed."""

    def __init__(self, status: int, text: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(text)
        self.status = status
        self.text = text
        self.headers = dict(headers or {})


async def read_document(request: web.Request, schema: str) -> dict[str, Any]:
    """The JSON object a request carries; an empty body is `{}`.

    Raises ControlError: 415 for another content type (a page in a browser can post forms to any host, but not JSON),
    400 for what is not JSON, 422 for what the schema does not allow.
    """
    body = await request.read()
    if not body and "Content-Type" not in request.headers:
        document: Any = {}
    elif request.content_type != "application/json":
        raise ControlError(415, f"Content-Type {request.content_type!r} given; send application/json")
    else:
        document = _decode(body)
    try:
        problems = [] if conforms(schema, document) else explain(schema, document)
    except RecursionError:
        raise ControlError(400, _TOO_DEEP) from None
    if problems:
        raise ControlError(422, "; ".join(str(problem) for problem in problems))
    return dict(document)


def _decode(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body or b"{}")
    except RecursionError:
        raise ControlError(400, _TOO_DEEP) from None
    except (msgspec.DecodeError, ValueError) as error:
        raise ControlError(400, f"the body is not JSON: {error}") from None
