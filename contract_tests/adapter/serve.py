"""A ready-made adapter for Python clients: `serve(Client)` reads requests from stdin and writes replies to stdout."""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import BinaryIO

import msgspec

from .dispatch import Dispatcher, Factory
from .messages import AdapterErrorReply, Call, Request, Stop, line

_decoder: msgspec.json.Decoder[Request] = msgspec.json.Decoder(Request)


def serve(factory: Factory) -> None:
    """Serve until `stop` or the end of input. `factory` is the client's class, see `Client`.

    stdout is the protocol's alone: what the client prints goes to stderr instead.
    """
    sys.stdout.flush()
    requests, replies = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    with open(requests, "rb") as reader, open(replies, "wb") as writer:
        talk(Dispatcher(factory), reader, writer)


def talk(dispatcher: Dispatcher, reader: BinaryIO, writer: BinaryIO) -> None:
    """The same over any two streams. Calls run side by side, as many as the client takes; all else waits its turn."""
    writing = threading.Lock()

    def answer(request: Request) -> None:
        write(dispatcher.reply_line(request))

    def write(text: bytes) -> None:
        with writing:
            writer.write(text)
            writer.flush()

    with ThreadPoolExecutor(dispatcher.concurrency) as pool:
        for number, text in enumerate(reader, 1):
            try:
                request = _decoder.decode(text)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                write(line(AdapterErrorReply(seq=None, adapter_error=f"line {number}: {error}")))
                continue
            if isinstance(request, Call):
                pool.submit(answer, request)
            else:
                answer(request)
            if isinstance(request, Stop):
                return
