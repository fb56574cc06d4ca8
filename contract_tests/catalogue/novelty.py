"""What is new in an answer is survived, and amounts are read to the last digit."""

from __future__ import annotations

from typing import Any

from ..classes import ERROR_CLASSES
from .case import Case
from .looks import asked, came, each_once, fired
from .said import failed, succeeded, values_as_told
from .steps import Call, Fault, Step, Twist, fault, send, send_v2, sms, v2, v3

_CHANGES = "v3 Changes 2; v3 HTTP API 3.0 methods, recognition"
_NEW = {"QueueId": 7, "Notes": ["x", {"y": None}], "Message": "a new restriction", "Messages": [], "Deep": {"a": [1.5]}}
_STATUS = v3("status", references=["r1"])
_CALLS: dict[str, tuple[Call, ...]] = {
    "authorize": (send(),),
    "Send": (send(),),
    "Calculate": (v3("calculate", messages=[sms()]),),
    "QueryMessages": (send(), _STATUS),
    "QueryBalance": (v3("balance"),),
}


def _survives(name: str, method: str, what: str, *made: Step, clauses: str = _CHANGES) -> Case:
    return Case(
        id=f"v3.new.{name}.{method.lower()}",
        title=f"{what} in an answer to {method} are survived.",
        clauses=clauses,
        owes=("survive",),
        steps=(*made, *_CALLS[method]),
        reached=(came(method), fired),
        allowed=(succeeded, values_as_told, each_once),
    )


def _fails(method: str, code: int) -> Case:
    return Case(
        id=f"v3.new.code-{code}.{method.lower()}",
        title=f"A code that is new ({code}) as the answer to {method} is an error, and no end of the client.",
        clauses=f"{_CHANGES}; v3 Error codes and their meanings",
        owes=("survive",),
        steps=(Twist(method=method, members={"StatusCode": code, "Status": "NewRestriction"}), *_CALLS[method]),
        reached=(came(method), fired),
        allowed=(failed(*ERROR_CLASSES, code=code), asked(method, 1, 3)),
    )


def _balance(name: str, **members: Any) -> Case:
    return Case(
        id=f"v3.amounts.{name}",
        title="Amounts are read exactly, as numbers and as strings, of whatever scale and sign.",
        clauses="v3 Query balance, Balance; v3 Query balance, BalaceNegativeLimit; v3 Query balance, AvailableFund; "
        "v3 Query balance, table and example; v3 Query balance, response table",
        owes=("amounts",),
        steps=(Twist(method="QueryBalance", members=members), v3("balance")),
        reached=(came("QueryBalance"), fired),
        allowed=(succeeded, values_as_told),
    )


def _price(name: str, **members: Any) -> Case:
    return Case(
        id=f"v3.amounts.price.{name}",
        title="Prices are read exactly, as numbers and as strings.",
        clauses="v3 Send, TotalPrice; v3 Send, AveragePrice; v3 Send, table and example; v3 Send, response table",
        owes=("amounts",),
        about=("total_price",),
        steps=(Twist(method="Send", members=members), send()),
        reached=(came("Send"), fired),
        allowed=(succeeded, values_as_told, each_once),
    )


_ACCOUNTS = {
    "example": ("1300.30", "-1000"),
    "ten-cents": ("0.10", "-0.20"),
    "overdrawn": ("-0.20", "-1000.05"),
    "large": ("90071992547409.93", "-90071992547409.93"),
    "whole": ("100", "0"),
    "long-scale": ("0.123456789", "-0.000000001"),
}


def _funds(name: str, balance: str, limit: str) -> Case:
    return Case(
        id=f"v3.balance.{name}",
        title="The balance, the credit limit and what is available are reported exactly.",
        clauses="v3 Query balance; v3 Query balance, Balance; v3 Query balance, AvailableFund; "
        "v3 Query balance, example; v3 Query balance, BalaceNegativeLimit",
        owes=("amounts", "survive"),
        account={"balance": balance, "credit_limit": limit},
        steps=(v3("balance"),),
        reached=(came("QueryBalance"),),
        allowed=(succeeded, values_as_told),
        readings=("balance_decimals", "credit_limit_key", "available_fund_key"),
    )


