import copy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mobipace.schemas import conforms, explain, load, names
from tests.schemas.walking import subschemas

SCHEMAS = [name for name in names() if "openapi" not in load(name)]
TEXTS = st.text(st.characters(exclude_categories=()), max_size=12)  # lone surrogates too: JSON can write them
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.decimals(allow_nan=False, allow_infinity=False)
)
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3))
NEAR: st.SearchStrategy[Any] = st.sampled_from([
    "", " ", "0", "1", "-1", "1.50", "1.50\n", "true", "true ", "true\n", "2019-07-25", "2019-07-25\n", "79250000001",
    "79250000001\n", "Success", "Sent", "ID", "Err", "700", "x" * 500, "x" * 501, "😀" * 500, "2019-07-25T18:20:00Z",
    0, 1, 23, 24, 101, 103, -1, 0.0, -0.0, 10.0, 101.0, 1e300, 10**30, 2**64, 10**4000, True, False, None,
    float("nan"), float("inf"), Decimal("10.0"), Decimal("1e400"), [], {}, [[]], [None],
])  # fmt: skip


def words(name: str) -> list[str]:
    """Every member that a schema names."""
    return sorted({key for schema in subschemas(load(name)) for key in schema.get("properties", {})}) or ["x"]


def containers(value: Any) -> list[Any]:
    """The value's objects and arrays, itself first."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value, *(found for item in inner for found in containers(item))] if isinstance(value, (dict, list)) else []


@st.composite
def near_misses(draw: st.DrawFn, name: str) -> Any:
    """An example of the schema with a few members set, taken out or doubled."""
    value = copy.deepcopy(draw(st.sampled_from(load(name).get("examples", [{}]))))
    for _ in range(draw(st.integers(0, 3))):
        spot = draw(st.sampled_from(containers(value)))
        if isinstance(spot, list):
            spot.append(copy.deepcopy(draw(st.sampled_from([*spot, "x"]) | NEAR | JSON)))
            continue
        key = draw(st.sampled_from([*spot, *words(name)]) | TEXTS)
        if draw(st.booleans()):
            spot[key] = copy.deepcopy(draw(NEAR | JSON))  # the next round may change it
        else:
            spot.pop(key, None)
    return value


@pytest.mark.parametrize("name", SCHEMAS)
@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_both_validators_agree(name: str, data: st.DataObject) -> None:
    """The fast validator says no exactly where the slow one finds a reason."""
    instance = data.draw(near_misses(name) | JSON)

    assert conforms(name, instance) is (explain(name, instance) == [])


@pytest.mark.parametrize(
    ("name", "instance"),
    [
        ("control/clock-change", {"set": "2019-07-25T18:20:00Z\n"}),
        ("control/match", {"method": "Send\n"}),
        ("v3/query-balance.request", {"SessionId": "4060b129 \n "}),
        ("control/account-change", {"balance": "1.50\n"}),
        ("v2/querybalance.answer", {"kind": "ID", "value": "1.50\n", "info": "EUR"}),
    ],
)
def test_a_last_line_feed_is_part_of_the_text(name: str, instance: Any) -> None:
    """An end of the text is the end, for both validators; Python's own `$` would look past a line feed."""
    assert not conforms(name, instance)
    assert explain(name, instance)


@pytest.mark.parametrize("name", ["world", "v3/send.request", "control/account-change"])
@given(instance=JSON)
@settings(max_examples=60, deadline=None)
def test_a_problem_can_be_printed(name: str, instance: Any) -> None:
    """An explanation is one line that any log can write, whatever was sent."""
    lines = [str(problem) for problem in explain(name, instance)]

    assert [line for line in lines if len(line.encode("utf-8").splitlines()) != 1] == []


@pytest.mark.parametrize("deep", [10, 300, 900])
def test_depth_is_no_matter_in_an_unknown_member(deep: int) -> None:
    """An unknown member is only noted, however deep it goes."""
    value: Any = []
    for _ in range(deep):
        value = [value]
    request = {"SessionId": "s", "Deep": value}

    assert conforms("v3/query-balance.request", request)
    assert explain("v3/query-balance.request", request) == []
