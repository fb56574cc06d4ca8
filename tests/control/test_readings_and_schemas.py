"""`readings`, `schemas`, `openapi.json` and `ca.pem`: what the server says of itself."""

import json
import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mobipace.mock_server.web.server import ServerConfig
from mobipace.schemas import names
from tests.control.support import Control
from tests.register import READINGS as REGISTER
from tests.support import running


def values(document: Any) -> dict[str, str]:
    """The readings in force."""
    return {each["key"]: each["value"] for each in document["readings"]}


# Readings


def test_the_register_is_listed_with_its_values(own: Control) -> None:
    """Every open point of the documents has a key, a default and alternatives, and is at its default."""
    listed = {each["key"]: each for each in own.get("readings")["readings"]}

    assert {key: [listed[key]["default"], *listed[key]["alternatives"]] for key in REGISTER} == REGISTER
    assert {key: each["value"] for key, each in listed.items()} == {
        key: each["default"] for key, each in listed.items()
    }
    assert all(each["question"].endswith("?") and each["clause"][:2] in ("v2", "v3") for each in listed.values())


@pytest.mark.parametrize("key", REGISTER)
def test_every_reading_can_be_set_to_each_alternative(own: Control, key: str) -> None:
    """The answer is the register as it is now; nothing else moves."""
    before = values(own.get("readings"))
    for value in reversed(REGISTER[key]):
        answer = own.patch("readings", {key: value})

        assert values(answer) == before | {key: value}
        assert own.get("readings") == answer


def test_a_reading_holds_for_every_account_that_has_none_of_its_own(own: Control) -> None:
    """For those that are there and those that come; an account's own stands over the world's."""
    there, different = own.account(currency=None), own.account(currency=None, readings={"error_prefix_v2": "Err"})
    own.patch("readings", {"error_prefix_v2": "Er"})
    comes = own.account(currency=None)

    assert [each.v2_send()[:3] for each in (there, different, comes)] == ["Er:", "Err", "Er:"]
    assert own.get(f"accounts/{there.username}")["readings"] == {}


def test_a_reading_of_nobodys_account_is_the_worlds(own: Control) -> None:
    """Where a reading decides before an account is known, the world's counts."""
    own.patch("readings", {"failed_login_session_id": "empty", "separator_v2": "tight"})
    nobody = own.sim.existing("nobody@example.test")
    answer = nobody.call("authorize", {"Username": nobody.username, "Password": "x"})

    assert answer == {"StatusCode": 200, "Status": "IncorrectUserNameOrPassword", "SessionId": ""}
    assert nobody.v2("querybalance") == "Err:701:Incorrect username or password"


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ({"busy_scop": "session"}, 'busy_scop: unknown key; did you mean "busy_scope"?'),
        (
            {"busy_scope": "sesion"},
            'busy_scope: "sesion" given; allowed: "account", "session"; did you mean "session"?',
        ),
        ({"unknown_reference_v2": 703}, 'unknown_reference_v2: 703 given; allowed: "703", "status-9"'),
        ({"busy_scope": None}, "busy_scope: null given"),
    ],
)
def test_a_wrong_reading_hears_the_nearest(own: Control, document: dict[str, Any], text: str) -> None:
    """422, and nothing is set, not even what is right beside it."""
    before = own.get("readings")

    assert own.error("PATCH", "readings", 422, json={"separator_v2": "tight", **document}).startswith(text)
    assert own.get("readings") == before


# Schemas


def test_the_schemas_are_listed(control: Control) -> None:
    """By name, in one page."""
    assert control.get("schemas") == {"schemas": list(names()), "next": None}


@pytest.mark.parametrize("name", names())
def test_every_schema_can_be_read(control: Control, name: str) -> None:
    """Self-contained, valid where it is a schema, and found with and without `.json`."""
    schema = control.get(f"schemas/{name}")
    references = re.findall(r'"\$ref": "([^"]*)"', json.dumps(schema))
    if "openapi" not in schema:
        Draft202012Validator.check_schema(schema)

    assert control.get(f"schemas/{name}.json") == schema
    assert [reference for reference in references if not reference.startswith("#")] == []


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("v3/send.requst", 'did you mean "v3/send.request"?'),
        ("wrold", 'did you mean "world"?'),
        ("../pyproject", "no schema"),
        ("%2e%2e%2f%2e%2e%2fetc%2fpasswd", "no schema"),
        ("world.json.json", "no schema"),
        ("%00", "no schema"),
    ],
)
def test_a_schema_that_is_not_there_names_the_nearest(control: Control, name: str, hint: str) -> None:
    """404; a name is looked up, never opened as a path."""
    response = control.raw("GET", f"schemas/{name}")

    assert response.status_code == 404
    assert hint in response.json()["error"] or "nothing is at" in response.json()["error"]


def test_the_description_is_handed_out(control: Control) -> None:
    """The same as the schema of that name: OpenAPI 3.1, for the address it is asked at."""
    description = control.get("openapi.json")

    assert description == control.get("schemas/control/openapi")
    assert (description["openapi"], description["servers"]) == ("3.1.0", [{"url": "/_control"}])


# The certificate


def test_without_a_ca_there_is_none_to_trust(control: Control) -> None:
    """404 says why."""
    assert control.error("GET", "ca.pem", 404) == (
        "this server made no CA: it runs without HTTPS, or with a certificate it was given"
    )


def test_the_ca_is_handed_out_as_it_is() -> None:
    """Byte for byte, as a file of its own type."""
    pem = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    with running(config=ServerConfig(ca_pem=pem)) as sim:
        response = Control(sim).raw("GET", "ca.pem")

        assert (response.content, response.headers["Content-Type"]) == (pem, "application/x-pem-file")
