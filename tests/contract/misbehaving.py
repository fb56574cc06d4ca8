"""An adapter that keeps the protocol but for one misdeed: `python misbehaving.py OPERATION:DEED`, at that operation.

Of calls only `v3 balance` counts; the made-up call is an operation of its own, `made-up`. It needs no gateway. An
argument more is a path that some deeds need.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, NoReturn

Message = dict[str, Any]

OPERATION, _, DEED = sys.argv[1].partition(":")
FUNDS = {"balance": "1300.30", "credit_limit": "-1000", "available": "2300.30"}
HELLO = {"client": {"name": "misbehaving"}, "calls": {"v3": ["balance"]}, "features": {"concurrency": 3}}


def good(request: Message) -> Message:
    """The right reply."""
    if request["op"] == "hello":
        return {"seq": request["seq"], "ok": True, **HELLO}
    if request["op"] != "call":
        return {"seq": request["seq"], "ok": True}
    if request["call"] != "balance":
        return {"seq": request["seq"], "unsupported": True}
    return {"seq": request["seq"], **balance()}


def balance() -> Message:
    """The account's funds; where there is a gateway, what it says of them."""
    if ":9/" in begun["v3_url"]:
        return {"ok": True, "value": FUNDS}
    login = post("authorize", {"Username": begun["username"], "Password": begun["password"]})
    if login["StatusCode"] != 101:
        return {"ok": False, "error": {"class": "blocked", "code": login["StatusCode"]}}
    answer = post("QueryBalance", {"SessionId": login["SessionId"]})
    names = {"balance": "Balance", "credit_limit": "BalanceNegativeLimit", "available": "AvailableFund"}
    return {"ok": True, "value": {name: answer[member] for name, member in names.items()}}


def post(method: str, document: Message) -> Message:
    """Ask the gateway."""
    from urllib.request import Request, urlopen  # noqa: PLC0415  slow to import, and seldom needed

    body = json.dumps(document).encode()
    request = Request(f"{begun['v3_url']}/{method}", body, {"Content-Type": "application/json"})  # noqa: S310  it is http
    with urlopen(request) as answer:  # noqa: S310
        return dict(json.load(answer))


def put(data: bytes) -> None:
    """Write it, and nothing but it, at once."""
    while data:
        data = data[os.write(1, data) :]


def text(reply: Message) -> bytes:
    """A reply without its LF."""
    return json.dumps(reply).encode()


def say(reply: Message) -> None:
    """A reply as it should be."""
    put(text(reply) + b"\n")


def hang(*_: Message) -> NoReturn:
    """Live on, and say nothing more."""
    while True:
        signal.pause()


def exit_with(status: int) -> Callable[..., None]:
    """End at once, before any reply."""
    return lambda *_: os._exit(status)


def complain_and_die(*_: Message) -> None:
    """Say why on standard error, and end."""
    os.write(2, b"KeyError: 'Balance'\n")
    os._exit(1)


def answer_and_exit(_: Message, reply: Message) -> None:
    """Reply, and be gone."""
    say(reply)
    os._exit(0)


def fault(*_: Message) -> None:
    """End as a program does that has touched what is not its own."""
    os.kill(os.getpid(), signal.SIGSEGV)


def around(before: bytes = b"", after: bytes = b"\n") -> Callable[[Message, Message], None]:
    """The reply, with bytes before and after it."""
    return lambda _, reply: put(before + text(reply) + after)


def instead(data: bytes) -> Callable[..., None]:
    """These bytes, and no reply."""
    return lambda *_: put(data)


def changed(**members: Any) -> Callable[[Message, Message], None]:
    """The reply with other members; None takes one out."""
    return lambda _, reply: say({name: each for name, each in (reply | members).items() if each is not ...})


def in_lines(_: Message, reply: Message) -> None:
    """One object on many lines."""
    put(json.dumps(reply, indent=1).encode() + b"\n")


def byte_by_byte(_: Message, reply: Message) -> None:
    """Every byte by itself."""
    for byte in text(reply) + b"\n":
        put(bytes([byte]))


def endless_line(*_: Message) -> None:
    """A line that never ends."""
    while True:
        put(b"x" * 65536)


def chatter(_: Message, reply: Message) -> None:
    """A great deal on standard error, then the reply."""
    for number in range(2000):
        os.write(2, b"%06d%s\n" % (number, b"." * 993))
    say(reply)


def flood(*_: Message) -> None:
    """Many lines that are no replies."""
    while True:
        put(b"debug: still connecting\n" * 1000)


def close_input(*_: Message) -> NoReturn:
    """Reply, and close standard input; live on."""
    say(_[1])
    os.close(0)
    hang()


def deaf(*_: Message) -> NoReturn:
    """Reply, and read no more: what is written to it fills the pipe."""
    say(_[1])
    hang()


def backwards(request: Message, reply: Message) -> None:
    """Reply once three calls are there, the last first."""
    waiting.append(reply)
    if request["call"] == "balance" and len(waiting) == 3:
        while waiting:
            say(waiting.pop())


waiting: list[Message] = []


def close_output(*_: Message) -> NoReturn:
    """Live on without standard output."""
    os.close(1)
    hang()


def leave_a_child(*_: Message) -> None:
    """End, while a child of ours keeps all the pipes open. It holds the fifo too, whose reader sees it end."""
    leave(lambda: None)


def leave_a_stranger(*_: Message) -> None:
    """The same with a child that has left our process group, so that nobody ends it with us."""
    leave(os.setsid)


