"""What one connection may cost the server, in bytes and seconds."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds on a request; one that goes beyond them is answered with a plain 4xx and the connection closes.

    The defaults let through the largest request the documents allow, and little more.
    """

    max_line_bytes: int = 65_536
    """Bytes of a request line as sent: CR included, raw text not yet escaped. v2 carries texts of any length there."""

    max_header_bytes: int = 65_536
    """Bytes of all header fields of a request together; trailers are held to the same bound."""

    max_headers: int = 128
    """Number of header fields. Browsers send some 20 and a chain of proxies perhaps 40; thousands are an attack."""

    max_body_bytes: int = 128 * 1024 * 1024
    """Bytes of a body: 20,000 messages of 500 characters written as escapes are some 62 MB, twice that is generous."""

    slow_request_seconds: float = 30.0
    """Seconds from a request's first byte to the end of its headers, and between two pieces of its body."""

    keep_alive_seconds: float = 120.0
    """Seconds an idle connection stays open; what IIS, before which the documented endpoint stands, allows."""
