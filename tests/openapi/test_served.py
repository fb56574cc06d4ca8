"""The descriptions as a running server gives them out."""

from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.support import running


def references(node: Any) -> list[str]:
    """Every `$ref` of a document."""
    if isinstance(node, list):
        return [found for each in node for found in references(each)]
    if not isinstance(node, dict):
        return []
    own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
    return own + [found for each in node.values() for found in references(each)]


@pytest.mark.parametrize("path", ["openapi.json", "schemas/openapi"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_description_that_is_served_is_valid_and_whole(path: str) -> None:
    """OpenAPI 3.1, in one file: tools fetch it by its address and need nothing else."""
    with running() as sim:
        description = sim.control("GET", path)

    assert list(OpenAPIV31SpecValidator(description).iter_errors()) == []
    assert [each for each in references(description) if not each.startswith("#/")] == []
