"""What may be got wrong at each key of a world file beyond its type, and what must be told: the tests' own words.

A row is for a key at the top, and for the same key of an account where accounts have it.
"""

from datetime import date, datetime
from typing import Any, NamedTuple

from tests.register import READINGS

STATUSES = [
    "Pending",
    "Scheduled",
    "Sent",
    "Delivered",
    "Undeliverable",
    "ACK expired",
    "Rejected",
    "TimeOut",
    "OutOfBalance",
]


class Row(NamedTuple):
    """A value that is wrong, and words of what is told: the value, what is allowed, what is near.

    beside: members beside it. place: where it is told, if that is not the place of the value.
    """

    value: Any
    words: list[str]
    beside: dict[str, Any] | None = None
    place: str | None = None


NUMBERS = "a list of numbers, each 1 to 15 digits"
DIGITS = "1 to 15 digits"
AMOUNT = ["an amount as a string", '"1300.30"']
SECONDS = "a number from 0 to 1000000000"
INSTANT = ["a time in UTC", '"2019-07-25T18:20:00Z"']
CHANCE = "a number from 0 to 1"
STEP = "an object with status and after"
ORDINAL = "an integer from 1 on"
COUNT = "an integer that is not negative"
NAN = float("nan")
INFINITE = float("inf")
DELIVERED, SENT = {"status": "Delivered", "after": 1}, {"status": "Sent", "after": 2}

TOP: dict[str, list[Row]] = {
    "seed": [Row(-1, ["-1", COUNT]), Row(1.5, ["1.5", COUNT]), Row(NAN, [COUNT])],
    "strictness": [Row("refuze", ['"refuze"', '"report"', '"refuse"', 'did you mean "refuse"?'])],
    "template": [
        Row("on@mobipace.com", ["on@mobipace.com", "did you mean one@mobipace.com?"]),
        Row("nobody", ["nobody", "there are one@mobipace.com"]),
        Row("", ['""', "not empty"]),
    ],
    "max_failed_logins": [Row(0, ["0", ORDINAL]), Row(-1, ["-1", ORDINAL]), Row(2.5, ["2.5", ORDINAL])],
    "accounts": [Row([], ["an array of 0", "one at least"])],
    "accounts[]": [Row("one@mobipace.com", ['"one@mobipace.com"', "an object"])],
    "accounts[].username": [
        Row("", ['""', "not empty"]),
        Row("one@mobipace.com", ["one@mobipace.com", "each account needs its own"]),
    ],
    "accounts[].password": [Row("", ["a hidden value", "a string that is not empty"])],
    "accounts[].sender": [Row("", ['""', "not empty"])],
    "accounts[].senders": [Row("MOBIPACE", ['"MOBIPACE"', "a list of sender names"])],
    "accounts[].senders[]": [Row("", ['""', "not empty"])],
    "accounts[].balance": [
        *(
            Row(text, [f'"{text}"', *AMOUNT])
            for text in ("12,5", "1e3", "+1", "", " 1", "1.", ".5", "1.0000001", "0x1", "١")
        ),
        Row(12.5, ["12.5", *AMOUNT, "put it in quotes"]),
    ],
    "accounts[].credit_limit": [
        *(
            Row(text, [f'"{text}"', "an amount as a string that is zero or negative"])
            for text in ("5", "lots", "-1e3", "-")
        ),
        Row(-1000, ["-1000", "put it in quotes"]),
    ],
    "accounts[].currency": [
        *(Row(text, [f'"{text}"', "three capital letters", '"EUR"']) for text in ("Euro", "eur", "EURO", "€", ""))
    ],
    "accounts[].kind": [Row("person", ['"person"', '"company"', '"individual"'])],
    "accounts[].time_zone": [
        Row("Asia/Yeravan", ["Asia/Yeravan", "not an IANA zone", "did you mean Asia/Yerevan?"]),
        Row("Asia", ["Asia", "not an IANA zone"]),
        Row("../../etc/passwd", ['"../../etc/passwd"', "an IANA time zone"]),
        Row("/etc/localtime", ["an IANA time zone"]),
        Row("+04:00", ['"+04:00"', "an IANA time zone"]),
        Row("", ['""', "an IANA time zone"]),
    ],
    "accounts[].blocked": [Row("yes", ['"yes"', "true or false"]), Row(1, ["1", "true or false"])],
    "accounts[].locked": [Row("no", ['"no"', "true or false"])],
    "accounts[].seed": [Row(-1, ["-1", COUNT])],
}

