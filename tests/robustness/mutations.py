"""Malformed requests that once were right: examples out of the schemas, changed by a seeded chance.

Each change is small, and one to three of them make a mutant: what a client gets wrong is seldom all of it.
"""

import json
from collections.abc import Callable, Mapping
from random import Random
from typing import Any
from urllib.parse import quote_from_bytes

from mobipace.schemas import load
from tests.robustness import oddities

V3 = {
    "authorize": "v3/authorize.request",
    "Send": "v3/send.request",
    "Calculate": "v3/calculate.request",
    "QueryMessages": "v3/query-messages.request",
    "QueryBalance": "v3/query-balance.request",
}
V2 = ("send", "schedule", "querybalance", "querymessage")
EXAMPLES = {method: load(schema)["examples"] for method, schema in V3.items()}
V2_EXAMPLES = [example for function in V2 for example in load(f"v2/{function}.request")["examples"]]
NAMES = (
    "SessionId", "sessionid", "SESSIONID", " SessionId", "Messages", "messages", "Sender", "Recipient", "Body",
    "Reference", "References", "Password", "\x00", "", "ſessionId", "x",
)  # fmt: skip
ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1251", "utf-7", "utf-8-sig")
LITERALS = (b"NaN", b"Infinity", b"-Infinity", b"1e999", b"1e99999", b"-0", b"0.1e-400", b"9" * 500, b"1." + b"3" * 500)
DEPTHS = (2, 20, 200, 950, 1100, 5000)
BLANK_BYTES = bytes(range(0x21)) + b"\x7f#"
"""Bytes that would end a query within a request line, or break the line."""


# v3


