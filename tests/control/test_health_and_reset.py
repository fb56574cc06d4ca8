"""`GET health` and `POST reset`."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from mobipace.mock_server import __version__
from mobipace.mock_server.web.server import ServerConfig
from tests.control.support import Control
from tests.support import running

WORLD = [
    "mobipace@mobipace.com", "poor@mobipace.com", "locked@mobipace.com", "blocked@mobipace.com",
    "nocurrency@mobipace.com", "social@mobipace.com", "37491000000",
]  # fmt: skip


def usernames(control: Control) -> list[str]:
    """Who is there."""
    return [each["username"] for each in control.get("accounts?limit=1000")["accounts"]]


def test_health_says_which_server_this_is(own: Control) -> None:
    """Liveness, version, instance and seed: a fixture checks that it talks to its own server."""
    health = own.get("health")

    assert health == {
        "status": "ok",
        "version": __version__,
        "instance": own.sim.simulator.instance,
        "seed": 7,
        "started_at": health["started_at"],
        "accounts": len(WORLD),
    }


def test_two_servers_have_different_instances(control: Control, own: Control) -> None:
    """The instance id belongs to one server, whatever its world."""
    assert control.get("health")["instance"] != own.get("health")["instance"]


def test_health_needs_no_token() -> None:
    """An orchestrator asks for health without being told the token; everything else needs it."""
    with running(config=ServerConfig(token="s3cret")) as sim:
        control = Control(sim)

        assert control.get("health")["status"] == "ok"
        assert control.error("GET", "accounts", 401).startswith("a token is needed")


def test_reset_goes_back_to_the_world_as_loaded(own: Control) -> None:
    """Accounts that were made are gone, those of the world are as they were."""
    before = own.get("accounts")
    made = own.account()
    mobipace = own.sim.existing(WORLD[0])
    mobipace.v2_send()
    mobipace.change(balance="5.00", senders=["SHOP"], readings={"busy_scope": "session"}, blocked=True)
    own.delete(f"accounts/{WORLD[1]}")
    own.post("reset", status=204)

    after = own.get("accounts")
    assert usernames(own) == WORLD
    assert [{**each, "clock": None} for each in after["accounts"]] == [
        {**each, "clock": None} for each in before["accounts"]
    ]
    assert own.error("GET", f"accounts/{made.username}", 404)
    assert mobipace.messages == []
    assert [entry["amount"] for entry in mobipace.ledger["entries"]] == ["1300.30"]


def test_reset_undoes_readings_that_were_patched(own: Control) -> None:
    """The world's readings are part of the world as loaded."""
    before = own.get("readings")
    own.patch("readings", {"error_prefix_v2": "Er", "balance_decimals": "number"})
    own.post("reset", status=204)

    assert own.get("readings") == before
    assert own.sim.existing(WORLD[1]).v2_send() == "Err: 702 : Not enough balance to send SMS message"


def test_reset_unlocks_who_was_locked_by_failed_logins(own: Control) -> None:
    """Failed logins are forgotten with everything else."""
    stranger = own.sim.existing(WORLD[0], "wrong")
    codes = [stranger.call("authorize", {"Username": WORLD[0], "Password": "wrong"})["StatusCode"] for _ in range(6)]
    own.post("reset", status=204)

    assert codes == [200, 200, 200, 200, 200, 201]
    assert own.sim.existing(WORLD[0]).login()


def test_reset_ends_sessions(own: Control) -> None:
    """A session of the world before is unknown to the world after."""
    mobipace = own.sim.existing(WORLD[0])
    session = mobipace.login()
    own.post("reset", status=204)

    assert mobipace.call("QueryBalance", {"SessionId": session})["StatusCode"] == 103


def test_reset_empties_the_journal(own: Control) -> None:
    """Exchanges belong to the world before; what was dropped is forgotten too."""
    own.sim.existing(WORLD[0]).login()
    own.post("reset", status=204)

    assert own.get("exchanges") == {"exchanges": [], "next": None, "dropped": 0}


def test_reset_repeats_what_is_random(own: Control) -> None:
    """All that is random follows from the seed, so a reset world gives out the same names, passwords and sessions."""

    def drawn() -> tuple[Any, ...]:
        own.post("reset", status=204)
        made = own.account()
        return made.username, made.password, made.login(), made.v2_send()

    assert drawn() == drawn()


@pytest.mark.parametrize("method", ["Send", "QueryBalance"])
def test_a_held_request_goes_on_at_reset_and_finds_its_session_gone(own: Control, method: str) -> None:
    """READING, sessions: an account that is no more answers 103, also to what was in flight."""
    mobipace = own.sim.existing(WORLD[0])
    session = mobipace.login()
    hold = own.post(f"accounts/{WORLD[0]}/holds", {"match": {"method": method}}, 201)
    documents = {
        "Send": {"SessionId": session, "Sender": "MOBIPACE", "Messages": [{"Recipient": "37499000000", "Body": "x"}]},
        "QueryBalance": {"SessionId": session},
    }
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(mobipace.call, method, documents[method])
        own.held(hold)
        own.post("reset", status=204)

        assert answer.result(timeout=20) == {"StatusCode": 103, "Status": "SessionExpired"}
    assert own.get("exchanges")["exchanges"] == []
    assert own.get(f"holds/{hold['id']}")["state"] == "released"
    assert [entry["amount"] for entry in mobipace.ledger["entries"]] == ["1300.30"]


def test_reset_takes_no_members(own: Control) -> None:
    """A member that means nothing is an error rather than silence."""
    text = own.error("POST", "reset", 422, json={"acounts": []})

    assert text.startswith("acounts: unknown key")


def test_reset_needs_no_body(own: Control) -> None:
    """`curl -X POST` sends none, and no content type."""
    own.ask("POST", "reset", 204)

    assert usernames(own) == WORLD
