"""Malformed requests one layer lower: bytes that are hardly HTTP, or not at all, from a seeded chance."""

from collections.abc import Callable
from random import Random

from tests.robustness import oddities


def noise(chance: Random, good: bytes) -> bytes:
    """Bytes for a connection of their own. `good` is a request that is right, to be spoiled or followed."""
    return chance.choice(_KINDS)(chance, good)


def _any_bytes(chance: Random, _: bytes) -> bytes:
    return chance.randbytes(chance.choice((1, 10, 100, 1000)))


def _assembled(chance: Random, _: bytes) -> bytes:
    """Methods, targets, versions, headers, line ends and bodies, each right or wrong."""
    method = chance.choice(oddities.METHODS) if chance.random() < 0.8 else _latin(chance, 8)
    line = " ".join((method, chance.choice(oddities.PATHS), chance.choice(oddities.VERSIONS)))
    fields = [chance.choice(oddities.FIELDS) if chance.random() < 0.8 else _latin(chance, 30) for _ in range(4)]
    lines = [line, *fields[: chance.randrange(5)], "", ""]
    return chance.choice(oddities.LINE_ENDS).join(lines).encode("latin-1") + chance.choice(oddities.BODIES)


def _latin(chance: Random, longest: int) -> str:
    return chance.randbytes(chance.randrange(longest)).decode("latin-1")


def _spoiled(chance: Random, good: bytes) -> bytes:
    """A right request with a few bytes put in, over others, or left out."""
    at, cut = chance.randrange(len(good) + 1), chance.randrange(5)
    return good[:at] + chance.randbytes(chance.randrange(4)) + good[at + cut :]


def _ended(chance: Random, good: bytes) -> bytes:
    return good[: chance.randrange(len(good))]


def _chunked(chance: Random, good: bytes) -> bytes:
    """The same request in chunks whose framing is broken somewhere, or not."""
    head, _, body = good.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length")]
    cut = chance.randrange(len(body) + 1)
    chunks = b"".join(_chunk(chance, part) for part in (body[:cut], body[cut:]) if part)
    end = chance.choice((b"0\r\n\r\n", b"0\r\n\r\n", b"0\r\nX: y\r\n\r\n", b"0\n\n", b"", b"00000\r\n\r\n"))
    return b"\r\n".join((*lines, b"Transfer-Encoding: chunked", b"", b"")) + chunks + end


def _chunk(chance: Random, part: bytes) -> bytes:
    size = b"%x" % len(part)
    odd = (b"%x" % (len(part) + 1), b"-" + size, b"0x" + size, b" " + size, size + b";a=b", b"f" * 40, b"0" * 40 + size)
    shown = chance.choice((size, size, size, size.upper(), chance.choice(odd)))
    return (
        shown + chance.choice((b"\r\n", b"\r\n", b"\r\n", b"\n")) + part + chance.choice((b"\r\n", b"\r\n", b"\n", b""))
    )


def _followed(chance: Random, good: bytes) -> bytes:
    """Right requests, then what is none: they are answered before it is refused."""
    return good * chance.randrange(1, 4) + chance.choice((_any_bytes, _assembled, _spoiled, _ended))(chance, good)


_KINDS: tuple[Callable[[Random, bytes], bytes], ...] = (
    _any_bytes, _assembled, _assembled, _spoiled, _spoiled, _ended, _chunked, _chunked, _followed,
)  # fmt: skip
