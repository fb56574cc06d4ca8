"""`--seed`: all that is random follows from it; and what `--strictness` and `--reading` are without being told."""

import json

from tests.cli.support import DEMO, SEND, Command, Served
from tests.noted import noted
from tests.support import JSON, V2_PATH

LOGIN = {"Username": DEMO["username"], "Password": DEMO["password"]}


def a_run(server: Served) -> list[bytes]:
    """The bytes of every answer to the same requests: sessions, messages through both protocols, fresh accounts."""
    frozen = {"clock": {"now": "2019-07-25T18:20:00Z", "frozen": True}}
    made = [server.control("POST", "accounts", json=frozen) for _ in range(2)]
    answers = [answer.content for answer in made]
    fresh = {name: made[0].json()[name] for name in ("username", "password")}
    answers += [post(server, "authorize", LOGIN) for _ in range(2)]
    opened = post(server, "authorize", {"Username": fresh["username"], "Password": fresh["password"]})
    session = json.loads(opened)["SessionId"]
    message = {"Recipient": "37499000000", "Body": "hello", "Reference": "r"}
    answers += [
        opened,
        post(server, "Send", {"SessionId": session, "Sender": "MOBIPACE", "Messages": [message]}),
        post(server, "QueryMessages", {"SessionId": session, "References": ["r"]}),
        server.v2("send", **SEND, **fresh).encode(),
        server.control("GET", f"accounts/{fresh['username']}/messages").content,
    ]
    return answers


def post(server: Served, method: str, document: object) -> bytes:
    """The body of a v3 answer."""
    return server.http.post(f"/v3/{method}", content=json.dumps(document), headers=JSON).content


def test_a_run_repeats_with_its_seed(command: Command) -> None:
    """A seed is drawn and printed; told again, it gives the same bytes, session ids included."""
    with command.serving("--no-tls") as first:
        (line,) = [line for line in first.lines if line.startswith("seed")]
        seed = line.split()[1]
        drawn = a_run(first)
    with command.serving("--no-tls", "--seed", seed) as second:
        repeated = a_run(second)

    assert seed == str(first.ready["seed"])
    assert repeated == drawn
    assert json.loads(drawn[2])["SessionId"] != json.loads(drawn[3])["SessionId"]


def test_another_seed_is_another_run(command: Command, server: Served) -> None:
    """Each start without a seed draws another, and what is random differs with it."""
    with command.serving("--no-tls") as other:
        assert other.ready["seed"] != server.ready["seed"]
        assert other.login() != server.login()


def test_by_default_what_is_tolerated_is_answered(server: Served) -> None:
    """Strictness is `report`: a path in another letter case is served, and recorded as a violation."""
    answer = server.v3("Authorize", LOGIN)
    last = server.control("GET", "exchanges?limit=10000").json()["exchanges"][-1]

    assert answer["StatusCode"] == 101
    assert noted(last) != []


def test_by_default_every_reading_is_the_register_s(server: Served) -> None:
    """Nobody's reading is in force that nobody told."""
    readings = server.control("GET", "readings").json()["readings"]

    assert {each["key"]: each["value"] for each in readings} == {each["key"]: each["default"] for each in readings}


def test_a_v2_answer_has_the_documented_form_by_default(server: Served) -> None:
    """v2 section 4 prints `Err: <error_code> : <Info message>`."""
    answer = server.http.get(V2_PATH, params={"function": "send", **SEND, "username": "nobody", "password": "x"})

    assert answer.text == "Err: 701 : Incorrect username or password"
