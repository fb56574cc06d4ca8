"""What a check of an adapter found, and how that is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .findings import Finding

_FOUND, _REJECTED, _UNREACHABLE = 1, 2, 3


@dataclass(slots=True)
class AdapterReport:
    """adapter: who it says it is; empty where it never said. passed: the checks that found nothing.

    exit_code: 0 nothing was found; 1 something; 2 the kit would reject it; 3 it cannot be started or says no hello.
    """

    adapter: str = ""
    passed: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    exit_code: int = 0

    def add(self, *found: Finding, is_unreachable: bool = False) -> None:
        """These were found; what was said before is not said twice, and the gravest exit code stays."""
        for each in found:
            if each.what not in {said.what for said in self.findings}:
                self.findings.append(each)
            code = _UNREACHABLE if is_unreachable else _REJECTED if each.rejects else _FOUND
            self.exit_code = max(self.exit_code, code)

    def lines(self) -> Iterator[str]:
        """For people."""
        if self.adapter:
            yield self.adapter
        yield from (f"  ok  {name}" for name in self.passed)
        for number, finding in enumerate(self.findings, 1):
            yield ""
            yield f"{number}. {finding.what}"
            yield f"   sent      {finding.sent}"
            yield f"   came      {finding.came}"
            yield f"   expected  {finding.expected}"
            yield f"   to do     {finding.to_do}"
        yield ""
        yield _verdict(len(self.findings), self.exit_code)


def _verdict(count: int, exit_code: int) -> str:
    if not count:
        return "The adapter keeps the protocol."
    things = "1 thing is wrong" if count == 1 else f"{count} things are wrong"
    return {
        _FOUND: f"{things}.",
        _REJECTED: f"{things}; the kit rejects this adapter.",
        _UNREACHABLE: f"{things}; there is nothing to check.",
    }[exit_code]
