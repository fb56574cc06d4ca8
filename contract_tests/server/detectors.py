"""Which reading a server follows, seen from outside. Nothing here costs money, but for `refund_unsent`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

from .answers import V2Answer, V3Answer
from .check import Detector, detector
from .client import message
from .failing import Broken, NotRun, expect
from .forms import AVAILABLE, LIMIT
from .scene import Owner, Scene, ending
from .words import V2_CODES


def _one_of(seen: object, **values: bool) -> str:
    """The value whose condition holds. Raises Broken where none does."""
    found = [value.replace("_", "-") for value, holds in values.items() if holds]
    if not found:
        raise Broken(f"{seen!r}", "what one of the readings says: " + ", ".join(values).replace("_", "-"))
    return found[0]


def _form(value: object) -> str:
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return _one_of(value, string=isinstance(value, str), number=is_number)


def _someone(owner: Owner) -> str:
    return owner.recipient


def _quote(scene: Scene, body: str = "hello", **members: Any) -> V3Answer:
    """Calculate for one message."""
    owner = scene.owner
    return owner.calculate(owner.login(), message(_someone(owner), body), **members)


def _funds(scene: Scene) -> V3Answer:
    return scene.owner.funds(scene.owner.login()).must_be(101)


def _failed_send(scene: Scene) -> V2Answer:
    """A v2 send that nobody could accept: its recipient is a word."""
    owner = scene.owner
    return owner.v2("send", sender=owner.target.sender, recipient="nobody", body="hello").must_be(700)


@detector("busy_scope")
def busy_scope(scene: Scene) -> str:
    """Two sessions of one account: does a request of one make the other wait?"""
    owner = scene.owner
    first, second = owner.login(), owner.login()
    begun = owner.begin("QueryBalance", {"SessionId": first})
    codes = {owner.funds(second).code}
    codes.add(_code(begun.finish().body))
    if 103 in codes:
        raise NotRun("a new login ends the older session, so that an account never has two")
    if codes == {101} and not owner.is_seen_early:
        raise NotRun("inconclusive: whoever is in front of the server waits for a request's last byte")
    return _one_of(codes, account=codes == {101, 104}, session=codes == {101})


def _code(body: bytes) -> int | None:
    return next((code for code in (101, 103, 104) if f": {code}".encode() in body or f":{code}".encode() in body), None)


@detector("balance_decimals")
def balance_decimals(scene: Scene) -> str:
    """Strings or numbers."""
    return _form(_funds(scene)["Balance"])


@detector("price_decimals")
def price_decimals(scene: Scene) -> str:
    """Numbers or strings."""
    return _form(_quote(scene).must_be(101)["TotalPrice"])


@detector("credit_limit_key")
def credit_limit_key(scene: Scene) -> str:
    """Which of the two spellings, or both."""
    found = [key for key in LIMIT if key in _funds(scene).document]
    if len(found) == 2:
        return "both"
    return _one_of(found, BalanceNegativeLimit=found == [LIMIT[0]], BalaceNegativeLimit=found == [LIMIT[1]])


@detector("available_fund_key")
def available_fund_key(scene: Scene) -> str:
    """With the example's blanks or without."""
    keys = [*_funds(scene).document]
    return _one_of(keys, AvailableFund=AVAILABLE[0] in keys, padded=AVAILABLE[1] in keys)


@detector("failed_login_session_id")
def failed_login_session_id(scene: Scene) -> str:
    """What a failed authorize has there. One wrong password, and then the right one, so that nothing adds up."""
    answer = scene.owner.authorize(password=f"not {uuid4()}").must_be(200)
    scene.owner.login()
    value = answer.document.get("SessionId", "nothing")
    return _one_of(value, absent=value == "nothing", null=value is None, empty=value == "")


@detector("failed_send_fields")
def failed_send_fields(scene: Scene) -> str:
    """Whether a refused Calculate has counts."""
    owner = scene.owner
    keys = [*owner.call("Calculate", owner.batch(owner.login(), [])).must_be(102).document]
    return _one_of(keys, absent=len(keys) == 2, zero="PartCount" in keys)


@detector("average_price_per")
def average_price_per(scene: Scene) -> str:
    """A message of several parts tells."""
    answer = _quote(scene, "a" * 400).must_be(101)
    average, total, parts = answer.amount("AveragePrice"), answer.price, answer["PartCount"]
    return _one_of(
        f"{parts} parts, {average} on average", message=average == total, part=abs(average * parts - total) < 1
    )


@detector("segmentation")
def segmentation(scene: Scene) -> str:
    """320 letters are 2 parts of 160, or 3 of 153."""
    parts = _quote(scene, "a" * 320).must_be(101)["PartCount"]
    return _one_of(parts, concatenated=parts == 3, plain=parts == 2)


@detector("pair_across_parts")
def pair_across_parts(scene: Scene) -> str:
    """Two full parts with an escape sequence just where the first one ends."""
    room = 153 if segmentation.find(scene) == "concatenated" else 160
    parts = _quote(scene, "a" * (room - 1) + "€" + "a" * (room - 1)).must_be(101)["PartCount"]
    return "allowed" if parts == 2 else _one_of(parts, kept_whole=parts == 3)


