"""`accounts`: making and reading them."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.control.support import START, Control
from tests.support import Account

DEMO: dict[str, dict[str, Any]] = {
    "mobipace@mobipace.com": {},
    "poor@mobipace.com": {"balance": "0.00", "credit_limit": "0", "available_fund": "0.00"},
    "locked@mobipace.com": {"credit_limit": "0", "available_fund": "1300.30", "locked": True},
    "blocked@mobipace.com": {"credit_limit": "0", "available_fund": "1300.30", "blocked": True},
    "nocurrency@mobipace.com": {"credit_limit": "0", "available_fund": "1300.30", "currency": None},
    "social@mobipace.com": {"credit_limit": "0", "available_fund": "1300.30"},
    "37491000000": {"kind": "individual", "sender": "37491000000"},
}
MOBIPACE: dict[str, Any] = {
    "sender": "MOBIPACE",
    "senders": ["MOBIPACE"],
    "balance": "1300.30",
    "credit_limit": "-1000",
    "available_fund": "2300.30",
    "currency": "EUR",
    "kind": "company",
    "time_zone": "UTC",
    "blocked": False,
    "locked": False,
    "readings": {},
}


def shown(document: dict[str, Any]) -> dict[str, Any]:
    """An account without what differs from one to the next."""
    return {key: document[key] for key in MOBIPACE}


@pytest.mark.parametrize("username", DEMO)
def test_the_demo_world_has_an_account_for_every_documented_state(own: Control, username: str) -> None:
    """INTERFACE, demo world: who is there, and in which state."""
    assert shown(own.get(f"accounts/{username}")) == MOBIPACE | DEMO[username]


def test_a_fresh_account_is_like_the_documents_own(control: Control) -> None:
    """Same balance, limit, currency and sender, under a name and a password of its own."""
    made = control.post("accounts", status=201)

    assert shown(made) == MOBIPACE
    assert made["username"].endswith("@mobipace.com")
    assert made["username"] != "mobipace@mobipace.com"
    assert made["password"]


def test_the_credentials_that_are_returned_work(control: Control) -> None:
    """Both protocols let the fresh account in, at the template's prices."""
    account = control.account()
    session = account.login()
    answer = account.send(session, {"Recipient": "79251112233", "Body": "SMS Message 1"})

    assert (answer["MessageCount"], answer["TotalPrice"]) == (1, 2.5)
    assert account.v2("querybalance") == "ID: 1297.80 : EUR"


def test_fresh_accounts_are_isolated(control: Control) -> None:
    """An account is a world of its own: clock, sessions, messages, money, exchanges."""
    first, second = control.account(), control.account()
    first.v2_send()
    first.login()
    first.clock(advance=61)

    assert second.messages == []
    assert second.ledger["balance"] == "1300.30"
    assert second.exchanges == []
    assert second.control("GET", "sessions")["sessions"] == []
    assert second.control("GET", "clock")["now"] == START


def test_the_password_is_shown_only_when_made(control: Control, account: Account) -> None:
    """Who made the account is told; nobody else, ever."""
    path = f"accounts/{account.username}"
    answers = [control.get(path), control.patch(path, {"password": "n3w-secret"}), control.get("accounts?limit=10000")]

    assert account.password not in str(answers)
    assert "n3w-secret" not in str(answers)
    assert "password" not in answers[0]


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("username", "made-by-hand@example.test"),
        ("password", "a password of one's own"),
        ("senders", ["SHOP", "MOBIPACE"]),
        ("senders", []),
        ("balance", "-5"),
        ("balance", "12.345678"),
        ("credit_limit", "-0.01"),
        ("currency", "AMD"),
        ("currency", None),
        ("kind", "individual"),
        ("time_zone", "Asia/Yerevan"),
        ("blocked", True),
        ("locked", True),
        ("readings", {"busy_scope": "session", "error_prefix_v2": "Er"}),
    ],
)
def test_a_member_given_at_the_making_is_shown(control: Control, member: str, value: Any) -> None:
    """POST takes any of them, and all else stays as the template has it."""
    made = control.post("accounts", {member: value}, 201)
    derived = {"username", "password", "sender", "available_fund", "clock"}

    assert made[member] == value
    for key in MOBIPACE.keys() - {member} - derived:
        assert made[key] == MOBIPACE[key]
    if member == "username":
        control.delete(f"accounts/{value}")


