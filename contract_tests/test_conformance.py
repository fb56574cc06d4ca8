"""One test for each case of the catalogue: `pytest --pyargs mobipace.contract_tests --mobipace-client module:Client`.

It imports nothing of the kit: by which name pytest knows this package depends on how it was told to import.
"""

from collections.abc import Callable


def test_client_keeps(mobipace_case: Callable[[], None]) -> None:
    """The client keeps what the case is about."""
    mobipace_case()
