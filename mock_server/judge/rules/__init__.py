"""The rules: what a client owes the gateway, as far as the gateway can see it. Each file ends in those of its subject.

What it cannot see, and therefore no rule is about:

- that an answer is read rightly: amounts exactly, v2 answers by their code, unknown fields and codes without harm
  (v3 Changes 2), an answer that broke off as an error. A v2 client that misreads its message id shows it by what it
  asks for (`v2.messageref.form`).
- that a text is the one its caller gave. Only damage that shows in the text itself is told (`v3.body.damaged`).
- which account a session was meant for: a SessionId is all that names one.
- where one call of a client ends and the next begins. So whatever is fair once a call (a login after a 200, a request
  with a dead session, a login for each run of a program) is held against it only when it comes too often for that.
- what stands in its logs; whether it looks for changes of the API (v3 Changes 6), checks its connection
  (v3 Overview), or verifies a certificate.
- when it sends: a `ScheduledDate` may be what somebody wants, however odd.
"""

from __future__ import annotations

from ..rule import Rule
from . import (
    busy,
    form,
    logins,
    losses,
    messages,
    polling,
    reading,
    references,
    refusals,
    sessions,
    texts,
    v2,
)

RULES: tuple[Rule, ...] = (
    *reading.RULES,
    *form.RULES,
    *logins.RULES,
    *sessions.RULES,
    *busy.RULES,
    *refusals.RULES,
    *messages.RULES,
    *texts.RULES,
    *references.RULES,
    *polling.RULES,
    *losses.RULES,
    *v2.RULES,
)