COMMON: dict[str, list[Row]] = {
    "blocked_mobiles": [Row("374", ['"374"', NUMBERS])],
    "blocked_mobiles[]": [Row(text, [f'"{text}"', DIGITS]) for text in ("+374", "", "374 99", "1" * 16, "37*")],
    "readings": [Row({"busyscope": "session"}, ["unknown key", 'did you mean "busy_scope"?'], place=".busyscope")],
    **{
        f"readings.{key}": [
            Row("neither", ['"neither"', *(f'"{value}"' for value in values)]),
            Row(f"{values[-1]}x", [f'did you mean "{values[-1]}"?']),
        ]
        for key, values in {**READINGS, "total_price_of_waiting": ["full", "charged"]}.items()
    },
    "clock": [Row("2019-07-25T18:20:00Z", ['"2019-07-25T18:20:00Z"', "an object"])],
    "clock.now": [
        Row("yesterday", ['"yesterday"', *INSTANT]),
        Row("2019-07-25T18:20:00", ['"2019-07-25T18:20:00"', *INSTANT]),
        Row("2019-07-25T18:20:00+04:00", ['"2019-07-25T18:20:00+04:00"', *INSTANT]),
        Row(datetime(2019, 7, 25, 18, 20), ["2019-07-25T18:20:00", *INSTANT]),  # noqa: DTZ001  that is the mistake
        Row(datetime.fromisoformat("0001-01-01T00:00:00+23:59"), ["0001-01-01T00:00:00+23:59", *INSTANT]),
        Row(datetime.fromisoformat("9999-12-31T23:59:59-23:59"), ["9999-12-31T23:59:59-23:59", *INSTANT]),
        Row(date(2019, 7, 25), ["2019-07-25", *INSTANT]),
        Row("2019-02-29T00:00:00Z", ["2019-02-29"]),
        Row("2019-13-01T00:00:00Z", ["2019-13-01", *INSTANT]),
    ],
    "clock.frozen": [Row("true", ['"true"', "true or false"])],
    "clock.rate": [
        Row(rate, [told, "a number above 0"]) for rate, told in ((0, "0"), (-1, "-1"), (NAN, "NaN"), (1e9, "1"))
    ],
    "routes": [Row({"7": "2.50"}, ["an object with", "a list of routes"])],
    "routes[]": [Row("7", ['"7"', "an object"])],
    "routes[].prefix": [
        *(Row(text, [f'"{text}"', DIGITS]) for text in ("+7", "", "7*", "1" * 16)),
        Row("7", ["'7'", "each prefix has one price"]),
    ],
    "routes[].price": [
        *(Row(text, [f'"{text}"', "an amount as a string that is not negative"]) for text in ("-1", "2,5", "", "1e3")),
        Row(2.5, ["2.5", "put it in quotes"]),
    ],
    "outcomes": [Row("Delivered", ['"Delivered"', "an object"])],
    "outcomes.moved_by": [Row("luck", ['"luck"', '"time"', '"queries"', '"hand"'])],
    "outcomes.steps": [
        Row([], ["an array of 0", "a list of steps"]),
        Row([DELIVERED, SENT], ["Delivered cannot become Sent", "final"]),
        Row([{"status": "InvalidMobile", "after": 1}], ["Pending cannot become InvalidMobile", "may become"]),
        Row([SENT, {"status": "TimeOut", "after": 3}], ["Sent cannot become TimeOut"]),
    ],
    "outcomes.steps[]": [Row("Sent", ['"Sent"', "an object"])],
    "outcomes.steps[].status": [Row("Deliverd", ['"Deliverd"', *STATUSES, 'did you mean "Delivered"?'])],
    "outcomes.steps[].after": [
        Row(value, [told, SECONDS])
        for value, told in ((-1, "-1"), (2e9, "2000000000"), (NAN, "NaN"), (INFINITE, "Inf"))
    ],
    "outcomes.steps[].jitter": [Row(value, [told, SECONDS]) for value, told in ((-0.5, "-0.5"), (NAN, "NaN"))],
    "outcomes.rules": [Row({"recipient": "*"}, ["an object with recipient", "a list of rules"])],
    "outcomes.rules[]": [
        Row("374*", ['"374*"', "an object"]),
        Row({"recipient": "374*"}, ["an object with recipient", 'either "ends" or "steps"']),
        Row({"recipient": "*", "ends": "Sent", "steps": [SENT]}, ["not both"]),
    ],
    "outcomes.rules[].recipient": [Row(text, [f'"{text}"', "digits"]) for text in ("3*4", "", "**", "+374", "1" * 16)],
    "outcomes.rules[].ends": [Row("Gone", ['"Gone"', *STATUSES])],
    "outcomes.rules[].steps": [
        Row([], ["an array of 0", "a list of steps"]),
        Row([DELIVERED, SENT], ["Delivered cannot become Sent", "final"]),
    ],
    "outcomes.rules[].steps[]": [Row(7, ["7", "an object"])],
    "outcomes.rules[].steps[].status": [Row("Send", ['"Send"', *STATUSES, 'did you mean "Sent"?'])],
    "outcomes.rules[].steps[].after": [Row(-1, ["-1", SECONDS])],
    "outcomes.rules[].steps[].jitter": [Row(-1, ["-1", SECONDS])],
    "outcomes.rules[].chance": [
        Row(value, [told, CHANCE]) for value, told in ((1.5, "1.5"), (-0.1, "-0.1"), (NAN, "NaN"))
    ],
}

