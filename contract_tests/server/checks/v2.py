"""v2: its line of text, its errors, and what deployed clients put into a URL."""

from __future__ import annotations

from ..check import ServerCheck, check
from ..client import query
from ..failing import Broken, expect
from ..forms import v2_error, v2_line
from ..scene import BLOCKED, NOWHERE, RUSSIA, Scene

_LINE = ("info_text_v2", "separator_v2")


@check(
    "v2.send.form",
    "an accepted message is answered by ID and its number",
    "v2 6 send, response; v2 5.1, response",
    "send_reply_v2",
    "separator_v2",
)
def send_form(scene: Scene) -> None:
    """The line, character for character."""
    answer = scene.owner.v2_send(scene.owner.recipient)
    info = (answer.info or "a text") if scene.readings["send_reply_v2"] == "with-info" else None

    expect(answer.text, v2_line("ID", answer.number, info, scene.readings), "answer")


@check("v2.send.new-id", "each message has an id of its own, and later ones are greater", "v2 5.1, ID")
def new_id(scene: Scene) -> None:
    """Of two accounts, through both protocols; to nobody, so that it costs nothing."""
    owner = scene.owner
    ids = [owner.v2_send("123").number for _ in range(5)]

    if sorted(set(ids)) != ids:
        raise Broken(f"ids {ids}", "each greater than the one before")


@check(
    "v2.error.form",
    "an error is a prefix, the code and its text",
    "v2 4, error message; v2 6 send, error prefix; v2 8.2 code 700; v2 8.2",
    "error_prefix_v2",
    *_LINE,
)
def error_form(scene: Scene) -> None:
    """700 of each function, and of none."""
    owner = scene.owner
    answers = {
        "send": owner.v2("send", sender=owner.target.sender, recipient="nobody", body="x"),
        "schedule": owner.v2("schedule", sender=owner.target.sender, recipient="x", body="x", sendingdate="x"),
        "querymessage": owner.v2("querymessage"),
        "fly": owner.v2("fly"),
    }

    expect(
        {function: answer.text for function, answer in answers.items()},
        {function: v2_error(function, 700, scene.readings) for function in answers},
        "answers",
    )


@check(
    "v2.login.refused",
    "a wrong name or password, or an account that is locked, blocked or has no password: 701",
    "v2 8.2 code 701; v2 4, username and password",
    *_LINE,
)
def login_refused(scene: Scene) -> None:
    """Each in turn."""
    wrong = scene.fresh().v2("querybalance", password="wrong")  # noqa: S106  it is wrong
    answers = [
        wrong,
        scene.fresh(blocked=True).v2("querybalance"),
        scene.fresh(locked=True).v2("querybalance"),
        scene.fresh(password=None).v2("querybalance", password="x"),  # noqa: S106  it has none
    ]

    expect([each.text for each in answers], [v2_error("querybalance", 701, scene.readings)] * 4, "answers")
    scene.fresh().v2("querybalance", username="nobody@example.com").must_be(701)


@check(
    "v2.parameters.mandatory",
    "a mandatory parameter that is missing or empty is 700",
    "v2 4, parameters; v2 4, function; v2 8.2 code 700",
)
def mandatory(scene: Scene) -> None:
    """Each parameter of each function."""
    owner = scene.owner
    login = {"username": owner.target.username, "password": owner.target.password}
    sending = {"sender": owner.target.sender, "recipient": "123", "body": "x"}
    wanted = {
        "send": login | sending,
        "schedule": login | sending | {"sendingdate": "2099-01-01T00:00:00"},
        "querybalance": login,
        "querymessage": login | {"messageref": "1"},
    }
    for function, given in wanted.items():
        for name in given:
            for value in ({}, {name: ""}):
                rest = {key: each for key, each in given.items() if key != name} | value
                answer = owner.v2_raw(function, query({"function": function} | rest), rest)
                expect(answer.code, 700, f"code of {function} with {name} {'empty' if value else 'missing'}")


@check(
    "v2.recipient.form",
    "a recipient that is not only digits is 700; of a bad length it is IncorrectRecipient",
    "v2 6 send, recipient; v2 8.1 status 7; v2 8.2 code 700",
)
def recipient_form(scene: Scene) -> None:
    """What people write; and what is too short, too long, or begins with 0."""
    owner = scene.fresh()
    refused = [owner.v2_send(each).code for each in ("+79851112233", "7985-111", "abc", " 79851112233", "٧٩٨٥١١١٢٢٣٣")]
    kept = [owner.v2_status(owner.v2_send(each).number).number for each in ("123", "7" * 16, "0079851112233")]

    expect(refused, [700] * 5, "codes")
    expect(kept, [7] * 3, "statuses")


@check(
    "v2.refused.not-sent", "a message without a route, or to a blocked mobile, is NotSent and free", "v2 8.1 status 8"
)
def not_sent(scene: Scene) -> None:
    """Accepted all the same."""
    owner = scene.fresh()
    before = owner.v2_balance()

    expect([owner.v2_status(owner.v2_send(each).number).number for each in (NOWHERE, BLOCKED)], [8, 8], "statuses")
    expect(owner.v2_balance(), before, "balance")


@check(
    "v2.sender.unregistered",
    "what becomes of a sender that nobody registered",
    "v2 6, note on sender",
    "unregistered_sender_v2",
    "error_prefix_v2",
)
def unregistered(scene: Scene) -> None:
    """It is never charged."""
    owner = scene.fresh()
    before = owner.v2_balance()
    answer = owner.v2_send(RUSSIA, sender="NOBODY")
    if scene.readings["unregistered_sender_v2"] == "700":
        expect(answer.text, v2_error("send", 700, scene.readings), "answer")
    else:
        expect(owner.v2_status(answer.number).number, 8, "status")

    expect(owner.v2_balance(), before, "balance")