def test_a_sender_given_alone_comes_first(control: Control) -> None:
    """`sender` is the first of `senders`; those of the template stay registered."""
    made = control.post("accounts", {"sender": "SHOP"}, 201)

    assert (made["sender"], made["senders"]) == ("SHOP", ["SHOP", "MOBIPACE"])


def test_senders_replace_the_templates(control: Control) -> None:
    """A list replaces; MOBIPACE is then no longer registered (v3 limitation 4: status 7)."""
    account = control.account(senders=["SHOP"])
    account.v2_send(sender="MOBIPACE")

    assert account.messages[0]["v3"] == {"code": 7, "name": "InvalidSender"}


def test_an_account_without_a_password_is_a_social_one(control: Control) -> None:
    """v3 limitations, social network accounts: it cannot log in; the answer says null."""
    made = control.post("accounts", {"password": None}, 201)
    account = Account(control.sim, made["username"], "")
    answer = account.call("authorize", {"Username": made["username"], "Password": "None"})

    assert made["password"] is None
    assert answer["StatusCode"] == 200


def test_an_individual_gets_a_number_for_a_name(control: Control) -> None:
    """v2 5.2, note: an individual's username is a cell phone number, and the sender of what it sends."""
    account = control.account(kind="individual")
    account.v2_send(sender="SHOP")

    assert account.username.isdecimal()
    assert account.messages[0]["sender"] == account.username


def test_routes_outcomes_and_blocked_mobiles_can_be_given(control: Control) -> None:
    """What belongs to an account of the world file can be said of a fresh one as well."""
    account = control.account(
        routes=[{"prefix": "374", "price": "9.99"}],
        outcomes={"rules": [{"recipient": "*", "ends": "Rejected"}]},
        blocked_mobiles=["37499000001"],
    )
    for recipient in ("37499000000", "37499000001", "79251112233"):
        account.v2_send(recipient)
    account.clock(advance=3)

    assert [(each["price"], each["v3"]["name"]) for each in account.messages] == [
        ("9.99", "Rejected"),
        ("0.00", "BlockedMobile"),
        ("0.00", "InvalidRoute"),
    ]


def test_accounts_that_share_a_seed_share_no_session(control: Control) -> None:
    """A session id leads to one account: what one of them sends, the other does not pay for."""
    first, second = (control.account(seed=42) for _ in range(2))
    sessions = [first.login(), second.login()]
    first.send(sessions[0], {"Recipient": "37499000000", "Body": "x"})

    assert sessions[0] != sessions[1]
    assert (first.ledger["balance"], second.ledger["balance"]) == ("1298.30", "1300.30")


def test_an_account_made_again_under_its_name_takes_no_old_session(control: Control) -> None:
    """103 is the answer to an id of an account that was deleted, also when its name is back."""
    account = control.account(username="again@example.com", password="secret")
    old = account.login()
    control.delete("accounts/again@example.com")
    control.account(username="again@example.com", password="secret").login()

    assert account.call("QueryBalance", {"SessionId": old})["StatusCode"] == 103


