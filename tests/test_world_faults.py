"""`[[faults]]` of a world file: there from the start, and again after a reset."""

import pytest

from mobipace.mock_server import world as worlds
from mobipace.mock_server.world import WorldError
from tests.faulting import hear, pausing, sending
from tests.support import V2_PATH, Sim, running

TEXT = (
    worlds.demo_text()
    + """
[[faults]]
match = { method = "querybalance", every = 2 }
effect = "code"
code = 713
text = "on holiday"

[[faults]]
match = { account = "poor@mobipace.com", protocol = "v2", times = 2 }
effect = "http-status"
status = 503
"""
)
BALANCE = {"function": "querybalance", "password": "123456"}


def asked(sim: Sim, name: str, count: int) -> list[str | int]:
    """The answers to so many queries of a balance; the status where it is not 200."""
    query = {**BALANCE, "username": f"{name}@mobipace.com"}
    answers = [sim.http.get(V2_PATH, params=query) for _ in range(count)]
    return [each.text if each.status_code == 200 else each.status_code for each in answers]


def test_a_worlds_faults_are_there_from_the_start_and_after_a_reset() -> None:
    """As if made by POST faults, in the order of the file; counting begins anew."""
    with running(worlds.parse(TEXT, "my.toml", seed=1)) as sim:
        for _ in range(2):
            answers = asked(sim, "mobipace", 3)
            listed = sim.control("GET", "faults")["faults"]
            sim.control("POST", "reset")

            assert answers == ["ID: 1300.30 : EUR", "Err: 713 : on holiday", "ID: 1300.30 : EUR"]
            assert [(each["account"], each["effect"], each["seen"]) for each in listed] == [
                (None, "code", 3),
                ("poor@mobipace.com", "http-status", 0),
            ]


def test_a_worlds_fault_may_be_for_one_account() -> None:
    """Its own come before those for all, which count its requests too."""
    with running(worlds.parse(TEXT, "my.toml", seed=1)) as sim:
        assert asked(sim, "poor", 4) == [503, 503, "ID: 0.00 : EUR", "Err: 713 : on holiday"]


def test_a_worlds_faults_are_not_a_fresh_accounts_own() -> None:
    """What is copied from the template is the account; what is for all befalls it as everybody."""
    text = TEXT.replace('account = "poor@', 'account = "mobipace@')
    with running(worlds.parse(text, "my.toml", seed=1)) as sim:
        account = sim.account()

        assert [account.v2("querybalance") for _ in range(2)] == ["ID: 1300.30 : EUR", "Err: 713 : on holiday"]


def test_loading_another_world_lets_go_of_what_hangs() -> None:
    """`--watch`: the new world's faults take the place of the old one's."""
    hanging = f'{worlds.demo_text()}\n[[faults]]\neffect = "hang"\n'
    with running(worlds.parse(hanging, "my.toml", seed=1)) as sim:
        [fault] = sim.control("GET", "faults")["faults"]
        with sending(sim.existing("mobipace@mobipace.com"), "v2") as connection:
            pausing(sim, fault)
            sim.loop.call_soon_threadsafe(sim.simulator.load, worlds.parse(TEXT, "my.toml", seed=1))
            heard = hear(connection.socket)

        assert heard.data == b""
        assert [each["effect"] for each in sim.control("GET", "faults")["faults"]] == ["code", "http-status"]


ONE = '[[accounts]]\nusername = "one@mobipace.com"\n'


@pytest.mark.parametrize(
    ("faults", "error"),
    [
        (
            '[{effect = "empty", match = {account = "on@mobipace.com"}}]',
            "faults[0].match.account: no account 'on@mobipace.com'; did you mean one@mobipace.com?",
        ),
        ('[{effect = "extra-fields", fields = {A = nan}}]', "faults[0].fields: JSON cannot say it: "),
        ("7", "faults: 7 given; allowed: a list of faults, 1000 at most"),
        ("[" + '{effect = "empty"},' * 1001 + "]", "faults: an array of 1,001 given; allowed: a list of faults"),
        ("[7]", "faults[0]: 7 given; allowed: an object"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_mistake_names_its_place(faults: str, error: str) -> None:
    """Those that only a file can make; the others are the same as over the control API."""
    with pytest.raises(WorldError) as refused:
        worlds.parse(f"faults = {faults}\n{ONE}", "my.toml")

    assert str(refused.value).startswith(f"my.toml: {error}")