def v3_body(chance: Random, method: str, given: Mapping[str, Any]) -> bytes:
    """A request of `method`, `given` put over the schema's example, and then one to three changes."""
    document = json.loads(json.dumps(chance.choice(EXAMPLES[method])))
    document.update({name: value for name, value in given.items() if name in document})
    for _ in range(chance.choice((0, 1, 1, 1, 2))):
        document = chance.choice(_OF_DOCUMENTS)(chance, document)
    body = json.dumps(document, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    for _ in range(chance.choice((0, 0, 1, 1, 2))):
        body = chance.choice(_OF_BYTES)(chance, body)
    return body


def _places(node: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) in a document."""
    keys: list[Any] = list(node) if isinstance(node, dict) else [*range(len(node))] if isinstance(node, list) else []
    return [(node, key) for key in keys] + [place for key in keys for place in _places(node[key])]


def value(chance: Random) -> Any:
    """Something of any type."""
    kind = chance.randrange(8)
    if kind < 3:
        return chance.choice(oddities.TEXTS)
    if kind < 5:
        return chance.choice(oddities.NUMBERS)
    if kind == 5:
        return chance.choice((None, True, False, {}, []))
    if kind == 6:
        return [value(chance) for _ in range(chance.randrange(4))]
    return {chance.choice(NAMES): value(chance) for _ in range(chance.randrange(3))}


def _drop(chance: Random, document: Any) -> Any:
    if places := _places(document):
        container, key = chance.choice(places)
        del container[key]
    return document


def _rename(chance: Random, document: Any) -> Any:
    if places := [place for place in _places(document) if isinstance(place[0], dict)]:
        container, key = chance.choice(places)
        moved = container.pop(key)
        container[chance.choice((*NAMES, key.lower(), key.upper(), f"{key} ", key[:-1]))] = moved
    return document


def _retype(chance: Random, document: Any) -> Any:
    if not (places := _places(document)):
        return value(chance)
    container, key = chance.choice(places)
    container[key] = value(chance)
    return document


def _wrap(chance: Random, document: Any) -> Any:
    if not (places := _places(document)):
        return [document]
    container, key = chance.choice(places)
    container[key] = [container[key]] if chance.random() < 0.5 else {"x": container[key]}
    return document


def _repeat(chance: Random, document: Any) -> Any:
    if lists := [container for container, _ in _places(document) if isinstance(container, list)]:
        chosen = chance.choice(lists)
        chosen.extend(chosen[:1] * chance.choice((1, 2, 50)))
    return document


def _add(chance: Random, document: Any) -> Any:
    if isinstance(document, dict):
        document[chance.choice(NAMES)] = value(chance)
    return document


def _double(chance: Random, body: bytes) -> bytes:
    """A member that stands twice in its object, which no dictionary can hold."""
    if (at := body.find(b"{", chance.randrange(len(body) + 1))) < 0:
        return body + body
    member = json.dumps({chance.choice(NAMES): value(chance)}).encode()[1:-1]
    return body[: at + 1] + member + b", " + body[at + 1 :]


def _nest(chance: Random, body: bytes) -> bytes:
    depth, colon = chance.choice(DEPTHS), body.find(b":", chance.randrange(len(body) + 1))
    opening, closing = chance.choice(((b"[", b"]"), (b'{"a":', b"}")))
    nested = opening * depth + b"1" + (closing * depth if chance.random() < 0.7 else b"")
    return body[: colon + 1] + nested + b"," + body[colon + 1 :]


def _literal(chance: Random, body: bytes) -> bytes:
    colon = body.find(b":", chance.randrange(len(body) + 1))
    end = min((at for at in (body.find(mark, colon) for mark in (b",", b"}")) if at > 0), default=len(body))
    return body[: colon + 1] + chance.choice(LITERALS) + body[end:]


def _spoil(chance: Random, body: bytes) -> bytes:
    at, cut = chance.randrange(len(body) + 1), chance.randrange(4)
    return body[:at] + chance.choice(oddities.SPOILS) + body[at + cut :]


def _encode(chance: Random, body: bytes) -> bytes:
    return body.decode("utf-8", "replace").encode(chance.choice(ENCODINGS), "replace")


def _cut(chance: Random, body: bytes) -> bytes:
    return body[: chance.randrange(len(body) + 1)]


def _flip(chance: Random, body: bytes) -> bytes:
    changed = bytearray(body)
    for _ in range(min(len(changed), chance.choice((1, 1, 3)))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _mark(_: Random, body: bytes) -> bytes:
    return b"\xef\xbb\xbf" + body


_Change = Callable[[Random, Any], Any]
_OF_DOCUMENTS: tuple[_Change, ...] = (_drop, _rename, _retype, _retype, _wrap, _repeat, _add)
_OF_BYTES: tuple[Callable[[Random, bytes], bytes], ...] = (
    _double, _nest, _literal, _literal, _spoil, _spoil, _encode, _cut, _flip, _mark,
)  # fmt: skip


# v2


def v2_query(chance: Random, given: Mapping[str, str]) -> bytes:
    """A v2 query: `given` put over an example, and then one to three changes; every escape there is, and is not."""
    example = {**chance.choice(V2_EXAMPLES)}
    example.update({name: text for name, text in given.items() if name in example})
    pairs = [(name.encode(), _escaped(chance, text)) for name, text in example.items()]
    for _ in range(chance.choice((1, 1, 2, 3))):
        _change_pair(chance, pairs)
    query = chance.choice((b"&", b"&", b"&", b"&&", b";")).join(name + b"=" + text for name, text in pairs)
    return query if chance.random() < 0.8 else _sendable(_flip(chance, query))


def _escaped(chance: Random, text: str) -> bytes:
    raw = text.encode()
    return raw.replace(b" ", b"+") if chance.random() < 0.5 else quote_from_bytes(raw).encode()


def _change_pair(chance: Random, pairs: list[tuple[bytes, bytes]]) -> None:
    at = chance.randrange(len(pairs))
    name, text = pairs[at]
    match chance.randrange(7):
        case 0 if len(pairs) > 1:
            del pairs[at]
        case 1:
            pairs[at] = (chance.choice((name.upper(), name.title(), name + b"%00", b"", b"x", b"%66unction")), text)
        case 2:
            pairs.append((name, _odd(chance)))
        case 3:
            position = chance.randrange(len(text) + 1)
            pairs[at] = (name, text[:position] + _odd(chance) + text[position:])
        case 4:
            chance.shuffle(pairs)
        case _:
            pairs[at] = (name, _odd(chance))


def _odd(chance: Random) -> bytes:
    kind = chance.randrange(4)
    if kind == 0:
        return _sendable(chance.randbytes(chance.randrange(12)))
    if kind == 1:
        return quote_from_bytes(chance.randbytes(chance.randrange(12))).encode()
    return chance.choice(oddities.V2_VALUES)


def _sendable(query: bytes) -> bytes:
    """Bytes that would end the line are escaped; all others go as they are."""
    return b"".join(b"%%%02X" % byte if byte in BLANK_BYTES else bytes((byte,)) for byte in query)
