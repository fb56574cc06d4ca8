"""Refusals that only a person can change: the same request again changes nothing.

A balance that was raised, an account that was unlocked or given a currency makes a retry right. What only reads may
always be asked again. A message with a Reference is known again at once; of those without one the third that looks
alike counts, if it comes at once. An injected refusal cannot be told from a real one by its client, but a test may well
repeat its call after one: there the third counts too.
"""

from __future__ import annotations

from collections.abc import Iterable

from ...gateway.codes import V2Code, V3Code
from ...gateway.commands import Send, V2Send
from .. import facts
from ..rule import Rule
from ..scene import Scene
from ..words import seconds


def funds(scene: Scene) -> Iterable[str] | None:
    """After a 300."""
    return _retried(scene, (V3Code.OUT_OF_BALANCE,), "tell the caller, and wait until there is money")


def currency(scene: Scene) -> Iterable[str] | None:
    """After a 302."""
    return _retried(scene, (V3Code.CURRENCY_NOT_DEFINED,), "tell the caller: the account's currency has to be set")


def account(scene: Scene) -> Iterable[str] | None:
    """After a 201 or 202 for a Send; for a login there is a rule of its own."""
    return _retried(scene, (V3Code.USER_LOCKED, V3Code.USER_BLOCKED), "tell the caller: the account manager helps")


def funds_in_v2(scene: Scene) -> Iterable[str] | None:
    """After a 702."""
    return _retried(scene, (V2Code.OUT_OF_BALANCE,), "tell the caller, and wait until there is money")


def currency_in_v2(scene: Scene) -> Iterable[str] | None:
    """After a 709."""
    return _retried(scene, (V2Code.INCORRECT_CURRENCY,), "tell the caller: the account's currency has to be set")


def _retried(scene: Scene, codes: tuple[int, ...], advice: str) -> Iterable[str] | None:
    refusals, evidence = scene.past.refusals, scene.evidence
    if not facts.is_sending(evidence.command):
        return None
    earlier = refusals.get(scene.request.key) if refusals and scene.request else None
    if earlier is None or earlier.code not in codes:
        return () if evidence.code in codes else None
    is_named = scene.request is not None and scene.request.is_named
    if earlier.count < (1 if is_named and earlier.is_real else 2):
        return ()
    if not earlier.stands(evidence, facts.AGAIN if is_named else facts.AT_ONCE):
        return ()
    since = seconds(evidence.started_at - earlier.finished_at)
    return [
        f"the same request again {since} after exchange {earlier.exchange} was answered {earlier.code:d}, and nothing "
        f"has changed since; {advice}"
    ]


RULES = (
    Rule(
        "v3.funds.retried",
        "MUST",
        "v3 code 300",
        "A Send that was answered 300 is not retried.",
        funds,
        about=(Send,),
        in_calm="aside",
    ),
    Rule(
        "v3.currency.retried",
        "MUST",
        "v3 code 302",
        "A Send that was answered 302 is not retried.",
        currency,
        about=(Send,),
        in_calm="aside",
    ),
    Rule(
        "v3.account.retried",
        "MUST",
        "v3 code 201; v3 code 202",
        "A Send that was answered 201 or 202 is not retried.",
        account,
        about=(Send,),
        in_calm="aside",
    ),
    Rule(
        "v2.funds.retried",
        "MUST",
        "v2 8.2 code 702",
        "A message that was answered 702 is not retried.",
        funds_in_v2,
        about=(V2Send,),
        in_calm="aside",
    ),
    Rule(
        "v2.currency.retried",
        "MUST",
        "v2 8.2 code 709",
        "A message that was answered 709 is not retried.",
        currency_in_v2,
        about=(V2Send,),
        in_calm="aside",
    ),
)