def test_a_name_that_is_taken_is_a_conflict(control: Control, account: Account) -> None:
    """409, and the one who has the name is left alone."""
    text = control.error("POST", "accounts", 409, json={"username": account.username, "balance": "0"})

    assert text == f"account {account.username!r} exists; choose another username, or leave it out"
    assert account.ledger["balance"] == "1300.30"


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ({"balence": "1"}, 'balence: unknown key; did you mean "balance"?'),
        ({"balance": 5}, 'balance: 5 given; allowed: an amount as a string, such as "1300.30" or "-1000"'),
        ({"balance": "12,5"}, 'balance: "12,5" given; allowed: an amount as a string, such as "1300.30" or "-1000"'),
        ({"balance": "NaN"}, 'balance: "NaN" given; allowed: an amount as a string, such as "1300.30" or "-1000"'),
        ({"currency": "eur"}, 'currency: "eur" given'),
        ({"kind": "companny"}, 'did you mean "company"?'),
        ({"time_zone": "Asia/Yerewan"}, "time_zone: 'Asia/Yerewan' is not an IANA zone; did you mean Asia/Yerevan?"),
        ({"time_zone": "Asia"}, "time_zone: 'Asia' is not an IANA zone"),
        ({"time_zone": "../etc/passwd"}, 'time_zone: "../etc/passwd" given'),
        ({"blocked": "yes"}, 'blocked: "yes" given; allowed: true or false'),
        ({"senders": "SHOP"}, 'senders: "SHOP" given; allowed: a list of sender names'),
        ({"senders": ["SHOP", ""]}, 'senders[1]: "" given'),
        ({"readings": {"busy_scop": "session"}}, 'readings.busy_scop: unknown key; did you mean "busy_scope"?'),
        ({"readings": {"busy_scope": "sesion"}}, 'did you mean "session"?'),
        ({"clock": {"now": "yesterday"}}, 'clock.now: "yesterday" given; allowed: a time in UTC'),
        ({"clock": {"now": "2019-02-30T00:00:00Z"}}, "clock.now: '2019-02-30T00:00:00Z' is not an instant"),
        ({"clock": {"rate": 0}}, "clock.rate: 0 given"),
        ({"routes": [{"prefix": "7"}]}, "routes[0].price: missing; it is mandatory"),
        ({"outcomes": {"rules": [{"recipient": "7", "ends": "Deliverd"}]}}, 'did you mean "Delivered"?'),
        (
            {"outcomes": {"steps": [{"status": "Delivered", "after": 1}, {"status": "Sent", "after": 2}]}},
            ": a message that is Delivered cannot become Sent: that is final",
        ),
        ({"username": ""}, 'username: "" given; allowed: a string that is not empty'),
        ({"password": ""}, "password: a hidden value given; allowed: a string that is not empty, or null"),
        ([], "an array of 0 given; allowed: an object"),
    ],
)
def test_what_is_not_allowed_is_refused_with_its_place(control: Control, document: Any, text: str) -> None:
    """422 says what, which value, what is allowed, and the nearest key."""
    assert text in control.error("POST", "accounts", 422, json=document)


@pytest.mark.parametrize("rate", [1_000_001, 1e308, 10**400], ids=["too fast", "a float's end", "400 digits"])
def test_a_rate_no_clock_can_run_at_is_refused(own: Control, rate: float) -> None:
    """A clock that overflows would fail every list it is shown in; the bound is that of POST clock."""
    text = own.error("POST", "accounts", 422, json={"clock": {"rate": rate}})

    assert "1000000" in text.replace(",", "")
    assert len(own.get("accounts")["accounts"]) == len(DEMO)


def test_a_refused_making_makes_nothing(own: Control) -> None:
    """After a 422 there is nobody new."""
    own.error("POST", "accounts", 422, json={"username": "nobody@example.test", "readings": {"busy_scop": "session"}})
    own.error("POST", "accounts", 422, json={"username": "nobody@example.test", "time_zone": "Asia/Yerewan"})

    assert own.error("GET", "accounts/nobody@example.test", 404)
    assert len(own.get("accounts")["accounts"]) == len(DEMO)


@pytest.mark.parametrize("body", [b"{", b"balance=5", b"{'balance': '5'}", b'{"balance": NaN}', b'{"seed": 1e999}'])
def test_what_is_not_json_is_a_bad_request(control: Control, body: bytes) -> None:
    """400, in one line."""
    text = control.error("POST", "accounts", 400, content=body, headers={"Content-Type": "application/json"})

    assert text.startswith("the body is not JSON: ")


@pytest.mark.parametrize(
    "username",
    ["a/b", "a%b", "a%2Fb", "with blank", "Ծովինար@example.test", "q?a=1#x", "a+b@example.test", "a{b}", "{id}"],
)
def test_any_username_can_be_asked_for_by_its_escaped_path(control: Control, username: str) -> None:
    """A name is a text; what has a meaning in a URL is escaped by whoever asks."""
    path = f"accounts/{quote(username, safe='')}"
    control.post("accounts", {"username": username}, 201)
    found = control.get(path)
    control.delete(path)

    assert found["username"] == username
