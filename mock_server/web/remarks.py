"""What an answer does not tell its client, and a developer wants to know."""

from __future__ import annotations

from ..gateway.commands import MessageAccepted, Priced, V2Reply, V3Reply


def remark(reply: V3Reply | V2Reply) -> str:
    """Which messages were refused, though the request was done; empty where there is nothing to say."""
    if type(reply) is Priced and reply.refused:
        count = reply.message_count + sum(reply.refused.values())
        states = ", ".join(f"{number} {state.label}" for state, number in reply.refused.items())
        return f"{reply.message_count} of {count} messages accepted; refused: {states}"
    if type(reply) is MessageAccepted and reply.refusal:
        return f"the message was refused: {reply.refusal.label}"
    return ""
