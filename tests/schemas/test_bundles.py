from typing import Any

import pytest
from referencing import Registry, Resource

from mobipace.schemas import bundle, checker, load, names
from mobipace.schemas.dialect import Validator
from tests.schemas.walking import at, references

SCHEMAS = [name for name in names() if "openapi" not in load(name)]
FILES: Registry[Any] = Registry().with_resources(
    (load(name)["$id"], Resource.from_contents(load(name))) for name in SCHEMAS
)


@pytest.mark.parametrize("name", names())
def test_a_bundle_is_self_contained(name: str) -> None:
    """Every reference points to something inside the document."""
    document = bundle(name)

    for reference in references(document):
        assert reference.startswith("#")
        assert at(document, reference) is not None


def mangled(example: Any) -> list[Any]:
    """The example, without each of its members, and with each of them set to something else."""
    if not isinstance(example, dict):
        return [example]
    less = [{k: v for k, v in example.items() if k != key} for key in example]
    values: list[Any] = [None, "x", 5, [], [{}], {}, {"x": 1}]
    other = [{**example, key: value} for key in example for value in values]
    return [example, {**example, "unknown": 1}, *less, *other]


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_bundle_means_what_the_files_mean(name: str) -> None:
    """Bringing the references in changes no verdict."""
    files = Validator(load(name), registry=FILES)
    instances = [instance for example in load(name).get("examples", [{}]) for instance in mangled(example)]
    verdicts = [files.is_valid(instance) for instance in instances]

    assert [checker(name)(instance) for instance in instances] == verdicts
    assert any(verdicts)


def test_a_bundle_has_one_id() -> None:
    """What was brought in has no id or dialect of its own, which many tools would not follow."""
    document = bundle("world")

    assert document["$id"].endswith("/world.json")
    assert [key for brought in document["$defs"].values() for key in brought if key in ("$id", "$schema")] == []
