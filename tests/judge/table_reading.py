"""What is found out while a request is read, and how a request comes."""

from typing import Any
from urllib.parse import urlencode

from tests.judge.desk import RECIPIENT, V2_PATH, Desk, Judged, http, message, said
from tests.judge.row import Row

LOGIN = b'{"Username": "company@mobipace.com", "Password": "secret"}'
V3 = "v3 HTTP API 3.0 methods"
TABLES = "v3 Authorization; v3 Send; v3 Calculate price; v3 Query message; v3 Query balance"
FORM = "application/x-www-form-urlencoded"


def right_login(desk: Desk) -> None:
    """A login as documented, Content-Type with its charset."""
    desk.post("authorize", LOGIN, content_type="application/json; charset=UTF-8")


def printed_send(desk: Desk) -> Judged:
    """A Send with the blanks that the document's example has."""
    members: dict[str, Any] = {"IsWapPush": "false ", "ScheduledDate": "2019-07-25 18:20 ", "Sender": "MOBIPACE "}
    return desk.send(desk.login(), message(), SendWithinHours=10, **members)


def send_with(desk: Desk, **members: Any) -> Judged:
    """A Send with these members."""
    return desk.send(desk.login(), message(), **members)


def v2_query(desk: Desk, query: str, path: str = V2_PATH, **options: Any) -> Judged:
    """A v2 query written by hand, with the credentials."""
    return desk.request("GET", f"{path}?username=company@mobipace.com&password=secret&{query}", **options)


def v2_text(desk: Desk, encoded: str, **options: Any) -> Judged:
    """A v2 send of a text that is encoded already."""
    return v2_query(desk, f"function=send&sender=MOBIPACE&recipient={RECIPIENT}&body={encoded}", **options)


def v2_form(desk: Desk, **options: Any) -> Judged:
    """A v2 balance asked with a form."""
    query = urlencode({"function": "querybalance", "username": "company@mobipace.com", "password": "secret"})
    return desk.request("POST", V2_PATH, query.encode(), FORM, **options)


def v2_balance(desk: Desk) -> Judged:
    """A v2 balance as documented."""
    return desk.get("querybalance")


def right_v2_text(desk: Desk) -> Judged:
    """A v2 text encoded once, as UTF-8, with a percent sign that it means."""
    return v2_text(desk, "%D5%A2%D5%A1%D6%80%D6%87+100%25", was_raw=False)


def documented_date_under_the_other_reading(desk: Desk) -> None:
    """A date with a time, as the example prints it, where only a date is read: answered 102, and no fault."""
    desk.operate(readings={"scheduled_date_format": "date-only"})
    printed_send(desk)


