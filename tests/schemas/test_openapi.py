from posixpath import dirname, join, normpath
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from mobipace.schemas import bundle, load, names
from tests.schemas.walking import at, references

DESCRIPTIONS = ["openapi", "control/openapi"]
V3 = ["/v3/authorize", "/v3/Send", "/v3/Calculate", "/v3/QueryMessages", "/v3/QueryBalance"]
CONTROL = {
    "/health": "get", "/reset": "post", "/accounts": "get post", "/accounts/{username}": "delete get patch",
    "/accounts/{username}/clock": "get post", "/clock": "get post", "/accounts/{username}/sessions": "delete get",
    "/accounts/{username}/sessions/{id}": "delete",
    "/accounts/{username}/messages": "get", "/messages/{id}": "get", "/messages/{id}/status": "post",
    "/messages": "get", "/holds": "get",
    "/accounts/{username}/ledger": "get", "/accounts/{username}/holds": "get post", "/holds/{id}": "delete get",
    "/report": "get", "/coverage": "get", "/accounts/{username}/coverage": "get",
    "/faults": "delete get post", "/accounts/{username}/faults": "delete get post", "/faults/{id}": "delete get",
    "/exchanges": "delete get", "/exchanges/{id}": "get", "/readings": "get patch", "/schemas": "get",
    "/schemas/{name}": "get", "/ca.pem": "get", "/openapi.json": "get", "/events": "get", "/metrics": "get",
}  # fmt: skip


def operations(name: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Every operation of a description, by path and method."""
    return {
        (path, method): operation
        for path, item in load(name)["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
    }


@pytest.mark.parametrize("name", DESCRIPTIONS)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_description_is_valid(name: str) -> None:
    """The bundled description is valid OpenAPI 3.1."""
    assert list(OpenAPIV31SpecValidator(bundle(name)).iter_errors()) == []


@pytest.mark.parametrize("name", DESCRIPTIONS)
def test_every_reference_leads_to_a_file_of_ours(name: str) -> None:
    """A description's relative references resolve against the folder it lies in."""
    for reference in references(load(name)):
        file, _, fragment = reference.partition("#")
        target = normpath(join(dirname(name), file)).removesuffix(".json") if file else name

        assert target in names()
        assert at(load(target), fragment) is not None


def test_the_gateway_has_five_methods_and_one_text_address() -> None:
    """v3 HTTP API methods: five addresses, POST; v2 §4: one address, GET."""
    expected = {(path, "post") for path in V3} | {("/API_2_0/HTTP_API.aspx", "get")}

    assert set(operations("openapi")) == expected


def test_the_text_address_names_every_parameter() -> None:
    """v2 §6: the parameters of the four functions, of which the first three are always mandatory."""
    parameters = operations("openapi")[("/API_2_0/HTTP_API.aspx", "get")]["parameters"]

    assert [p["name"] for p in parameters if p.get("required")] == ["function", "username", "password"]
    assert [p["name"] for p in parameters if not p.get("required")] == [
        *("sender", "recipient", "body", "wap_push", "sendingdate", "messageref")
    ]


def test_the_control_api_has_its_operations() -> None:
    """The paths and methods that scripts are written against."""
    expected = {(path, method) for path, methods in CONTROL.items() for method in methods.split()}

    assert set(operations("control/openapi")) == expected


def test_operation_ids_are_unique() -> None:
    """Generated clients name their methods after them."""
    ids = [operation["operationId"] for name in DESCRIPTIONS for operation in operations(name).values()]

    assert len(ids) == len(set(ids))