@check("v2.sender.individual", "an individual's messages come from the username", "v2 5.2, individuals")
def individual(scene: Scene) -> None:
    """Whatever sender is given; kept as the operator sees it."""
    owner = scene.fresh(kind="individual", senders=[], sender="MOBIPACE")
    owner.v2_send(RUSSIA, sender="MOBIPACE")
    owner.v2_schedule(RUSSIA, "2019-07-26T00:00:00", sender="other")

    expect([each["sender"] for each in owner.received()], [owner.target.username] * 2, "senders")


@check("v2.wap-push", "wap_push is true or false; anything else is 700", "v2 6 send, wap_push")
def wap_push(scene: Scene) -> None:
    """Left out it is false."""
    owner = scene.fresh()
    codes = [owner.v2_send(RUSSIA, wap_push=value).code for value in ("true", "false", "maybe")]
    owner.v2_send(RUSSIA)

    expect(codes, [None, None, 700], "codes")
    expect([each["wap_push"] for each in owner.received()], [True, False, False], "wap_push")


@check(
    "v2.no-funds",
    "a send that cannot be paid is 702, and nothing is kept",
    "v2 8.2 code 702",
    "error_prefix_v2",
    *_LINE,
)
def no_funds(scene: Scene) -> None:
    """A cent too few."""
    owner = scene.fresh(balance="2.49", credit_limit="0")

    expect(owner.v2_send(RUSSIA).text, v2_error("send", 702, scene.readings), "answer")
    expect([owner.received(), f"{owner.v2_balance()}"], [[], "2.49"], "messages and balance")


@check("v2.no-currency", "without a currency send and schedule are 709", "v2 8.2 code 709", "error_prefix_v2", *_LINE)
def no_currency(scene: Scene) -> None:
    """The balance can still be asked for."""
    owner = scene.fresh(currency=None)
    texts = [owner.v2_send(RUSSIA).text, owner.v2_schedule(RUSSIA, "2019-07-26T00:00:00").text]

    expect(texts, [v2_error(each, 709, scene.readings) for each in ("send", "schedule")], "answers")
    expect(owner.v2("querybalance").prefix, "ID", "the answer of querybalance begins")


@check("v2.order-of-checks", "of several reasons the first is told: presence, 701, 700, 705, 708, 709, 702", "v2 8.2")
def order(scene: Scene) -> None:
    """One more reason is mended at a time."""
    owner = scene.fresh(balance="0.00", credit_limit="0", currency=None)
    good = "2019-07-26T00:00:00"
    codes = [
        owner.v2_schedule("x", "x", "", password="wrong").code,  # noqa: S106  it is wrong
        owner.v2_schedule("x", "x", password="wrong").code,  # noqa: S106  it is wrong
        owner.v2_schedule("x", "x").code,
        owner.v2_schedule(RUSSIA, "x").code,
        owner.v2_schedule(RUSSIA, "2019-01-01T00:00:00").code,
        owner.v2_schedule(RUSSIA, good).code,
        owner.v2_send(RUSSIA).code,
    ]
    owner.change(currency="EUR")
    codes.append(owner.v2_send(RUSSIA).code)

    expect(codes, [700, 701, 700, 705, 708, 709, 709, 702], "codes")


@check(
    "v2.query.unknown",
    "what querymessage says of a reference that nobody was given",
    "v2 8.2 code 703; v2 8.1 status 9; v2 6 querymessage, messageref",
    "unknown_reference_v2",
    *_LINE,
)
def query_unknown(scene: Scene) -> None:
    """A number, and what is none."""
    for reference in ("999999999999999", "abc", "-1", "1e3"):
        answer = scene.owner.v2_status(reference)
        if scene.readings["unknown_reference_v2"] == "703":
            expect(answer.text, v2_error("querymessage", 703, scene.readings), f"answer to {reference!r}")
        else:
            expect(answer.value, "9", f"status for {reference!r}")


@check("v2.content-type", "the content type of an answer", "v2 4", "content_type_v2")
def content_type(scene: Scene) -> None:
    """Of an answer, and of an error."""
    for answer in (scene.owner.v2("querybalance"), scene.owner.v2("querymessage")):
        media = (answer.http.header("Content-Type") or "").partition(";")[0].strip().lower()
        expect(media, scene.readings["content_type_v2"], "Content-Type")


@check(
    "v2.schedule.form",
    "a scheduled message is answered by ID and its number",
    "v2 6 schedule, response",
    "send_reply_v2",
    "separator_v2",
)
def schedule_form(scene: Scene) -> None:
    """To nobody, so that it costs nothing."""
    answer = scene.owner.v2_schedule("123", "2099-01-01T00:00:00")
    info = (answer.info or "a text") if scene.readings["send_reply_v2"] == "with-info" else None

    expect(answer.text, v2_line("ID", answer.number, info, scene.readings), "answer")


V2: tuple[ServerCheck, ...] = (
    send_form,
    new_id,
    error_form,
    login_refused,
    mandatory,
    recipient_form,
    not_sent,
    unregistered,
    individual,
    wap_push,
    no_funds,
    no_currency,
    order,
    query_unknown,
    content_type,
    schedule_form,
)
