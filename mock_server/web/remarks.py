"""What an answer does not tell its client, and a developer wants to know."""

from __future__ import annotations

from ..gateway.commands import MessageAccepted, Priced, V2Reply, V3Reply


def remark(reply: V3Reply | V2Reply) -> str:
    """Which messages were refused, though the request was done; empty where there is nothing to say."""
    match reply:
        case Priced(refused=refused) if refused:
            count = reply.message_count + sum(refused.values())
            states = ", ".join(f"{number} {state.label}" for state, number in refused.items())
            return f"{reply.message_count} of {count} messages accepted; refused: {states}"
        case MessageAccepted(refusal=refusal) if refusal:
            return f"the message was refused: {refusal.label}"
        case _:
            return ""