def _funds_v2(name: str, balance: str, limit: str) -> Case:
    return Case(
        id=f"v2.balance.{name}",
        title="The balance is reported exactly.",
        clauses="v2 5.3; v2 6 querybalance; v2 6 querybalance, response; v2 6 querybalance, username; "
        "v2 6 querybalance, password",
        owes=("amounts", "v2-answers"),
        account={"balance": balance, "credit_limit": limit},
        steps=(v2("balance"),),
        reached=(came("querybalance"),),
        allowed=(succeeded, values_as_told),
        readings=("separator_v2", "content_type_v2"),
    )


def _extra(method: str) -> Fault:
    return fault(method, "extra-fields", fields=_NEW, times=1000)


CASES = (
    *(_survives("members", method, "Members that are new", _extra(method)) for method in _CALLS),
    _survives("status-text", "Send", "A text that is new", Twist(method="Send", members={"Status": "Все хорошо"})),
    _survives("status-text", "QueryMessages", "A text that is new", Twist(method="QueryMessages", rows={"Status": ""})),
    *(
        _survives(
            f"status-{code}",
            "QueryMessages",
            "A message status that is new",
            Twist(method="QueryMessages", rows={"StatusCode": code, "Status": "Paused"}),
            clauses=f"{_CHANGES}; v3 Message Status Possible Values",
        )
        for code in (11, 77, 105, 999)
    ),
    _survives(
        "row-members", "QueryMessages", "Members that are new", Twist(method="QueryMessages", rows={"Price": 2.5})
    ),
    *(_fails(method, code) for method in _CALLS for code in (105, 303)),
    *(_fails("Send", code) for code in (0, 1, 500, 999)),
    _balance("numbers", Balance="#1300.30", BalanceNegativeLimit="#-1000", AvailableFund="#2300.30"),
    _balance("mixed", Balance="1300.3", BalanceNegativeLimit="#-1000.000", AvailableFund="#2300.3"),
    _balance("tenths", Balance="#0.1", BalanceNegativeLimit="#-0.2", AvailableFund="#0.3"),
    _balance("large", Balance="#90071992547409.93", BalanceNegativeLimit="#0", AvailableFund="90071992547409.93"),
    _balance("negative", Balance="#-0.20", BalanceNegativeLimit="-1000.05", AvailableFund="#999.85"),
    _balance("scale", Balance="0.1234567890123", BalanceNegativeLimit="-0.000001", AvailableFund="#0.1234577890123"),
    _price("strings", AveragePrice="2.50", TotalPrice="25.00"),
    _price("long-scale", AveragePrice="#0.03", TotalPrice="#0.0325"),
    _price("large", AveragePrice="#90071992547409.93", TotalPrice="#90071992547409.93"),
    _price("whole", AveragePrice="#2", TotalPrice="#2"),
    _price("free", AveragePrice="#0.00", TotalPrice="#0.00"),
    *(_funds(name, *amounts) for name, amounts in _ACCOUNTS.items()),
    *(_funds_v2(name, *amounts) for name, amounts in _ACCOUNTS.items()),
    Case(
        id="v2.new.status",
        title="A message status that is new is reported as it is.",
        clauses="v2 8.1; v2 6 querymessage, response",
        owes=("survive", "v2-answers"),
        steps=(send_v2(), Twist(method="querymessage", line="ID: 42 : Paused"), v2("status", message_id="$last")),
        reached=(came("querymessage"), fired),
        allowed=(succeeded, values_as_told),
    ),
    *(
        Case(
            id=f"v2.new.code-{code}",
            title=f"A code that is new ({code}) is an error.",
            clauses="v2 8.2; v2 4, error message",
            owes=("survive", "v2-answers"),
            steps=(Twist(method="send", line=f"Err: {code} : A new restriction"), send_v2()),
            reached=(came("send"), fired),
            allowed=(failed(*ERROR_CLASSES, code=code),),
        )
        for code in (1, 704, 715, 799, 9999)
    ),
)
