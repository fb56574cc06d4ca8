import subprocess
import sys
from typing import Any

import jsonschema
import jsonschema_rs
import pytest

from mobipace.schemas import UnknownSchema, conforms, explain, load, names
from tests.schemas.walking import subschemas

SCHEMAS = [name for name in names() if "openapi" not in load(name)]
KEYWORDS = {
    *("$schema", "$id", "$ref", "$defs", "$comment", "title", "description", "examples", "default"),
    *("type", "enum", "const", "pattern", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum"),
    *("properties", "required", "additionalProperties", "items", "minItems", "maxItems"),
    *("allOf", "anyOf", "oneOf", "if", "then", "else"),
}
CONTROL = {
    *("control/account", "control/account-change", "control/clock", "control/clock-change", "control/match"),
    *("control/hold", "control/hold-new", "control/message", "control/force", "control/session", "control/ledger"),
    *("control/coverage", "control/event", "control/fault", "control/fault-new", "report"),
    *("control/exchange", "control/readings", "control/health", "control/error", "control/openapi"),
}
EXAMPLES = [(name, example) for name in SCHEMAS for example in load(name).get("examples", [])]


def test_the_promised_schemas_are_there() -> None:
    """Every request and answer of both protocols, the world, the control API and both descriptions have a file."""
    methods = ["authorize", "send", "calculate", "query-messages", "query-balance"]
    functions = ["send", "schedule", "querybalance", "querymessage"]
    wire = {f"{x}.{kind}" for kind in ("request", "answer") for x in [*(f"v3/{m}" for m in methods),
                                                                     *(f"v2/{f}" for f in functions)]}  # fmt: skip

    assert (wire | CONTROL | {"world", "openapi"}) - set(names()) == set()


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_file_is_a_schema(name: str) -> None:
    """Each file satisfies the 2020-12 meta-schema, for both validators."""
    jsonschema.Draft202012Validator.check_schema(load(name))

    assert jsonschema_rs.meta.is_valid(load(name))


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_file_says_what_it_is(name: str) -> None:
    """Dialect, id, title and description stand in each file, and the id ends in the file's name."""
    schema = load(name)

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"].endswith(f"/{name}.json")
    assert schema["title"]
    assert schema["description"]


@pytest.mark.parametrize("name", [name for name in SCHEMAS if name != "types"])
def test_a_file_has_examples(name: str) -> None:
    """A schema shows what it is for; only the shelf of shared types has nothing to show."""
    assert load(name)["examples"]


@pytest.mark.parametrize("name", SCHEMAS)
def test_no_keyword_is_misspelt(name: str) -> None:
    """A misspelt keyword is silently no rule at all, so only known ones may stand in a file."""
    used = {keyword for schema in subschemas(load(name)) for keyword in schema}

    assert used - KEYWORDS == set()


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_an_example_conforms(name: str, example: Any) -> None:
    """What a schema shows as an example is valid under it."""
    assert explain(name, example) == []
    assert conforms(name, example)


@pytest.mark.parametrize("name", ["world", "account", "readings"])
def test_every_key_of_a_world_is_described(name: str) -> None:
    """Whoever writes a world can read what each key is for."""
    silent = [
        key
        for schema in subschemas(load(name))
        for key, value in schema.get("properties", {}).items()
        if "description" not in value and "$ref" not in value
    ]

    assert silent == []


def test_a_dollar_is_an_anchor() -> None:
    """The slow validator reads `$` as the end of the text: no pattern may mean the character."""
    patterns = [s["pattern"] for name in SCHEMAS for s in subschemas(load(name)) if "pattern" in s]

    assert [p for p in patterns if "$" in p.removesuffix("$").replace("|$)", "").replace("(^|[^ ])", "")] == []


def test_an_unknown_name_hears_the_nearest() -> None:
    """A wrong name is a KeyError whose text is plain and names the nearest schema."""
    with pytest.raises(UnknownSchema) as caught:
        load("v3/sned.request")

    assert isinstance(caught.value, KeyError)
    assert str(caught.value) == 'no schema "v3/sned.request"; did you mean "v3/send.request"?'


@pytest.mark.parametrize("name", ["../pyproject", "v3/../world", "", "world.json", "/etc/passwd"])
def test_a_name_is_no_path(name: str) -> None:
    """Only the listed names are read, whatever a request may ask for."""
    with pytest.raises(UnknownSchema):
        load(name)


@pytest.mark.parametrize("name", ["openapi", "control/openapi"])
def test_a_description_is_no_schema(name: str) -> None:
    """An OpenAPI description would accept anything, so checking against it is refused."""
    with pytest.raises(UnknownSchema, match="describes an API"):
        conforms(name, {})


def test_a_loaded_schema_is_the_callers() -> None:
    """Changing what was loaded changes nothing for the next reader."""
    load("world")["properties"].clear()

    assert "accounts" in load("world")["properties"]


def test_the_import_is_light() -> None:
    """Importing the package loads neither validator."""
    program = "import sys, mobipace.schemas; print(sorted(m for m in sys.modules if m.startswith('jsonschema')))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
