"""One seed, one run: the same requests are answered with the same bytes."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from mobipace.mock_server.gateway.codes import State
from mobipace.mock_server.gateway.outcomes import OutcomeSettings, Rule, Step
from mobipace.mock_server.gateway.settings import World
from tests.gateway.desk import COMPANY, RECIPIENT, WORLD, Desk, outcomes, world
from tests.support import V2_PATH, Account, Sim, demo, running

CHANCY = OutcomeSettings(
    rules=(
        Rule("7*", ends=State.REJECTED, chance=0.5),
        Rule("374*", steps=(Step(State.SENT, 1, jitter=2), Step(State.DELIVERED, 3, jitter=5))),
    )
)


class Conversation:
    """One account's talk with the gateway; `heard` keeps the bytes of every answer."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.heard: list[bytes] = []

    def v3(self, method: str, **members: object) -> dict[str, object]:
        """POST a v3 method."""
        response = self.account.sim.http.post(f"/v3/{method}", json=members)
        self.heard.append(response.content)
        return dict(response.json())

    def v2(self, function: str, **parameters: str) -> None:
        """GET a v2 function."""
        query = {"function": function, "username": self.account.username, "password": self.account.password}
        self.heard.append(self.account.sim.http.get(V2_PATH, params=query | parameters).content)


def conversation(account: Account) -> list[bytes]:
    """A bit of everything, in both protocols; what was heard, and every message's course."""
    talk = Conversation(account)
    session = talk.v3("authorize", Username=account.username, Password=account.password)["SessionId"]
    recipients = [f"{prefix}9000000{n}" for prefix in ("792", "374") for n in range(8)]
    rows = [{"Recipient": recipient, "Body": "hello", "Reference": recipient} for recipient in recipients]
    talk.v3("Send", SessionId=session, Sender="MOBIPACE", Messages=rows)
    for _ in range(4):
        account.clock(advance=1.5)
        talk.v3("QueryMessages", SessionId=session, References=recipients)
        talk.v2("send", sender="MOBIPACE", recipient=RECIPIENT, body="hello")
    talk.v2("querymessage", messageref=str(account.messages[-1]["id"]))
    talk.v2("querybalance")
    talk.v3("authorize", Username=account.username, Password="wrong")
    talk.v3("authorize", Username=account.username, Password=account.password)
    return [*talk.heard, repr([message["timeline"] for message in account.messages]).encode()]


def run(start: World, make: Callable[[Sim], Account] = Sim.account) -> list[bytes]:
    """The conversation with a fresh account of a fresh simulator."""
    with running(start) as sim:
        account = make(sim)
        return [account.username.encode(), account.password.encode(), *conversation(account)]


def ids(desk: Desk, count: int = 5) -> list[str]:
    """The next session ids of a desk's account."""
    return [desk.login() for _ in range(count)]


def test_two_simulators_of_one_seed_answer_alike() -> None:
    """Usernames, passwords, session ids, message ids, jitter and chance: all follow from the seed."""
    first, second = (run(replace(demo(seed=11), outcomes=CHANCY)) for _ in range(2))

    assert first == second


def test_another_seed_answers_otherwise() -> None:
    """What is drawn differs: names, passwords and session ids."""
    first, second = (run(replace(demo(seed=seed), outcomes=CHANCY))[:3] for seed in (11, 12))

    assert [one == other for one, other in zip(first, second, strict=True)] == [False, False, False]


def test_a_reset_begins_the_run_again() -> None:
    """Back to the world as loaded, seed and all."""
    with running(replace(demo(seed=11), outcomes=CHANCY)) as sim:
        first = conversation(sim.account())
        sim.control("POST", "reset")
        second = conversation(sim.account())

    assert first == second


def test_two_gateways_of_one_seed_agree() -> None:
    """The same in the core, without a socket."""
    assert ids(Desk()) == ids(Desk())


@pytest.mark.parametrize("seed", [0, 8, 2**32 - 1])
def test_another_seed_draws_other_ids(seed: int) -> None:
    """No two seeds are one."""
    assert set(ids(Desk())) & set(ids(Desk(world(seed=seed)))) == set()


def test_an_account_has_a_stream_of_its_own() -> None:
    """What others do does not change what is drawn for it: parallel tests do not disturb each other."""
    other = replace(COMPANY, username="other@mobipace.com", outcomes=CHANCY)
    alone, accompanied = Desk(), Desk(replace(WORLD, accounts=(COMPANY, other)))
    neighbour = accompanied.gateway.accounts[other.username]
    heard = []
    for _ in range(5):
        heard.append(accompanied.login())
        neighbour.open_session(accompanied.real)
        neighbour.weigh([(RECIPIENT, "hello", None)], "MOBIPACE", body_limit=True)

    assert heard == ids(alone)


def test_two_accounts_of_one_world_draw_differently() -> None:
    """The world's seed is not shared, but mixed with the name."""
    other = replace(COMPANY, username="other@mobipace.com")
    first, second = Desk(), Desk(replace(WORLD, accounts=(other, COMPANY)))

    assert set(ids(first)) & set(ids(second)) == set()


def test_an_account_may_have_a_seed_of_its_own() -> None:
    """Then the world's does not matter to it."""
    first, second = (Desk(world(seed=seed, account_seed=5)) for seed in (1, 2))

    assert ids(first) == ids(second)


def test_without_chance_nothing_is_drawn_for_messages() -> None:
    """A world that asks for no chance has none: sending does not shift the ids that follow."""
    silent, talkative = Desk(), Desk()
    for _ in range(3):
        talkative.send()

    assert ids(silent) == ids(talkative)


def test_jitter_repeats_itself() -> None:
    """The same seed, the same instants."""
    chancy = outcomes(Step(State.SENT, 1, jitter=10), Step(State.DELIVERED, 2, jitter=10))
    first, second = (Desk(world(outcomes=chancy)) for _ in range(2))

    assert [first.timeline(first.send()) for _ in range(10)] == [second.timeline(second.send()) for _ in range(10)]


def test_the_real_clock_is_no_source_of_chance() -> None:
    """Two runs at different times of the day draw the same."""
    now, later = Desk(), Desk()
    later.wait(12_345.678)

    assert ids(now) == ids(later)
