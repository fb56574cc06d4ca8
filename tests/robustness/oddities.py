"""What goes wrong in requests, piece by piece: shared by the tests that put such pieces together."""

from tests.support import V2_PATH

PATHS = (
    "/", "/v3/authorize", "/v3/Send", "/V3/send/", "/v3/QueryBalance", "/Gate.aspx", "/_control/health", "*", "/%00",
    "//", "/?", "?", "", "http://x/v3/Send", "/\xff", "/" + "a" * 3000, V2_PATH,
)  # fmt: skip
METHODS = ("GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "CONNECT", "TRACE", "PRI", "get", "G\x00T")
VERSIONS = ("HTTP/1.1", "HTTP/1.0", "HTTP/0.9", "HTTP/2", "HTTP/9.9", "HTTP/1.1 ", "", "http/1.1", "HTTX/1.1")
FIELDS = (
    "Host: x", "Host: y", "Host:", "Content-Length: 0", "Content-Length: 5", "Content-Length: -1",
    "Content-Length: +5", "Content-Length: 5, 5", "Content-Length: 0x5",
    "Content-Length: 99999999999999999999", "Transfer-Encoding: chunked", "Transfer-Encoding: identity",
    "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: chunked, gzip", "Transfer-Encoding:\tchunked",
    "Transfer-Encoding : chunked", "Connection: close", "Connection: keep-alive", "Connection: upgrade",
    "Upgrade: websocket", "Upgrade: h2c", "Expect: 100-continue", "Expect: 200-ok", "Content-Encoding: gzip",
    "Content-Encoding: deflate", "Content-Encoding: br", "Content-Encoding: nonsense",
    "Content-Type: application/json", "Content-Type: \xff",
    "Content-Type: application/json; charset=nonsense", "Content-Type: application/x-www-form-urlencoded",
    "Content-Type: multipart/form-data", "Cookie: \x01", "Range: bytes=0-0", "Accept-Encoding: gzip",
    "If-Match: x", "Origin: http://[", " folded: x", "\tfolded", ": nameless", "no colon", "X-\x00: x",
    "X-A: \x00",
)  # fmt: skip
BODIES = (b"", b"{}", b"0\r\n\r\n", b"5\r\nhello\r\n0\r\n\r\n", b"5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n", b"z\r\n")
LINE_ENDS = ("\r\n", "\r\n", "\r\n", "\n", "\r", "\r\n ")

TEXTS = (
    "", " ", "\0", "\u202e37499000000", "\u200f", "\ufeff", "\ufffe", "é", "e\u0301", "٣٧٤٩٩٠٠٠٠٠٠", "a" * 5000,
    "37499000000\n", "+37499000000", "0x1F", "1e5", "true", "null", "[]", "{}", "%s%n", "${jndi:x}", "'; --", "..",
    "9999-12-31", "0001-01-01", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "2019-02-30", "24:00",
    "2019-W30-4", "2019-07-25T18:20:00.123456789Z", "2019-07-25 18:20:60", "-0001-01-01", "10000-01-01",
)  # fmt: skip
NUMBERS = (0, -0.0, 1, -1, 23, 24, 2**31, 2**53, 2**63, 2**64, 10**30, 10**300, 1e308, 5e-324, 37499000000)
SPOILS = (
    b"\\ud800", b"\\udc00\\ud800", b"\\u12", b"\\x", b"\x00", b"\xff", b"\xed\xa0\x80", b"\xc0\x80", b"NaN", b"'",
    b"Infinity", b"-", b"01", b"1.", b"+1", b"1e999", b"-1e999", b"1" * 400, b"/*x*/", b"//", b",", b"]", b"}",
    b"\xef\xbb\xbf",
)  # fmt: skip
V2_VALUES = (
    b"", b"%", b"%%", b"%u0531", b"%ff%fe", b"%00", b"%c0%80", b"%ed%a0%80", b"+", b"%2B", b"%26", b"%3D",
    b"37499000000", b"true", b"2019-07-25T18:20:00", b"9999-12-31T23:59:59", b"0000-00-00T00:00:00",
    b"99999999999999999999", b"MOBIPACE", b"1" * 400, "Ծ".encode(), "é".encode("latin-1"), "😀".encode(),
)  # fmt: skip