def leave(prepare: Callable[[], None]) -> None:
    """Fork, and end once the child is ready."""
    ready, ready_child = os.pipe()
    if os.fork() == 0:
        prepare()
        os.open(sys.argv[2], os.O_WRONLY)
        os.write(2, b"pid %d\n" % os.getpid())
        os.write(ready_child, b"!")
        hang()
    os.read(ready, 1)
    os._exit(3)


def answer_too_late(_: Message, reply: Message) -> None:
    """Hang; a child outside our group replies once we were ended."""
    our_end, its_end = os.pipe()
    if os.fork() == 0:
        os.setsid()
        os.close(its_end)
        os.read(our_end, 1)  # comes back when its parent is dead
        put(text(reply) + b"\n")
        os._exit(0)
    hang()


def tell(form: str) -> Callable[[Message, Message], None]:
    """Write the password of the last begin to standard error."""

    def do(_: Message, reply: Message) -> None:
        os.write(2, form.format(password=begun["password"]).encode() + b"\n")
        say(reply)

    return do


def tell_in_native(_: Message, reply: Message) -> None:
    """Put the password into an error's text."""
    say({"seq": reply["seq"], "ok": False, "error": {"class": "other", "native": f"for {begun['password']}"}})


def fail_with(**error: Any) -> Callable[[Message, Message], None]:
    """Report an error."""
    return lambda _, reply: say({"seq": reply["seq"], "ok": False, "error": error})


def make_up_values(_: Message, reply: Message) -> None:
    """Ask no gateway, and report success."""
    begun["v3_url"] = "http://127.0.0.1:9/v3"
    say(reply)


def keep_the_first(request: Message, reply: Message) -> None:
    """Stay with the client of the first case."""
    begun.update(first.setdefault("begin", request))
    say(reply)


begun: Message = {}
first: dict[str, Message] = {}

DEEDS: dict[str, Callable[[Message, Message], None]] = {
    "": lambda _, reply: say(reply),
    "hang": hang,
    "exit-3": exit_with(3),
    "exit-0": exit_with(0),
    "complain-and-die": complain_and_die,
    "answer-and-exit": answer_and_exit,
    "fault": fault,
    "noise-before": around(b"debug: connecting\n"),
    "noise-after": around(after=b"\ndebug: done\n"),
    "noise-on-the-line": around(b"reply: "),
    "in-lines": in_lines,
    "two-on-a-line": lambda _, reply: put(text(reply) + text(reply) + b"\n"),
    "twice": lambda _, reply: put((text(reply) + b"\n") * 2),
    "wrong-seq": lambda _, reply: say(reply | {"seq": reply["seq"] + 1000}),
    "no-seq": changed(seq=...),
    "seq-as-text": lambda _, reply: say(reply | {"seq": str(reply["seq"])}),
    "array": instead(b"[]\n"),
    "empty-line": around(b"\n"),
    "bom": around(b"\xef\xbb\xbf"),
    "latin-1": instead('{"seq": 3, "adapter_error": "café"}\n'.encode("latin-1")),
    "half-a-pair": instead(b'{"seq": 3, "adapter_error": "\\ud800"}\n'),
    "endless-line": endless_line,
    "carriage-return": around(after=b"\r\n"),
    "byte-by-byte": byte_by_byte,
    "chatter": chatter,
    "flood": flood,
    "close-input": close_input,
    "deaf": deaf,
    "backwards": backwards,
    "close-output": close_output,
    "leave-a-child": leave_a_child,
    "leave-a-stranger": leave_a_stranger,
    "answer-too-late": answer_too_late,
    "first-begin": keep_the_first,
    "make-up-values": make_up_values,
    "ok-to-all": lambda _, reply: say({"seq": reply["seq"], "ok": True, "value": FUNDS}),
    "unsupported": lambda _, reply: say({"seq": reply["seq"], "unsupported": True, "reason": "no time"}),
    "adapter-error": lambda _, reply: say({"seq": reply["seq"], "adapter_error": "KeyError: 'body'"}),
    "unreadable": instead(b'{"seq": null, "adapter_error": "line 4 is not JSON"}\n'),
    "number": changed(value=FUNDS | {"balance": 1300.3}),
    "no-value": changed(value=...),
    "no-client": changed(client=...),
    "unknown-keys": changed(weather="fine", value=FUNDS | {"note": 1}),
    "unknown-class": fail_with(**{"class": "out_of_money", "code": 300}),
    "error": fail_with(**{"class": "bad_credentials", "code": 200, "native": "LoginError"}),
    "line-separator": fail_with(**{"class": "other", "native": "one\u2028two"}),
    "tell": tell("password is {password}"),
    "tell-url": tell("GET /API_2_0/HTTP_API.aspx?function=send&username=u&password={password}&body=x"),
    "tell-in-native": tell_in_native,
}


def main() -> None:
    """Answer line by line, and misbehave when it is time."""
    for line in sys.stdin.buffer:
        try:
            request = json.loads(line)
        except ValueError as error:
            say({"seq": None, "adapter_error": str(error)})
            continue
        if request["op"] == "begin":
            begun.update(request)
        is_made_up = request["op"] == "call" and request["call"] != "balance"
        deed = DEED if ("made-up" if is_made_up else request["op"]) == OPERATION else ""
        DEEDS[deed](request, good(request))
        if request["op"] == "stop":
            return


if __name__ == "__main__":
    main()
