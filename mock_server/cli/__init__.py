"""The command `mobipace-mock`."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


def main() -> None:
    """Run the command; what it needs is imported only then."""
    with importing():
        from .app import run  # noqa: PLC0415  so that importing the package stays light
    run()


@contextmanager
def importing() -> Iterator[None]:
    """Import without the garbage collector: what is imported stays, and looking for what does not takes its time."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
