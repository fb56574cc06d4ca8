from playwright.sync_api import Browser, Route, expect

from mobipace.mock_server.world import demo_text, parse
from tests.support import Account, Sim, running
from tests.ui.browser import Screen, looking

RECIPIENT = "37499123456"


def send(account: Account, *bodies: str, recipient: str = RECIPIENT) -> None:
    """Each body as a message, in one request over v3, with references r-0, r-1, …"""
    messages = [{"Recipient": recipient, "Body": body, "Reference": f"r-{n}"} for n, body in enumerate(bodies)]
    assert account.send(account.login(), *messages)["StatusCode"] == 101


def test_messages_are_listed_newest_first(screen: Screen, account: Account) -> None:
    """The latest message is the one somebody looks for."""
    send(account, "first", "second", "third")

    screen.go("messages")

    expect(screen.rows).to_have_count(3)
    assert [text.split("\n") for text in screen.rows.all_inner_texts()] == [
        ["Pending", RECIPIENT, body, "MOBIPACE", "ann@example.com", "18:20:00"] for body in ("third", "second", "first")
    ]


def test_a_message_shows_up_as_it_is_sent(screen: Screen, account: Account) -> None:
    """The list is live: nobody presses a button."""
    screen.go("messages")
    expect(screen.page.get_by_text("No message yet.")).to_be_visible()

    account.v2_send(body="over v2")
    send(account, "over v3")

    expect(screen.rows).to_have_count(2)
    expect(screen.rows.first).to_contain_text("over v3")
    expect(screen.rows.last).to_contain_text("over v2")


SEARCHES = {
    "374990": ["37499000001"],
    "HELLO": ["37499000001", "79250000001"],
    "r-1": ["79250000001"],
    "invalidroute": ["86000000000"],
    "hello 7925": ["79250000001"],
    "nothing like that": [],
}


def test_a_search_finds_recipient_text_reference_and_status(screen: Screen, account: Account) -> None:
    """Every word has to be there somewhere, in any letter case."""
    rows = [("37499000001", "hello Ann"), ("79250000001", "Hello Bob"), ("86000000000", "bye")]
    messages = [{"Recipient": to, "Body": body, "Reference": f"r-{n}"} for n, (to, body) in enumerate(rows)]
    account.send(account.login(), *messages)
    screen.go("messages")
    expect(screen.rows).to_have_count(3)

    for query, found in SEARCHES.items():
        screen.page.get_by_role("searchbox").fill(query)

        expect(screen.page.locator(".tally")).to_have_text(f"{len(found)} of 3 messages")
        expect(screen.page.locator(".cell-recipient")).to_have_text([*reversed(found)])


def test_a_search_is_kept_while_one_looks_elsewhere(screen: Screen, account: Account) -> None:
    """Each list has its own; whose world is looked at is the same everywhere."""
    send(account, "one", "two")
    screen.go("messages")
    screen.page.get_by_role("searchbox").fill("two")
    expect(screen.rows).to_have_count(1)
    screen.choose("Account", account.username)

    screen.tab("Exchanges")
    expect(screen.page.get_by_role("searchbox")).to_have_value("")
    screen.tab("Messages")

    expect(screen.page.get_by_role("searchbox")).to_have_value("two")
    expect(screen.rows).to_have_count(1)
    expect(screen.page.get_by_label("Account", exact=True)).to_have_value(account.username)


def test_the_list_is_filtered_by_status_and_by_account(screen: Screen, account: Account) -> None:
    """Two filters, each of which leaves out what is not of its kind."""
    send(account, "one")
    send(account, "two", recipient="37400000009")
    screen.sim.existing("mobipace@mobipace.com").v2_send(body="three")
    screen.go("messages")
    expect(screen.rows).to_have_count(3)

    screen.choose("Status", "BlockedMobile")
    expect(screen.rows).to_have_count(1)
    expect(screen.rows).to_contain_text("two")

    screen.choose("Status", "Every status")
    screen.choose("Account", "mobipace@mobipace.com")
    expect(screen.rows).to_have_count(1)
    expect(screen.rows).to_contain_text("three")


# Keeps every status that is ever drawn.
STATUSES = """
window.drawn = new Set();
new MutationObserver(() => {
  for (const chip of document.querySelectorAll(".row .chip")) drawn.add(chip.textContent);
}).observe(document, { childList: true, subtree: true, characterData: true });
"""


def test_a_status_is_right_from_the_first(screen: Screen, account: Account) -> None:
    """It is read off the account's clock, so no message is drawn before that is known."""
    send(account, "hello")
    accounts, held = "**/_control/accounts?*", []

    def hold(route: Route) -> None:
        held.append(route)

    screen.page.add_init_script(STATUSES)
    screen.page.route(accounts, hold)
    with screen.page.expect_response("**/_control/messages?*") as answer:
        screen.page.goto(f"{screen.root}/#/messages")
    answer.value.finished()
    screen.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    screen.page.unroute(accounts)  # lets go what it has held

    expect(screen.rows.locator(".chip")).to_have_text("Pending")
    assert (len(held), screen.evaluate("[...drawn]")) == (1, ["Pending"])


