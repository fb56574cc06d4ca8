"""`GET accounts`: all accounts, page by page."""

import pytest

from tests.control.support import Control

DEMO = [
    "mobipace@mobipace.com",
    "poor@mobipace.com",
    "locked@mobipace.com",
    "blocked@mobipace.com",
    "nocurrency@mobipace.com",
    "social@mobipace.com",
    "37491000000",
]


def test_accounts_are_listed_in_order_of_making(own: Control) -> None:
    """The world's own first, then those that were made."""
    made = [own.post("accounts", status=201)["username"] for _ in range(2)]

    assert [each["username"] for each in own.get("accounts")["accounts"]] == [*DEMO, *made]


def test_pages_join_to_the_whole_list(own: Control) -> None:
    """`next` leads to the page after; it is null on the last one."""
    seen: list[str] = []
    page = own.get("accounts", params={"limit": 3})
    seen += [each["username"] for each in page["accounts"]]
    while page["next"] is not None:
        page = own.get("accounts", params={"limit": 3, "cursor": page["next"]})
        seen += [each["username"] for each in page["accounts"]]

    assert seen == [*DEMO]


def test_a_page_that_ends_the_list_exactly_has_no_next(own: Control) -> None:
    """A limit of exactly as many as there are is the last page."""
    assert own.get("accounts", params={"limit": len(DEMO)})["next"] is None


@pytest.mark.parametrize("limit", ["0", "-1", "x", "", "1.5", "10001", "9" * 30, "٣"])
def test_a_limit_that_cannot_be_read_is_refused(control: Control, limit: str) -> None:
    """400 says what is allowed."""
    text = control.error("GET", "accounts", 400, params={"limit": limit})

    assert text == f"limit: {limit!r} given; allowed: a whole number from 1 to 10000"


def test_an_unknown_parameter_names_the_nearest(control: Control) -> None:
    """A typing slip in a parameter is told, not ignored."""
    text = control.error("GET", "accounts", 400, params={"limt": "3"})

    assert text == "parameter 'limt' is unknown here; did you mean limit?"
