"""Requests that are not as printed: read all the same, and recorded (v2 4, v2 6)."""

import pytest

from tests.noted import noted
from tests.support import JSON, V2_PATH, Account, Sim
from tests.v2.support import RECIPIENT, asked, clauses, get, last, right, rules, send_target, value

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PATHS = [
    "/api_2_0/http_api.aspx",
    "/API_2_0/HTTP_API.ASPX",
    "/API_2_0/HTTP_API.aspx/",
    "/Api_2_0/Http_Api.aspx/",
]
ELSEWHERE = [
    "/",
    "/API_2_0",
    "/API_2_0/",
    "/API_2_0/HTTP_API.asp",
    "/API_2_0/HTTP_API.aspx/send",
    "/API_2_0//HTTP_API.aspx",
    "/HTTP_API.aspx",
    "/v2/send",
    "/Gate",
]


def sent_with(account: Account, **names: str) -> str:
    """A right send whose parameters have other names."""
    parameters = {names.get(name, name): text for name, text in right(account, "send").items()}
    return str(account.sim.http.get(V2_PATH, params=parameters).text)


# Letter case


@pytest.mark.parametrize("function", ["Send", "SEND", "sEnD"])
def test_a_functions_letter_case_is_forgiven_and_recorded(account: Account, function: str) -> None:
    """v2 6 prints functions in lower case; deployed clients do not always write them so."""
    line = asked(account, "send", {"function": function})

    assert (line, rules(account)) == (f"ID: {last(account)['id']}", ["v2.function.case"])


@pytest.mark.parametrize(
    "names",
    [
        {"function": "Function"},
        {"username": "UserName"},
        {"password": "PASSWORD"},
        {"sender": "Sender"},
        {"recipient": "Recipient"},
        {"body": "BODY"},
    ],
)
def test_a_parameters_letter_case_is_forgiven_and_recorded(account: Account, names: dict[str, str]) -> None:
    """v2 6 prints parameters in lower case; another case is read and recorded."""
    line = sent_with(account, **names)

    assert (line, rules(account)) == (f"ID: {last(account)['id']}", ["v2.parameter.case"])


@pytest.mark.parametrize("path", PATHS)
def test_a_paths_letter_case_and_last_slash_are_forgiven_and_recorded(account: Account, path: str) -> None:
    """The address is /API_2_0/HTTP_API.aspx; the server behind it looks at no letter case."""
    line = account.sim.http.get(path, params=right(account, "querybalance")).text

    assert (line, rules(account), clauses(account)) == ("ID: 1300.30 : EUR", ["v2.path.form"], ["v2 4"])


def test_every_form_at_once_is_recorded_one_by_one(account: Account) -> None:
    """A request may depart in several ways, and each is told."""
    parameters = right(account, "querybalance") | {"function": "QueryBalance"}
    parameters["UserName"] = parameters.pop("username")
    account.sim.http.get("/api_2_0/http_api.aspx", params=parameters)

    assert sorted(rules(account)) == ["v2.function.case", "v2.parameter.case", "v2.path.form"]


def test_the_old_alias_is_a_note(account: Account) -> None:
    """The document's links still lead to /Gate.aspx: that is answered, and no violation."""
    line = account.sim.http.get("/Gate.aspx", params=right(account, "querybalance")).text
    levels = [each["level"] for each in noted(account.exchanges[-1])]

    assert (line, rules(account), levels) == ("ID: 1300.30 : EUR", [], ["NOTE"])


# Parameters


def test_unknown_parameters_are_ignored(account: Account) -> None:
    """What the document does not name changes nothing."""
    line = asked(account, "send", {"dlr": "1", "encoding": "utf8", "": "x", "_": "1564078800"})

    assert (line, last(account)["body"]) == (f"ID: {last(account)['id']}", "hello")


@pytest.mark.parametrize(
    ("rest", "body"),
    [
        (b"a&body=b", "a,b"),
        (b"a&body=b&body=c", "a,b,c"),
        (b"a&body=", "a,"),
        (b"a&BODY=b", "a,b"),
        (b"a&body", "a,"),
    ],
)
def test_a_repeated_parameter_is_joined_by_a_comma(account: Account, rest: bytes, body: str) -> None:
    """As ASP.NET does it; and it is recorded, for the document knows each parameter once."""
    get(account.sim, send_target(account, rest))

    assert (last(account)["body"], "v2.parameter.repeated" in rules(account)) == (body, True)


