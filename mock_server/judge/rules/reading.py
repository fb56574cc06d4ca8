"""What is found out while a request is read: codecs and addresses note it as a deviation; nothing is checked here.

A deviation's own clause is that of the method it was found in; a rule's names every one it can have.
"""

from __future__ import annotations

from ..rule import Rule

_V3 = "v3 HTTP API 3.0 methods"
_V3_TABLES = "v3 Authorization; v3 Send; v3 Calculate price; v3 Query message; v3 Query balance"

RULES = (
    Rule("v3.path.form", "MUST", _V3, "A path is written as documented, letter case included."),
    Rule("v3.content-type", "MUST", _V3, "The Content-Type is application/json, in UTF-8."),
    Rule("v3.bom", "MUST", _V3, "The JSON does not begin with a byte order mark."),
    Rule("v3.type", "MUST", _V3_TABLES, "A parameter has the type that is documented: no number for a string."),
    Rule("v3.member.case", "MUST", _V3_TABLES, "A parameter's name is written as documented, letter case included."),
    Rule("v3.member.unknown", "NOTE", _V3_TABLES, "No parameter is given that is not in the table: it is ignored."),
    Rule("v3.member.null", "NOTE", _V3_TABLES, "An optional parameter is left out rather than null."),
    Rule("v3.date.form", "MUST", "v3 Send; v3 Calculate price", "A date is yyyy-mm-dd or yyyy-mm-dd hh:mm."),
    Rule("v2.path.form", "MUST", "v2 4", "The path is written as documented, letter case included."),
    Rule("v2.path.alias", "NOTE", "v2 4", "The address is /API_2_0/HTTP_API.aspx; /Gate.aspx is its old name."),
    Rule("v2.method", "MUST", "v2 4", "A request is a GET; a POST of a form is answered all the same."),
    Rule("v2.query.raw", "MUST", "v2 3", "Bytes above 0x7F are percent-encoded in a URL."),
    Rule("v2.encoding", "MUST", "v2 3", "Text is encoded as UTF-8."),
    Rule("v2.function.case", "MUST", "v2 6", "A function's name is in lower case."),
    Rule("v2.parameter.case", "MUST", "v2 6", "A parameter's name is in lower case."),
    Rule("v2.parameter.repeated", "MUST", "v2 4", "A parameter is given once."),
    Rule("v2.parameter.unknown", "NOTE", "v2 6", "No parameter is given that is not in the table: it is ignored."),
    Rule("v2.body.encoded-twice", "MUST", "v2 3", "Text is URL-encoded once, not twice."),
    Rule("v2.wap-push.form", "MUST", "v2 6", "wap_push is true or false, in lower case."),
)