EFFECTS = ["code", "delay", "hang", "reset", "truncate", "garbage", "empty", "http-status", "drip", "extra-fields"]
FAULTS: dict[str, list[Row]] = {
    "faults": [Row({"effect": "reset"}, ["an object with effect", "a list of faults"])],
    "faults[]": [Row("reset", ['"reset"', "an object"])],
    "faults[].match": [
        Row({"protocol": "v2", "method": "Calculate"}, ["v2 has no Calculate", "allowed: send"], place=".method")
    ],
    "faults[].match.protocol": [Row("v4", ['"v4"', '"v2"', '"v3"'])],
    "faults[].match.method": [Row("Sendd", ['"Sendd"', "authorize, Send, Calculate, QueryMessages, QueryBalance"])],
    "faults[].match.account": [Row("on@mobipace.com", ["did you mean one@mobipace.com?"]), Row("", ["not empty"])],
    "faults[].match.nth": [Row(0, ["0", ORDINAL])],
    "faults[].match.every": [Row(-2, ["-2", ORDINAL])],
    "faults[].match.chance": [Row(1.01, ["1.01", CHANCE]), Row(NAN, ["NaN", CHANCE])],
    "faults[].match.times": [Row(0, ["0", ORDINAL])],
    "faults[].effect": [Row("rest", ['"rest"', *(f'"{each}"' for each in EFFECTS), 'did you mean "reset"?'])],
    "faults[].point": [
        Row("during", ['"during"', '"before"', '"after"']),
        Row("before", ["truncate", "allowed: after"], {"effect": "truncate", "bytes": 1}),
    ],
    "faults[].code": [
        Row(999, ["999", "allowed: 700", "100, 101"], {"effect": "code"}),
        Row(7, ["7", "a code of three digits"], {"effect": "code"}),
        Row(700, ["700", "a code of v2", "the match is for v3"], {"effect": "code", "match": {"protocol": "v3"}}),
        Row(300, ["not a parameter of reset", "takes nothing"]),
    ],
    "faults[].text": [
        Row("a\nb", ['"a\\nb"', "one line"], {"effect": "code", "code": 712}),
        Row("x" * 1001, ["1,001 characters", "at most 1000"], {"effect": "code", "code": 712}),
        Row("mine", ["300", "712 and 713"], {"effect": "code", "code": 300}),
    ],
    "faults[].seconds": [Row(-1, ["-1", SECONDS], {"effect": "delay"})],
    "faults[].bytes": [Row(-1, ["-1", "an integer from 0"], {"effect": "truncate"})],
    "faults[].status": [Row(200, ["200", "an integer from 400 to 599"], {"effect": "http-status"})],
    "faults[].bytes_per_second": [Row(0, ["0", "a number above 0"], {"effect": "drip"})],
    "faults[].fields": [
        Row({}, ["an empty object", "a member at least"], {"effect": "extra-fields"}),
        Row({"StatusCode": 1}, ["StatusCode", "choose another"], {"effect": "extra-fields"}, ".StatusCode"),
        Row([1], ["an array of 1", "an object"], {"effect": "extra-fields"}),
    ],
}

ROWS = {**TOP, **COMMON, **FAULTS}
