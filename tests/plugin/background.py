"""Clients that do something while the test waits."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def meanwhile(*actions: Callable[[], object]) -> Iterator[None]:
    """Run each action in a thread of its own; all have ended when the block is left."""
    threads = [threading.Thread(target=action) for action in actions]
    for thread in threads:
        thread.start()
    yield
    for thread in threads:
        thread.join(timeout=30)
        assert not thread.is_alive()
