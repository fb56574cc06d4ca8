"""Which rules an exchange broke, in short."""

from __future__ import annotations

from .journal import Exchange


def broken_rules(exchange: Exchange) -> tuple[tuple[str, str], ...]:
    """(level, rule) of its violations, each once."""
    violations = exchange.violations
    return tuple(dict.fromkeys((each.level, each.rule) for each in violations)) if violations else ()
