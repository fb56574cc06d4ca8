"""Logins and sessions."""

from dataclasses import replace

from mobipace.mock_server.judge.judge import Judge
from tests.gateway.desk import COMPANY
from tests.judge.desk import LOST_AFTER, Desk, message, said
from tests.judge.row import Client, Row

# Logins


def tries(number: int, *, apart: float = 0.5, version: str = "v3") -> Client:
    """The same wrong password so many times."""

    def client(desk: Desk) -> None:
        for _ in range(number):
            _try(desk, version)
            desk.wait(apart)

    return client


def _try(desk: Desk, version: str) -> None:
    if version == "v3":
        desk.login(password="wrong")
    else:
        desk.get("querybalance", password="wrong")


def tries_with_an_operator(version: str) -> Client:
    """Four tries, the operator looks after the account, four more."""

    def client(desk: Desk) -> None:
        tries(4, version=version)(desk)
        desk.account().unlock()
        tries(4, version=version)(desk)

    return client


def different_passwords(desk: Desk) -> None:
    """Somebody at a keyboard."""
    for number in range(6):
        desk.login(password=f"guess {number}")


def four_tries_and_a_right_one(desk: Desk) -> None:
    """Four wrong, one right, four wrong."""
    tries(4)(desk)
    desk.login()
    tries(4)(desk)


def workers_that_fail_together(desk: Desk) -> None:
    """Six workers start at one moment, all with the wrong password: none has been told anything yet."""
    document = {"Username": COMPANY.username, "Password": "wrong"}
    for flight in [desk.fly("authorize", document) for _ in range(6)]:
        flight.end()


def login_per_message(desk: Desk) -> None:
    """A new session for each of six messages."""
    for number in range(6):
        desk.send(desk.login(), message(f"r{number}"))


def one_session(desk: Desk) -> None:
    """One session for six messages, and then another login: a session was used more than once."""
    session = desk.login()
    for number in range(6):
        desk.send(session, message(f"r{number}"))
    desk.login()


def one_session_and_then_one_per_message(desk: Desk) -> None:
    """What was right at first is given up."""
    one_session(desk)
    for number in range(6):
        desk.send(desk.login(), message(f"s{number}"))


def logins_ahead(desk: Desk) -> None:
    """Five workers log in before there is work, and one of them does it all."""
    sessions = [desk.login() for _ in range(5)]
    for number in range(6):
        desk.send(sessions[3], message(f"r{number}"))
    desk.login()


def rare_messages(desk: Desk) -> None:
    """A message every minute: each session has died when the next is needed."""
    for number in range(7):
        desk.send(desk.login(), message(f"r{number}"))
        desk.wait(60)


def messages_under_a_frozen_clock(desk: Desk) -> None:
    """The same while the account's clock stands: its sessions live on, but the client cannot know."""
    desk.account().clock.freeze(desk.real, True)
    rare_messages(desk)


def messages_under_a_moved_clock(desk: Desk) -> None:
    """The operator moves the account's clock on between messages that follow each other closely."""
    for number in range(7):
        desk.send(desk.login(), message(f"r{number}"))
        desk.advance(60)


def logins_after_losses(desk: Desk) -> None:
    """Each answer is lost, so each time the client begins afresh."""
    for number in range(7):
        desk.send(desk.login(), message(f"r{number}"), options={"mishap": LOST_AFTER})


def lost_logins(desk: Desk) -> None:
    """The answers to the logins are lost."""
    for _ in range(7):
        desk.login(mishap=LOST_AFTER)
    desk.send(desk.login(), message())


def unlocked_in_between(desk: Desk) -> None:
    """Locked, unlocked, and tried again."""
    desk.operate(locked=True)
    tries(4)(desk)
    desk.operate(locked=False)
    tries(4)(desk)


def unknown_people(desk: Desk) -> None:
    """Two unknown usernames, four tries each."""
    for name in ("one@nowhere", "two@nowhere"):
        for _ in range(4):
            desk.login(name)


# Sessions


def expired_once(desk: Desk) -> None:
    """A session is used after it has died; a login and the same request follow."""
    session = desk.login()
    desk.wait(61)
    desk.send(session, message())
    desk.send(desk.login(), message())


def expired_thrice(desk: Desk) -> None:
    """A balance asked three times with a dead session."""
    session = desk.login()
    desk.wait(61)
    for _ in range(3):
        desk.balance(session)


def same_message_with_a_dead_session(desk: Desk) -> None:
    """A Send repeated as it was, dead session and all."""
    session = desk.login()
    desk.wait(61)
    desk.send(session, message())
    desk.send(session, message())


def threads_with_a_dead_session(desk: Desk) -> None:
    """Two threads share a session; each learns of its death, each logs in, the second only then repeats."""
    session = desk.login()
    desk.wait(61)
    desk.send(session, message("one"))
    desk.send(session, message("two"))
    desk.send(desk.login(), message("one"))
    desk.send(desk.login(), message("two"))


def late_thread(desk: Desk) -> None:
    """A thread that slept still has the old session when another has renewed it."""
    session = desk.login()
    desk.wait(61)
    desk.balance(session)
    desk.balance(desk.login())
    desk.balance(session)
    desk.balance(desk.login())


def late_threads(desk: Desk) -> None:
    """Three threads, each with the old session, and each renews it."""
    session = desk.login()
    desk.wait(61)
    for _ in range(3):
        desk.balance(session)
        desk.balance(desk.login())


def late_threads_after_the_operator(desk: Desk) -> None:
    """The same with a session that the gateway has forgotten."""
    session = desk.login()
    desk.account().sessions.end_all()
    for _ in range(3):
        desk.balance(session)
        desk.balance(desk.login())