def test_a_status_moves_when_the_clock_does(screen: Screen, account: Account) -> None:
    """Time is no event: the page reads statuses off the timeline and the account's clock, as the gateway does."""
    send(account, "hello")
    screen.go("messages")
    chip = screen.rows.locator(".chip")
    expect(chip).to_have_text("Pending")

    account.clock(advance=1)
    expect(chip).to_have_text("Sent")

    account.clock(advance=2)
    expect(chip).to_have_text("Delivered")


def test_a_status_moves_by_itself_under_a_running_clock(screen: Screen) -> None:
    """Sent after one second, Delivered after three."""
    screen.sim.existing("mobipace@mobipace.com").v2_send()
    screen.go("messages")

    expect(screen.rows.locator(".chip")).to_have_text("Delivered")


def test_a_message_opens_with_all_there_is_to_know(screen: Screen, account: Account) -> None:
    """Text as on a phone, parts and alphabet, price, sender, both ids, both protocols' status."""
    send(account, "Բարեւ")
    screen.go("messages")

    screen.rows.click()

    expect(screen.page.locator(".bubble")).to_have_text("Բարեւ")
    facts = {name: screen.fact(name).inner_text() for name in ("To", "From", "Account", "Reference (v3)", "Id (v2)")}
    assert facts == {
        "To": RECIPIENT,
        "From": "MOBIPACE",
        "Account": "ann@example.com",
        "Reference (v3)": "r-0",
        "Id (v2)": str(account.messages[0]["id"]),
    }
    expect(screen.fact("Length")).to_have_text("1 part of UCS-2, 5 characters")
    expect(screen.fact("Price")).to_have_text("2.00 EUR")
    expect(screen.fact("v3")).to_have_text("1 Pending")
    expect(screen.fact("v2")).to_have_text("0 Pending")


def test_the_timeline_holds_what_has_been_and_what_will_be(screen: Screen, account: Account) -> None:
    """What is past shows when it was, what is to come in how long it will be."""
    send(account, "hello")
    account.clock(advance=1)

    screen.go("messages", account.messages[0]["id"])

    steps = screen.page.locator(".timeline li")
    expect(steps).to_have_count(3)
    assert [text.split("\n") for text in steps.all_inner_texts()] == [
        ["Pending", "v3 1 · v2 0 Pending", "2019-07-25 18:20:00"],
        ["Sent", "v3 3 · v2 2 DeliveredToNetwork", "2019-07-25 18:20:01"],
        ["Delivered", "v3 100 · v2 1 Sent", "in 2 s"],
    ]
    expect(steps.nth(1)).to_have_attribute("aria-current", "step")


def test_a_waiting_message_is_read_again_when_it_falls_due(screen: Screen) -> None:
    """It is charged only then, and OutOfBalance where the funds are gone: nothing but a look at it can tell."""
    ann = screen.sim.account(username="ann@example.com", balance="2.00", credit_limit="0")
    ann.v2("schedule", sender="MOBIPACE", recipient=RECIPIENT, body="later", sendingdate="2019-07-25T19:00:00")
    screen.go("messages")
    expect(screen.rows.locator(".chip")).to_have_text("Scheduled")

    ann.change(balance="1.00")
    ann.clock(advance=3600)

    expect(screen.rows.locator(".chip")).to_have_text("OutOfBalance")


def test_a_message_that_moves_by_queries_is_read_again_when_it_is_asked_for(browser: Browser) -> None:
    """Such a status appears once it has come; the exchange that asked tells that it may have."""
    moves = demo_text().replace('moved_by = "time"', 'moved_by = "queries"')
    with running(parse(moves, "a world of queries", seed=7)) as sim, looking(browser, sim) as screen:
        ann = sim.account(username="ann@example.com")
        ann.v2_send()
        id = str(ann.messages[0]["id"])
        screen.go("messages", id)
        expect(screen.fact("v2")).to_have_text("0 Pending")

        ann.v2("querymessage", messageref=id)

        expect(screen.fact("v2")).to_have_text("2 DeliveredToNetwork")


def test_a_text_is_copied(browser: Browser, sim: Sim, account: Account) -> None:
    """As it was sent: a code out of a login message, to be pasted where it is asked for."""
    send(account, "4711 \u202eis your code")
    with looking(browser, sim, permissions=["clipboard-read", "clipboard-write"]) as screen:
        screen.go("messages", account.messages[0]["id"])

        screen.press("Copy text")

        expect(screen.page.get_by_role("log")).to_contain_text("Copied.")
        assert screen.evaluate("navigator.clipboard.readText()") == "4711 \u202eis your code"


def test_an_outcome_is_forced_and_a_refusal_is_shown(screen: Screen, account: Account) -> None:
    """The knob does what the API does, and says what the API says."""
    send(account, "hello")
    screen.go("messages", account.messages[0]["id"])

    screen.choose("Outcome", "Rejected")
    screen.press("Force")
    expect(screen.fact("v3")).to_have_text("103 Rejected")

    screen.choose("Outcome", "Delivered")
    screen.press("Force")
    expect(screen.page.get_by_role("log")).to_contain_text("a message that is Rejected cannot become Delivered")


def test_a_message_that_is_not_kept_is_fetched_by_its_address(screen: Screen) -> None:
    """An address stands for its message, and for a plain word where there is none."""
    screen.go("messages", 4711)

    expect(screen.pane).to_contain_text("There is no message 4711.")
