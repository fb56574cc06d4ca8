"""The judge: holds each exchange against the rules, and keeps count. It watches; it can never change an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from ..wire.deviations import Deviation, Seen
from .evidence import Evidence
from .issued import IssuedSessions
from .noting import remember
from .past import Past
from .recent import Recent
from .rule import Check, Kind, Rule
from .rules import RULES
from .scene import Scene
from .tallies import Tallies, Tally

__all__ = ["NOBODY", "RULES", "Judge", "Rule", "Tally"]

NOBODY = ""
"""In `tallies` and `accounts`: requests for no known account. No username is empty."""

_PLACES = {rule.id: index if rule.check else None for index, rule in enumerate(RULES)}


class Looks(NamedTuple):
    """How an exchange is looked at. Places are those in RULES.

    kept: places of the rules that it is known to keep. asked: of the others, in order, the place, the rule, its check.
    """

    kept: tuple[int, ...]
    asked: tuple[tuple[int, Rule, Check], ...]


@cache
def looks(kind: Kind, is_calm: bool) -> Looks:
    """What there is to be looked at in an exchange of this kind."""
    about = [(i, rule) for i, rule in enumerate(RULES) if rule.is_about(kind)]
    kept = tuple(i for i, rule in about if is_calm and rule.in_calm == "kept")
    return Looks(
        kept, tuple((i, rule, rule.check) for i, rule in about if rule.check and not (is_calm and rule.in_calm))
    )


class Judge:
    """Judges every exchange of a server, one after the other, in the order in which they end.

    accounts, sessions: of how many it remembers anything, the latest. What an older account did stays in the tallies
    of all together; a session that was forgotten is given the benefit of the doubt.
    """

    def __init__(self, *, accounts: int = 10_000, sessions: int = 20_000) -> None:
        self._pasts: Recent[str, Past] = Recent(accounts)
        self._sessions = IssuedSessions(sessions)
        self._retired = Tallies(len(RULES))

    def judge(self, evidence: Evidence) -> list[Deviation]:
        """What was wrong with an exchange that is over: what reading it has shown, then what the rules say, in order.

        Of each rule a few at most; where reading left some out, the list counts them as `left_out`, as there.
        """
        scene = self.scene(evidence)
        tallies = scene.past.tallies
        tallies.arrived(evidence.protocol)
        violations, bore, is_calm = _read(evidence.deviations), tallies.bore, scene.is_calm
        kept, asked = looks((evidence.protocol, type(evidence.command)), is_calm)
        for index in kept:
            bore[index] += 1
        for index, rule, check in asked:
            found = check(scene)
            if found is None:
                continue
            bore[index] += 1
            for message in found:
                violations.append(Deviation(rule.id, rule.clause, message, rule.level, is_tolerance=False))
        if violations:
            tallies.broken(evidence.id, violations)
        remember(scene, self._owner(scene) if evidence.account is None else scene.past, is_calm=is_calm)
        return violations

    def scene(self, evidence: Evidence) -> Scene:
        """An exchange as the rules are shown it."""
        past = self._past(evidence.account.username if evidence.account else NOBODY)
        return Scene(evidence, past, self._sessions)

    def _past(self, name: str) -> Past:
        past = self._pasts.get(name)
        if past is not None:
            self._pasts.move_to_end(name)
            return past
        past = Past(len(RULES))
        forgotten = self._pasts.put(name, past)
        if forgotten:
            self._retired.add(forgotten[1].tallies)
        return past

    def _owner(self, scene: Scene) -> Past:
        """The past of whom a session was given to, also when the gateway has forgotten it."""
        owner = self._pasts.get(scene.session.owner) if scene.session else None
        return owner or scene.past

    # What was counted

    def accounts(self) -> Sequence[str]:
        """Whose exchanges were seen: usernames, and NOBODY where there were requests for nobody known."""
        return list(self._pasts)

    def tallies(self, account: str | None = None) -> Mapping[str, Tally]:
        """By rule id: one account's, NOBODY's, or (None) those of all together; each rule is there."""
        if account is not None:
            past = self._pasts.get(account)
            return (past.tallies if past else Tallies(len(RULES))).table(_PLACES)
        total = Tallies(len(RULES))
        total.add(self._retired)
        for past in self._pasts.values():
            total.add(past.tallies)
        return total.table(_PLACES)

    def may_have_forgotten(self) -> None:
        """It did not see the beginning: a session it does not know may have been given out."""
        self._sessions.has_forgotten = True

    def forget(self, account: str | None = None) -> None:
        """Forget what one account did, or all did. Which sessions were given out is kept: they were."""
        doomed = list(self._pasts) if account is None else [account] if account in self._pasts else []
        for name in doomed:
            IssuedSessions.renew(self._pasts.pop(name).dead)
        if account is None:
            self._retired = Tallies(len(RULES))


def _read(deviations: Sequence[Deviation]) -> list[Deviation]:
    """What reading has shown, with what it left out."""
    if not deviations:
        return []
    seen = Seen()
    seen.extend(deviations)
    if isinstance(deviations, Seen):
        seen.left_out.update(deviations.left_out)
    return seen
