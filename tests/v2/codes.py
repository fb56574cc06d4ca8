"""Every value and code of v2 8.1 and 8.2: its text, and the test that hears it or the reason why none can.

Texts are copied from the document, with ASCII apostrophes and names made whole where its columns broke them.
"""

STATUSES = {
    0: ("Pending", "The status of the SMS message is unknown, SMS is in queue."),
    1: ("Sent", "The SMS message is sent and delivered."),
    2: ("DeliveredToNetwork", "The SMS message is delivered to operator."),
    3: ("TimeOut", "The connection is interrupted, operator may be overloaded."),
    4: ("OutOfBalance", "Out of balance, SMS is not delivered."),
    5: ("Scheduled", "The SMS message will be sent at the scheduled time."),
    6: ("DeliveryToGateway", "The SMS message is delivered to gateway but status unknown."),
    7: ("IncorrectRecipient", "The format of the recipient is incorrect."),
    8: ("NotSent", "Wrong destination or internal error."),
    9: ("Unknown", "Incorrect message reference (ID)"),
}

ERRORS = {
    700: ("IncorrectParameters", "Incorrect parameters in user's request"),
    701: ("AuthenticationFailed", "Incorrect username or password"),
    702: ("OutOfBalance", "Not enough balance to send SMS message"),
    703: ("IncorrectMessageRef", "Incorrect message references"),
    705: ("IncorrectDateTimeFormat", "The format of the date/time is incorrect"),
    706: ("OperationSucceed", "The operation (activate, register) has been processed successfully"),
    707: ("IncorrectActivationCode", "The activation code is incorrect"),
    708: ("OutOfDateTime", "The specified date/time (for function 'schedule') is out of date"),
    709: ("IncorrectCurrency", "The specified currency is incorrect"),
    710: ("IncorrectEmailFormat", "The format of the specified email is incorrect"),
    711: ("UserIsAlreadyRegistered", "User account with specified username is already registered"),
    712: ("OperationTimeOut", "The message send operation timed out"),
    713: ("UnknownError", "Indicates an error occurred in the system"),
    714: ("EmailIsAlreadyUsed", "Indicates that user account with the specified email is already registered"),
}

_STATUS = "tests/v2/test_answers.py::test_every_status_answers_its_value_and_sentence"
_ERROR = "tests/v2/test_answers.py::test_every_error_answers_its_code_and_sentence"

V2_PRODUCED = {
    0: _STATUS,
    1: _STATUS,
    2: _STATUS,
    3: _STATUS,
    4: _STATUS,
    5: "tests/v2/test_answers.py::test_querymessage_answers_status_and_sentence",
    6: _STATUS,
    7: _STATUS,
    8: _STATUS,
    9: "tests/v2/test_references.py::test_an_unknown_reference_may_be_status_9",
    700: _ERROR,
    701: _ERROR,
    702: _ERROR,
    703: _ERROR,
    705: _ERROR,
    708: _ERROR,
    709: _ERROR,
}

_REGISTRATION = "belongs to registration and activation, functions that the document does not describe"
_FAULT = "an inner fault of the system: no request brings it about, only a fault that an operator asks for"

V2_UNREACHABLE = {
    706: _REGISTRATION,
    707: _REGISTRATION,
    710: _REGISTRATION,
    711: _REGISTRATION,
    712: _FAULT,
    713: _FAULT,
    714: _REGISTRATION,
}
