"""A batch of any size as requests of at most 20,000 messages (v3 limitation 1), each message in exactly one."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .amounts import total
from .values import Message, Receipt

LARGEST = 20_000


def referenced(messages: Sequence[Message]) -> list[Message]:
    """The messages, each with a reference by which it can be asked after; the caller's own stay as they are."""
    return [each if each.reference is not None else replace(each, reference=uuid.uuid4().hex) for each in messages]


def parts(messages: Sequence[Message]) -> Iterator[Sequence[Message]]:
    """The batch in order, in pieces that fit into a request."""
    for start in range(0, len(messages), LARGEST):
        yield messages[start : start + LARGEST]


def together(receipts: Sequence[Receipt]) -> Receipt:
    """One receipt for a whole batch. An average of averages means nothing, so only a single part has one."""
    if len(receipts) == 1:
        return receipts[0]
    part_counts = [each.part_count for each in receipts]
    known = [count for count in part_counts if count is not None]
    return Receipt(
        message_count=sum(each.message_count for each in receipts),
        part_count=sum(known) if len(known) == len(part_counts) else None,
        average_price=None,
        total_price=total(each.total_price for each in receipts),
        references=tuple(reference for each in receipts for reference in each.references),
    )
