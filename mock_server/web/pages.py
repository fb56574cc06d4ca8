"""The web page: its files, read once, and served under a policy that lets it speak with this server alone.

The page needs no token: it holds nothing that is secret, and asks for one when the control API does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from aiohttp import web
from aiohttp.typedefs import Handler

from .control.errors import ControlError
from .control.guard import Guard

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",  # no text ever becomes markup: the browser refuses to make any of it
        "trusted-types 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",  # kept, but asked about each time: a newer server has newer files
}
_MODULES = b"<!-- modules -->"  # where the page names all its modules, so that none waits for another that needs it
_TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"}


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file of the page. path: its address, without the leading slash. etag: what tells its content from any other."""

    path: str
    body: bytes
    content_type: str
    etag: str


def page_files() -> list[PageFile]:
    """Every file that a browser asks for, below `ui/`."""
    places = dict(_walk(files(__package__) / "ui", "ui"))
    links = "\n".join(f'<link rel="modulepreload" href="/{path}">' for path in places if path.endswith(".js"))
    found = []
    for path, place in places.items():
        content_type = _TYPES.get(path[path.rfind(".") :])
        if content_type:
            body = place.read_bytes().replace(_MODULES, links.encode())
            found.append(PageFile(path, body, content_type, hashlib.sha256(body).hexdigest()[:32]))
    return found


def _walk(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for each in sorted(folder.iterdir(), key=lambda place: place.name):
        inner = f"{path}/{each.name}"
        if each.is_dir():
            yield from _walk(each, inner)
        else:
            yield inner, each


def page_routes(guard: Guard, otherwise: Handler) -> list[web.RouteDef]:
    """The page at `/`, and its files below `/ui/`.

    otherwise: who answers what is no file of the page, and what comes with a query. No link leads there; it is a client
    that has lost the way to the v2 address.
    """
    served = {f"/{file.path}": file for file in page_files()}
    served["/"] = served.pop("/ui/index.html")

    async def serve(request: web.Request) -> web.StreamResponse:
        file = None if request.query_string else served.get(request.path)
        return await otherwise(request) if file is None else _answer(guard, file, request)

    return [web.get("/", serve, allow_head=False), web.get(r"/ui/{path:[\s\S]*}", serve, allow_head=False)]


def _answer(guard: Guard, file: PageFile, request: web.Request) -> web.Response:
    try:
        guard.check(request, needs_token=False)
    except ControlError as error:
        return web.Response(text=f"{error.text}\n", status=error.status, headers=_HEADERS)
    if any(each.value == file.etag for each in request.if_none_match or ()):
        response = web.Response(status=304, headers=_HEADERS)
    else:
        response = web.Response(body=file.body, content_type=file.content_type, charset="utf-8", headers=_HEADERS)
    response.etag = file.etag
    return response
