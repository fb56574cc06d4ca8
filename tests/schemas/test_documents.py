import json

import pytest

from mobipace.schemas import conforms

# As printed, with numbers for the X's, the missing comma put in and the lines of dots left out.
EXAMPLES = {
    "v3/authorize.request": ['{ "Username": "mobipace@mobipace.com", "Password": "123456" }'],
    "v3/authorize.answer": [
        '{ "StatusCode": 101, "Status": "Success", "SessionId": "4060b129-2d75-4b7e-9c3a-61b7769a5d2b" }'
    ],
    "v3/send.request": [
        """{
  "SessionId" : "4060b129-2d75-4b7e-9c3a-61b7769a5d2b",
  "Sender" : "MOBIPACE ",
  "Messages": [
    { "Recipient" : "79250000001", "Body" : "SMS Message 1", "Reference" : "unique reff" },
    { "Recipient" : "79250000002", "Body" : "SMS Message 2", "Reference" : "unique reff" }
  ]
}""",
        """{
  "SessionId" : "4060b129-2d75-4b7e-9c3a-61b7769a5d2b ",
  "ScheduledDate" : "2019-07-25 18:20 ",
  "SendWithinHours" : 10,
  "IsWapPush" : "false ",
  "Sender" : "MOBIPACE ",
  "Messages": [
    { "Recipient" : "79250000001", "Body" : "SMS Message 1", "Reference" : "unique reff" },
    { "Recipient" : "79250000002", "Body" : "SMS Message 2", "Reference" : "unique reff" }
  ]
}""",
    ],
    "v3/send.answer": [
        """{
  "StatusCode": 101,
  "Status": "Success",
  "MessageCount": 10,
  "PartCount" : 10,
  "AveragePrice" : 2.50,
  "TotalPrice" : 25.00
}"""
    ],
    "v3/query-messages.request": [
        '{ "SessionId": "4060b129-2d75-4b7e-9c3a-61b7769a5d2b", "References": ["unique reff", "unique reff"] }'
    ],
    "v3/query-messages.answer": [
        """{
  "StatusCode": 101,
  "Status": "Success",
  "MessageStatuses": [
    {"Reference": "unique reff", "StatusCode": 2, "Status": "Scheduled"},
    {"Reference": " unique reff ", "StatusCode": 2, "Status": "Scheduled"}
  ]
}"""
    ],
    "v3/query-balance.request": ['{ "SessionId": "4060b129-2d75-4b7e-9c3a-61b7769a5d2b" }'],
    "v3/query-balance.answer": [
        """{
  "StatusCode": 101,
  "Status": "Success",
  "Balance": "1300.30",
  "BalanceNegativeLimit": "-1000",
  " AvailableFund ": "2300.30"
}"""
    ],
}
ERROR_CODES = {
    100: "Unknown", 101: "Success", 102: "IncorrectParameter", 103: "SessionExpired", 104: "AccessDenied",
    200: "IncorrectUserNameOrPassword", 201: "UserLocked", 202: "UserBlocked", 300: "OutOfBalance",
    301: "MessageCountOverflow", 302: "CurrencyNotDefined",
}  # fmt: skip
MESSAGE_STATUSES = {
    1: "Pending", 2: "Scheduled", 3: "Sent", 4: "OutOfBalance", 5: "InvalidMobile", 6: "InvalidBody",
    7: "InvalidSender", 8: "InvalidRoute", 9: "BlockedMobile", 10: "Unknown", 100: "Delivered", 101: "Undeliverable",
    102: "ACK expired", 103: "Rejected", 104: "TimeOut",
}  # fmt: skip


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in EXAMPLES.items() for text in texts])
def test_a_printed_example_conforms(name: str, text: str) -> None:
    """Every example the documents print is valid under its schema."""
    assert conforms(name, json.loads(text))


@pytest.mark.parametrize("text", EXAMPLES["v3/send.request"])
def test_calculate_takes_what_send_takes(text: str) -> None:
    """v3 Calculate price: the parameters are identical to those of Send."""
    assert conforms("v3/calculate.request", json.loads(text))


@pytest.mark.parametrize(("code", "value"), ERROR_CODES.items())
def test_a_request_code_has_its_value(code: int, value: str) -> None:
    """v3 Error codes and their meanings: a code comes with the value of its row and with no other."""
    wrong = [other for other in {*ERROR_CODES.values(), value.lower(), ""} - {value}
             if conforms("v3/status", {"StatusCode": code, "Status": other})]  # fmt: skip

    assert conforms("v3/status", {"StatusCode": code, "Status": value})
    assert wrong == []


@pytest.mark.parametrize(("code", "value"), MESSAGE_STATUSES.items())
def test_a_message_code_has_its_value(code: int, value: str) -> None:
    """v3 Message Status Possible Values: a code comes with the value of its row and with no other."""
    wrong = [other for other in {*MESSAGE_STATUSES.values(), value.lower(), ""} - {value}
             if conforms("v3/message-status", {"Reference": "r", "StatusCode": code, "Status": other})]  # fmt: skip

    assert conforms("v3/message-status", {"Reference": "r", "StatusCode": code, "Status": value})
    assert wrong == []
