"""Values as messages show them: quoted, cut where long, and never a secret."""

from __future__ import annotations

import re

# A text that may hold a password, also where letters of that word are escaped; see web.masking.
_SECRET = re.compile(r"password|\\\\u00[4-7]|%[4-7]", re.IGNORECASE)


def shown(value: object, limit: int = 40) -> str:
    """A value as a message shows it: quoted, cut where long, and hidden where it speaks of a password."""
    if isinstance(value, list | dict):  # what is in it may be secret, or nested too deeply to be written
        return "an array" if isinstance(value, list) else "an object"
    text = repr(value)
    if _SECRET.search(text):
        return "a hidden value"
    return text if len(text) <= limit else f"{text[:limit]}…"
