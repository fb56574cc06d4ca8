"""Clients of every kind: sync and async, in threads and in other processes, of other languages."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import aiohttp
import httpx
import pytest
import requests

from mobipace.fixtures import Account

from .clients import send_one, v2

MESSAGE = {"Recipient": "37499123456", "Body": "Բարև", "Reference": "r1"}
needs = {
    name: pytest.mark.skipif(not shutil.which(name), reason=f"{name} is not here") for name in ("node", "php", "curl")
}


def credentials(account: Account) -> dict[str, str]:
    """Body of authorize."""
    return {"Username": account.username, "Password": account.password}


def batch(account: Account, session: str) -> dict[str, Any]:
    """Body of Send."""
    return {"SessionId": session, "Sender": account.sender, "Messages": [MESSAGE]}


def test_urllib(account: Account) -> None:
    """The standard library."""
    send_one(account, body="Բարև")

    account.assert_sent(body="Բարև")
    account.assert_conforms()


def test_requests(account: Account) -> None:
    """By requests, over one connection."""
    with requests.Session() as http:
        session = http.post(f"{account.v3_url}/authorize", json=credentials(account), timeout=30).json()["SessionId"]
        http.post(f"{account.v3_url}/Send", json=batch(account, session), timeout=30)

    account.assert_sent(body="Բարև")
    account.assert_conforms()


def test_requests_over_https(account: Account) -> None:
    """The certificate's path is what `verify` takes."""
    answer = requests.post(
        f"{account.v3_https_url}/authorize", json=credentials(account), verify=account.ca, timeout=30
    )

    assert answer.json()["StatusCode"] == 101


def test_httpx(account: Account) -> None:
    """The same by httpx."""
    with httpx.Client(base_url=account.v3_url) as http:
        session = http.post("/authorize", json=credentials(account)).json()["SessionId"]
        http.post("/Send", json=batch(account, session))

    account.assert_sent(body="Բարև")
    account.assert_conforms()


def test_httpx_async(account: Account) -> None:
    """In an event loop by httpx; the handle may be used within it."""

    async def test() -> None:
        async with httpx.AsyncClient(base_url=account.v3_url) as http:
            session = (await http.post("/authorize", json=credentials(account))).json()["SessionId"]
            await http.post("/Send", json=batch(account, session))
            account.assert_sent(body="Բարև")
            account.clock.advance(3)

    asyncio.run(test())

    account.assert_sent(status="Delivered")


def test_aiohttp(account: Account) -> None:
    """By aiohttp, whose loop is not the gateway's."""

    async def test() -> None:
        async with aiohttp.ClientSession() as http:
            async with http.post(f"{account.v3_url}/authorize", json=credentials(account)) as answer:
                session = (await answer.json())["SessionId"]
            async with http.post(f"{account.v3_url}/Send", json=batch(account, session)) as answer:
                assert (await answer.json())["StatusCode"] == 101

    asyncio.run(test())

    account.assert_sent(body="Բարև")
    account.assert_conforms()


def test_threads(account: Account) -> None:
    """Many at once over v2, which has no one-at-a-time rule."""

    def send(number: int) -> str:
        return v2(account, "send", sender="MOBIPACE", recipient="37499123456", body=f"number {number}")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(40)))

    assert len({*answers}) == 40
    assert len(account.messages) == 40


def test_another_process(account: Account) -> None:
    """Configured through its environment."""
    script = """
import json, os, urllib.request
body = {"Username": os.environ["MOBIPACE_USERNAME"], "Password": os.environ["MOBIPACE_PASSWORD"]}
url = os.environ["MOBIPACE_V3_URL"] + "/authorize"
request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
print(json.load(urllib.request.urlopen(request))["StatusCode"])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], env=os.environ | account.env, capture_output=True, text=True, check=True
    )

    assert (done.stdout, [exchange.method for exchange in account.exchanges]) == ("101\n", ["authorize"])


@needs["curl"]
def test_curl(account: Account) -> None:
    """The shell's client."""
    words = f"""-sS -G {account.v2_url} -d function=send -d sender={account.sender} -d username={account.username}
        -d password={account.password} -d recipient=37499123456 --data-urlencode"""
    done = subprocess.run(
        ["curl", *words.split(), "body=Բարև & more"],  # noqa: S607
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.startswith("ID: ")
    account.assert_sent(body="Բարև & more", protocol="v2")


@needs["node"]
def test_node(account: Account) -> None:
    """JavaScript, by node's own fetch."""
    script = """
const {MOBIPACE_V3_URL: url, MOBIPACE_USERNAME, MOBIPACE_PASSWORD, MOBIPACE_SENDER} = process.env;
const post = async (method, body) => (await fetch(`${url}/${method}`, {
  method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body)})).json();
const {SessionId} = await post("authorize", {Username: MOBIPACE_USERNAME, Password: MOBIPACE_PASSWORD});
const Messages = [{Recipient: "37499123456", Body: "Բարև", Reference: "r1"}];
console.log(JSON.stringify(await post("Send", {SessionId, Sender: MOBIPACE_SENDER, Messages})));
"""
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script],  # noqa: S607
        env=os.environ | account.env,
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(done.stdout)["MessageCount"] == 1
    account.assert_sent(body="Բարև")
    account.assert_conforms()


@needs["php"]
def test_php(account: Account) -> None:
    """PHP, by its streams."""
    script = """
function post($method, $body) {
  $options = ["method" => "POST", "header" => "Content-Type: application/json", "content" => json_encode($body)];
  $url = getenv("MOBIPACE_V3_URL") . "/" . $method;
  return json_decode(file_get_contents($url, false, stream_context_create(["http" => $options])), true);
}
$login = ["Username" => getenv("MOBIPACE_USERNAME"), "Password" => getenv("MOBIPACE_PASSWORD")];
$session = post("authorize", $login)["SessionId"];
$messages = [["Recipient" => "37499123456", "Body" => "Բարև", "Reference" => "r1"]];
$batch = ["SessionId" => $session, "Sender" => getenv("MOBIPACE_SENDER"), "Messages" => $messages];
echo post("Send", $batch)["MessageCount"];
"""
    done = subprocess.run(
        ["php", "-r", script],  # noqa: S607
        env=os.environ | account.env,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "1"
    account.assert_sent(body="Բարև")
    account.assert_conforms()
