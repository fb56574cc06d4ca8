"""A Python client in this process. Each request has a thread; one that hangs is left behind, for it cannot be ended."""

from __future__ import annotations

import importlib
import logging
import threading
from concurrent.futures import Future

import msgspec

from ..adapter.dispatch import Dispatcher, Factory
from ..adapter.messages import Request, Stop, line
from .capture import Capture, Captured
from .limits import Limits
from .link import Answer, Outstanding
from .replies import Crashed, Trouble
from .secrets import Secrets
from .subject import Unreachable

_decoder: msgspec.json.Decoder[Request] = msgspec.json.Decoder(Request)


class PythonLink:
    """A client made by `factory`, usually its class. What it logs stands for standard error."""

    def __init__(self, factory: Factory, limits: Limits) -> None:
        self._dispatcher = Dispatcher(factory)
        self._lock = threading.Lock()
        self._outstanding = Outstanding()
        self._trouble: Trouble | None = None
        self._threads = set[int]()
        self._log = _Log(Capture(limits.stderr_bytes, "log"), self._threads)
        logging.getLogger().addHandler(self._log)

    def post(self, request: Request) -> Future[Answer]:
        """Ask. It goes through JSON and back, so that a client can neither keep nor change what is the kit's."""
        copy = _decoder.decode(line(request))
        with self._lock:
            future = self._outstanding.add(request.seq)
            if self._trouble:
                self._outstanding.answer(request.seq, self._trouble)
                return future
        threading.Thread(target=self._work, args=(copy,), name=f"request {request.seq}", daemon=True).start()
        return future

    def kill(self, trouble: Trouble) -> None:
        """Turn away from it."""
        with self._lock:
            self._trouble = self._trouble or trouble
            self._outstanding.answer_all(self._trouble)
        logging.getLogger().removeHandler(self._log)

    def watch(self, secrets: Secrets) -> None:
        """Look for these in what it logs."""
        self._log.capture.watch(secrets)

    def taken(self) -> Captured:
        """What was logged."""
        return self._log.capture.take()

    def stop(self, _request: Stop) -> Trouble | None:
        """Nothing runs but what hangs."""
        logging.getLogger().removeHandler(self._log)
        return None

    def _work(self, request: Request) -> None:
        self._threads.add(threading.get_ident())
        try:
            answer: Answer = msgspec.json.decode(self._dispatcher.reply_line(request))
        except BaseException as error:  # what a client may raise to end its process must not end the kit's
            self.kill(Crashed(f"{type(error).__name__}: {error}"))
            return
        finally:
            self._threads.discard(threading.get_ident())
        with self._lock:
            self._outstanding.answer(request.seq, answer)


class _Log(logging.Handler):
    """Log records as lines, as logging writes them where nothing is configured, but with their level and name.

    Logging is the whole process's. What other threads than ours log may be of another case, whose secrets are not known
    here: it is searched, and not kept.
    """

    def __init__(self, capture: Capture, threads: set[int]) -> None:
        super().__init__()
        self._threads = threads
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
        self.capture = capture

    def emit(self, record: logging.LogRecord) -> None:
        """One record."""
        try:
            text = self.format(record)
        except (TypeError, ValueError):  # arguments that do not fit the message: a slip of whoever logs
            self.handleError(record)
            return
        data = f"{text}\n".encode("utf-8", "backslashreplace")
        if record.thread in self._threads:
            self.capture.feed(data)
        else:
            self.capture.search(data)


def load(path: str) -> Factory:
    """What `package.module:Client` names. Raises Unreachable."""
    module, colon, name = path.partition(":")
    if not colon or not module or not name:
        raise Unreachable(f"{path}: write package.module:Client")
    try:
        factory: Factory = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise Unreachable(f"{path}: {error}") from None
    return factory