def threads_at_once_with_a_dead_session(desk: Desk) -> None:
    """Four threads ask at one moment, and none has been told."""
    session = desk.login()
    desk.wait(61)
    for flight in [desk.fly("QueryBalance", {"SessionId": session}) for _ in range(4)]:
        flight.end()


def told_103_and_it_lives(desk: Desk) -> None:
    """A fault says 103 now and then; other threads find that the session lives."""
    session = desk.login()
    for _ in range(3):
        desk.balance(session, mishap=said(103))
        desk.balance(session)


def judged_from_the_middle(desk: Desk) -> None:
    """The judge has not seen the login; later the operator ends the session."""
    session = desk.login()
    desk.judge = Judge()
    desk.balance(session)
    desk.account().sessions.end_all()
    desk.balance(session)


def session_of_a_deleted_account(desk: Desk) -> None:
    """The account is gone, and its session with it."""
    session = desk.login()
    desk.balance(session)
    desk.gateway.remove_account(COMPANY.username)
    desk.balance(session)


def session_ended_by_the_operator(desk: Desk) -> None:
    """The operator ends all sessions."""
    session = desk.login()
    desk.account().sessions.end_all()
    desk.balance(session)
    desk.balance(desk.login())


def endless_renewal(desk: Desk) -> None:
    """A message again and again, with one new session after another."""
    for _ in range(3):
        desk.send(desk.login(), message(), options={"mishap": said(103)})


def one_renewal_that_does_not_help(desk: Desk) -> None:
    """A message, a login, the message again; then it is given up."""
    for _ in range(2):
        desk.send(desk.login(), message(), options={"mishap": said(103)})


def three_calls_in_vain(desk: Desk) -> None:
    """Three calls for the balance, one right after the other, each with its one renewal."""
    for _ in range(6):
        desk.balance(desk.login(), mishap=said(103))


def daemon_in_vain(desk: Desk) -> None:
    """A balance every two seconds, each with its renewal, all in vain."""
    for _ in range(8):
        desk.balance(desk.login(), mishap=said(103))
        desk.wait(2)


def three_calls_in_vain_and_one_later(desk: Desk) -> None:
    """Somebody tries again after a while."""
    for _ in range(2):
        three_calls_in_vain(desk)
        desk.wait(2)


def renewed_and_used_again(desk: Desk) -> None:
    """Renewed once; then the renewed session again, which is another rule's."""
    desk.send(desk.login(), message(), options={"mishap": said(103)})
    session = desk.login()
    for _ in range(2):
        desk.send(session, message(), options={"mishap": said(103)})


def renewed_late(desk: Desk) -> None:
    """Twice the same session, which is another rule's; then renewed once."""
    session = desk.login()
    for _ in range(2):
        desk.send(session, message(), options={"mishap": said(103)})
    desk.send(desk.login(), message())


def sessions_of_deleted_accounts(desk: Desk) -> None:
    """Many clients whose accounts are gone learn of it, each once."""
    sessions = []
    for number in range(9):
        account = desk.gateway.add_account(replace(COMPANY, username=f"{number}@mobipace.com"), desk.real)
        sessions.append(desk.login(account.username))
        desk.gateway.remove_account(account.username)
    for session in sessions:
        desk.balance(session)


SESSIONS = (
    Row(
        *("v3.login.repeated", "MUST", "v3 code 200; v3 code 201; v3 code 202"),
        breaks=tries(5),
        keeps=(
            *(tries(4), tries(8, apart=61), tries_with_an_operator("v3"), unlocked_in_between),
            *(different_passwords, four_tries_and_a_right_one, workers_that_fail_together, unknown_people),
        ),
    ),
    Row(
        *("v2.login.repeated", "SHOULD", "v2 8.2 code 701"),
        breaks=tries(5, version="v2"),
        keeps=(tries(4, version="v2"), tries(8, apart=61, version="v2"), tries_with_an_operator("v2")),
    ),
    Row(
        *("v3.login.per-message", "SHOULD", "v3 Authorization, session; v3 Authorization, timeout"),
        breaks=login_per_message,
        also=(one_session_and_then_one_per_message,),
        keeps=(
            *(one_session, logins_ahead, rare_messages, messages_under_a_frozen_clock, messages_under_a_moved_clock),
            *(logins_after_losses, lost_logins),
        ),
    ),
    Row(
        *("v3.session.never-issued", "MUST", "v3 Authorization; v3 Authorization, use of the ID"),
        breaks=lambda desk: desk.send("anything", message()),
        also=(
            lambda desk: desk.balance("4060b129-2d75-4b7e-9c3a-61b7769a5d2b"),
            lambda desk: desk.balance(""),
        ),
        keeps=(*(expired_once, session_of_a_deleted_account, session_ended_by_the_operator, judged_from_the_middle),),
    ),
    Row(
        *("v3.session.not-renewed", "MUST", "v3 code 103; v3 Authorization, renewal"),
        breaks=same_message_with_a_dead_session,
        also=(expired_thrice,),
        keeps=(
            *(expired_once, threads_with_a_dead_session, late_thread, session_ended_by_the_operator, late_threads),
            *(late_threads_after_the_operator, threads_at_once_with_a_dead_session, told_103_and_it_lives),
        ),
    ),
    Row(
        *("v3.session.loop", "MUST", "v3 code 103; v3 Authorization, renewal"),
        breaks=endless_renewal,
        keeps=(
            *(
                one_renewal_that_does_not_help,
                three_calls_in_vain,
                expired_once,
                daemon_in_vain,
                renewed_and_used_again,
            ),
            *(three_calls_in_vain_and_one_later, renewed_late, sessions_of_deleted_accounts),
        ),
    ),
)