def test_a_repeated_recipient_is_700(account: Account) -> None:
    """Joined by a comma it is not only digits: v2 sends one message at a time."""
    target = send_target(account, b"x&recipient=37499000001")

    assert value(get(account.sim, target)) == "700"


@pytest.mark.parametrize("noise", [b"&", b"&&", b"&x", b"&=", b"&=y", b"&x=y&"])
def test_empty_pieces_of_a_query_are_nothing(account: Account, noise: bytes) -> None:
    """Stray ampersands and names without values do no harm."""
    get(account.sim, send_target(account, b"hello" + noise))

    assert last(account)["body"] == "hello"


# POST


def test_a_form_is_read_like_a_query_and_recorded(account: Account) -> None:
    """The documented method is GET; a POST of a form is answered like it."""
    line = account.sim.http.post(V2_PATH, data=right(account, "send") | {"body": "Привет, 100% + 1"}).text

    assert (line, last(account)["body"], rules(account)) == (
        f"ID: {last(account)['id']}",
        "Привет, 100% + 1",
        ["v2.method"],
    )


def test_a_form_may_name_its_charset(account: Account) -> None:
    """A Content-Type has parameters; they change nothing."""
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
    form = "&".join(f"{name}={text}" for name, text in right(account, "querybalance").items()).replace("@", "%40")

    assert account.sim.http.post(V2_PATH, content=form, headers=headers).text == "ID: 1300.30 : EUR"


def test_a_form_and_a_query_are_read_together(account: Account) -> None:
    """Credentials in the URL and the rest in the body are one request."""
    parameters = right(account, "send")
    form = {name: parameters.pop(name) for name in ("recipient", "body")}
    line = account.sim.http.post(V2_PATH, params=parameters, data=form).text

    assert (line, last(account)["recipient"]) == (f"ID: {last(account)['id']}", RECIPIENT)


def test_a_form_may_be_longer_than_any_url(account: Account) -> None:
    """v2 has no length limit: 200,000 letters are 1,308 parts of 153."""
    account.change(balance="10000.00")
    account.sim.http.post(V2_PATH, data=right(account, "send") | {"body": "a" * 200_000})

    assert (last(account)["parts"], last(account)["price"]) == (1308, "2616.00")


# Addresses and methods that are none


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", [V2_PATH, "/Gate.aspx", "/api_2_0/http_api.aspx"])
def test_another_method_is_405_and_says_what_is_allowed(account: Account, method: str, path: str) -> None:
    """A request that does not reach v2 with GET (or a form's POST) is HTTP 405 with Allow, and does nothing."""
    response = account.sim.http.request(method, path, params=right(account, "send"))

    assert (response.status_code, response.headers["Allow"], account.messages) == (405, "GET, POST", [])


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "text/plain"}, {"Content-Type": "multipart/form-data"}])
def test_a_post_that_is_no_form_is_405(account: Account, headers: dict[str, str]) -> None:
    """Only an encoded form can be read as a query."""
    response = account.sim.http.post(V2_PATH, params=right(account, "send"), content=b"x=y", headers=headers)

    assert (response.status_code, response.headers["Allow"], account.messages) == (405, "GET, POST", [])


def test_json_posted_to_v2_hears_where_v3_lives(sim: Sim) -> None:
    """The likely slip is a v3 request at the v2 address; the answer names v3's."""
    response = sim.http.post(V2_PATH, content=b'{"SessionId": "x"}', headers=JSON)

    assert (response.status_code, [path in response.text for path in ("/v3/authorize", "/v3/Send")]) == (
        405,
        [True, True],
    )


@pytest.mark.parametrize("path", ELSEWHERE)
def test_an_unknown_path_is_404(account: Account, path: str) -> None:
    """Nothing else is answered HTTP 200; a lost client is told both protocols' addresses."""
    response = account.sim.http.get(path, params=right(account, "send"))

    assert (response.status_code, V2_PATH in response.text or path == "/", account.messages) == (404, True, [])


def test_a_form_is_recorded_without_its_password(account: Account) -> None:
    """The journal keeps the request, not the password, wherever that stands."""
    account.sim.http.post(V2_PATH, data=right(account, "querybalance"), headers=FORM)

    assert account.password not in str(account.exchanges[-1])
