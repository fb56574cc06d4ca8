"""Of an exchange's violations those that reading it has shown, for tests of the codecs: the judge has its own rules."""

from typing import Any

READING = {
    *("v3.path.form", "v3.content-type", "v3.bom", "v3.type", "v3.member.case", "v3.member.unknown", "v3.member.null"),
    *("v3.date.form", "v2.path.form", "v2.path.alias", "v2.method", "v2.query.raw", "v2.encoding", "v2.function.case"),
    *("v2.parameter.case", "v2.parameter.repeated", "v2.parameter.unknown", "v2.body.encoded-twice"),
    "v2.wap-push.form",
}


def noted(exchange: Any) -> list[Any]:
    """The violations of the documented form in one exchange of the control API."""
    return [each for each in exchange["violations"] if each["rule"] in READING]