READING = (
    Row(
        *("v3.path.form", "MUST", V3),
        breaks=lambda desk: desk.request("POST", "/v3/Authorize", LOGIN),
        keeps=(right_login,),
    ),
    Row(
        *("v3.content-type", "MUST", V3),
        breaks=lambda desk: desk.post("authorize", LOGIN, content_type="text/json"),
        keeps=(right_login,),
    ),
    Row(
        *("v3.bom", "MUST", V3),
        breaks=lambda desk: desk.post("authorize", b"\xef\xbb\xbf" + LOGIN),
        keeps=(right_login,),
    ),
    Row(
        *("v3.type", "MUST", TABLES),
        breaks=lambda desk: desk.send(desk.login(), {"Recipient": 37499000000, "Body": "hello", "Reference": "r1"}),
        keeps=(printed_send,),
    ),
    Row(
        *("v3.member.case", "MUST", TABLES),
        breaks=lambda desk: desk.post("authorize", LOGIN.replace(b"Username", b"username")),
        keeps=(right_login, printed_send),
    ),
    Row(
        *("v3.member.unknown", "NOTE", TABLES),
        breaks=lambda desk: send_with(desk, Priority="high"),
        keeps=(printed_send,),
    ),
    Row(
        *("v3.member.null", "NOTE", TABLES),
        breaks=lambda desk: send_with(desk, ScheduledDate=None),
        keeps=(printed_send,),
    ),
    Row(
        *("v3.date.form", "MUST", "v3 Send; v3 Calculate price"),
        breaks=lambda desk: send_with(desk, ScheduledDate="2019-07-26T10:00"),
        keeps=(printed_send, lambda desk: send_with(desk, ScheduledDate="2019-07-26")),
    ),
    Row(
        *("v2.path.form", "MUST", "v2 4"),
        breaks=lambda desk: v2_query(desk, "function=querybalance", V2_PATH.lower()),
        keeps=(v2_balance,),
    ),
    Row(
        *("v2.path.alias", "NOTE", "v2 4"),
        breaks=lambda desk: v2_query(desk, "function=querybalance", "/Gate.aspx"),
        keeps=(v2_balance,),
    ),
    Row(*("v2.method", "MUST", "v2 4"), breaks=v2_form, keeps=(v2_balance,)),
    Row(
        *("v2.query.raw", "MUST", "v2 3"),
        breaks=lambda desk: v2_text(desk, "%D0%BF", was_raw=True),
        keeps=(right_v2_text,),
    ),
    Row(*("v2.encoding", "MUST", "v2 3"), breaks=lambda desk: v2_text(desk, "%EF%F0%E8"), keeps=(right_v2_text,)),
    Row(
        *("v2.function.case", "MUST", "v2 6"),
        breaks=lambda desk: v2_query(desk, "function=QueryBalance"),
        keeps=(v2_balance,),
    ),
    Row(
        *("v2.parameter.case", "MUST", "v2 6"),
        breaks=lambda desk: v2_query(desk, "Function=querybalance"),
        keeps=(v2_balance,),
    ),
    Row(
        *("v2.parameter.repeated", "MUST", "v2 4"),
        breaks=lambda desk: v2_query(desk, "function=querybalance&username=company@mobipace.com"),
        keeps=(v2_balance,),
    ),
    Row(
        *("v2.parameter.unknown", "NOTE", "v2 6"),
        breaks=lambda desk: v2_query(desk, "function=querybalance&verbose=1"),
        keeps=(v2_balance,),
    ),
    Row(
        *("v2.body.encoded-twice", "MUST", "v2 3"),
        breaks=lambda desk: v2_text(desk, "%25D0%25BF%25D1%2580"),
        keeps=(right_v2_text,),
    ),
    Row(
        *("v2.wap-push.form", "MUST", "v2 6"),
        breaks=lambda desk: desk.v2_send(wap_push="True"),
        keeps=(lambda desk: desk.v2_send(wap_push="true"), lambda desk: desk.v2_send()),
    ),
)

COMING = (
    Row(
        *("http.path", "MUST", "v3 HTTP API 3.0 methods, addresses; v2 4"),
        breaks=lambda desk: desk.request("POST", "/v3/SendMessage", b"{}"),
        keeps=(right_login, lambda desk: desk.request("GET", "/favicon.ico")),
    ),
    Row(
        *("v3.http-method", "MUST", V3),
        breaks=lambda desk: desk.request("GET", "/v3/Send?function=send"),
        keeps=(right_login,),
    ),
    Row(
        *("v2.http-method", "MUST", "v2 4"),
        breaks=lambda desk: desk.request("POST", V2_PATH, LOGIN),
        keeps=(v2_balance, v2_form),
    ),
    Row(
        *("v3.request.unreadable", "MUST", "v3 code 102"),
        breaks=lambda desk: desk.post("authorize", b'{"Username": "company@mobipace.com"}'),
        keeps=(
            documented_date_under_the_other_reading,
            lambda desk: desk.post("authorize", LOGIN, mishap=said(102)),
        ),
    ),
    Row(
        *("v2.request.unreadable", "MUST", "v2 8.2 code 700"),
        breaks=lambda desk: desk.get("send", sender="MOBIPACE", recipient=RECIPIENT),
        keeps=(lambda desk: desk.v2_send(recipient="twelve"), v2_balance),
    ),
    Row(
        *("http.request.broken", "MUST", "v3 HTTP API 3.0 methods; v2 3, requests"),
        breaks=lambda desk: desk.unread(413, "Maximum request body size 134217728 exceeded"),
        keeps=(lambda desk: desk.post("Send", b"{", mishap=http(413)), right_login),
    ),
    Row(
        *("v3.plain-http", "NOTE", "v3 HTTP API 3.0 methods, HTTPS"),
        breaks=lambda desk: desk.login(is_secure=False),
        keeps=(right_login,),
    ),
    Row(
        *("v2.plain-http", "NOTE", "v2 4"),
        breaks=lambda desk: desk.v2_send(options={"is_secure": False}),
        keeps=(v2_balance,),
    ),
)