@detector("unknown_reference_v3")
def unknown_reference_v3(scene: Scene) -> str:
    """An id that nobody ever sent."""
    answer = scene.owner.statuses(scene.owner.login(), f"never-{uuid4()}").must_be(101)
    codes = [code for _, code in answer.statuses]
    return _one_of(codes, status_10=codes == [10], omit=codes == [])


@detector("duplicate_reference")
def duplicate_reference(scene: Scene) -> str:
    """Two messages that are refused for different reasons, so that they cost nothing."""
    owner, reference = scene.owner, f"twice-{uuid4()}"
    session = owner.login()
    bad = message("123", reference=reference), message(_someone(owner), "a" * 501, reference)
    owner.send(session, *bad).must_be(101)
    code = owner.statuses(session, reference).statuses[0][1]
    return _one_of(code, latest=code == 6, first=code == 5)


@detector("past_date_v3")
def past_date_v3(scene: Scene) -> str:
    """Midnight of a day long ago."""
    code = _quote(scene, ScheduledDate="2001-01-01").code
    return "102" if code == 102 else _one_of(code, send_now=code == 101)


@detector("scheduled_date_format")
def scheduled_date_format(scene: Scene) -> str:
    """A date with a time, to come."""
    code = _quote(scene, ScheduledDate=f"{scene.owner.now.year + 1}-06-01 18:20").code
    return "date-or-minute" if code == 101 else _one_of(code, date_only=code == 102)


@detector("total_price_of_waiting")
def total_price_of_waiting(scene: Scene) -> str:
    """What a message of next year costs now."""
    total = _quote(scene, ScheduledDate=f"{scene.owner.now.year + 1}-06-01").must_be(101).price
    return _one_of(total, full=total > 0, charged=total == 0)


@detector("single_session")
def single_session(scene: Scene) -> str:
    """Whether the older of two sessions lives."""
    owner = scene.owner
    older, _ = owner.login(), owner.login()
    code = owner.funds(older).code
    return _one_of(code, no=code == 101, yes=code == 103)


@detector("refund_unsent")
def refund_unsent(scene: Scene) -> str:
    """A message that times out: is the money back?"""
    owner = scene.fresh()
    before = owner.v2_balance()
    owner.v2_send(ending(104))
    owner.advance(10)
    lost = before - owner.v2_balance()
    return _one_of(f"{lost} lost of 2.00", no=lost == 2, yes=lost == 0)


@detector("error_prefix_v2")
def error_prefix_v2(scene: Scene) -> str:
    """How a failed send begins."""
    prefix = _failed_send(scene).prefix
    return _one_of(prefix, Err=prefix == "Err", Er=prefix == "Er")


@detector("info_text_v2")
def info_text_v2(scene: Scene) -> str:
    """The text after 700."""
    name, description = V2_CODES[700]
    info = _failed_send(scene).info
    return _one_of(info, description=info == description, name=info == name)


@detector("separator_v2")
def separator_v2(scene: Scene) -> str:
    """Blanks around the colons, or none."""
    text = _failed_send(scene).text
    return _one_of(text, spaced=": 700 : " in text, tight=":700:" in text)


@detector("send_reply_v2")
def send_reply_v2(scene: Scene) -> str:
    """An accepted message, to a number that is none, so that it costs nothing."""
    answer = scene.owner.v2_send("123")
    expect(answer.prefix, "ID", "the answer to a message accepted begins")
    return "bare" if answer.info is None else _one_of(answer.text, with_info=bool(answer.info))


@detector("unknown_reference_v2")
def unknown_reference_v2(scene: Scene) -> str:
    """An id that nobody was given."""
    answer = scene.owner.v2_status("999999999999999")
    if answer.code is not None:
        return "703" if answer.code == 703 else _one_of(answer.text, status_9=False)
    return _one_of(answer.text, status_9=answer.number == 9)


@detector("unregistered_sender_v2")
def unregistered_sender_v2(scene: Scene) -> str:
    """A sender that nobody registered: refused at once, or kept as not sent."""
    owner = scene.owner
    answer = owner.v2_send(_someone(owner), sender="nobody's name")
    if answer.code is not None:
        return "700" if answer.code == 700 else _one_of(answer.text, status_8=False)
    status = owner.v2_status(answer.number).number
    return _one_of(f"status {status}", status_8=status == 8)


@detector("content_type_v2")
def content_type_v2(scene: Scene) -> str:
    """Of the balance."""
    media = (scene.owner.v2("querybalance").http.header("Content-Type") or "").partition(";")[0].strip().lower()
    if media not in ("text/plain", "text/html"):
        raise Broken(media, "text/plain or text/html")
    return media


DETECTORS: tuple[Detector, ...] = (
    single_session,
    busy_scope,
    balance_decimals,
    price_decimals,
    credit_limit_key,
    available_fund_key,
    failed_login_session_id,
    failed_send_fields,
    average_price_per,
    segmentation,
    pair_across_parts,
    unknown_reference_v3,
    duplicate_reference,
    past_date_v3,
    scheduled_date_format,
    total_price_of_waiting,
    refund_unsent,
    error_prefix_v2,
    info_text_v2,
    separator_v2,
    send_reply_v2,
    unknown_reference_v2,
    unregistered_sender_v2,
    content_type_v2,
)
