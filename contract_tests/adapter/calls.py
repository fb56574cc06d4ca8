"""The calls of the protocol, and which arguments each takes."""

from __future__ import annotations

from .messages import Api

_SEND_V3 = ("messages", "sender", "scheduled_date", "send_within_hours", "wap_push")
_SEND_V2 = ("recipient", "body", "sender", "wap_push")

ARGUMENTS: dict[tuple[Api, str], tuple[str, ...]] = {
    ("v2", "send"): _SEND_V2,
    ("v2", "schedule"): (*_SEND_V2, "date"),
    ("v2", "status"): ("message_id",),
    ("v2", "balance"): (),
    ("v3", "send"): _SEND_V3,
    ("v3", "calculate"): _SEND_V3,
    ("v3", "status"): ("references",),
    ("v3", "balance"): (),
}
"""By (api, call): the names of its arguments."""

OPTIONS = ("sender", "scheduled_date", "send_within_hours", "wap_push")
"""Arguments that a client may have nothing for; it says so in hello."""
