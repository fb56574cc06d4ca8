import re

from playwright.sync_api import expect

from tests.support import Account
from tests.ui.browser import Screen


def test_accounts_are_listed_with_what_keeps_them_from_sending(screen: Screen) -> None:
    """The demo world's: each documented state is a word in its row."""
    screen.go("accounts")

    expect(screen.rows).to_have_count(7)
    assert {row.split("\n")[0]: row.split("\n")[1:] for row in screen.rows.all_inner_texts()} == {
        "mobipace@mobipace.com": ["2300.30 EUR"],
        "poor@mobipace.com": ["0.00 EUR"],
        "locked@mobipace.com": ["locked", "1300.30 EUR"],
        "blocked@mobipace.com": ["blocked", "1300.30 EUR"],
        "nocurrency@mobipace.com": ["no currency", "1300.30"],
        "social@mobipace.com": ["1300.30 EUR"],
        "37491000000": ["individual", "2300.30 EUR"],
    }


def test_funds_are_a_bar_from_the_limit_to_the_balance(screen: Screen, account: Account) -> None:
    """Available is the balance less the limit; credit that is used up is marked."""
    account.change(balance="-250.00", credit_limit="-1000")

    screen.go("accounts", account.username)

    meter = screen.page.get_by_role("meter", name="Available funds")
    expect(meter).to_have_attribute(
        "aria-valuetext", "750.00 EUR available: balance -250.00 EUR, credit limit -1000 EUR"
    )
    widths = [part.evaluate("part => part.style.width") for part in meter.locator(".funds-part").all()]
    assert widths == ["75%", "25%"]


def test_the_balance_follows_every_charge(screen: Screen, account: Account) -> None:
    """An exchange tells where its account stands, and the ledger what was charged."""
    screen.go("accounts", account.username)
    expect(screen.page.locator(".funds-available")).to_have_text("2300.30 EUR available")

    account.v2_send()

    expect(screen.page.locator(".funds-available")).to_have_text("2298.30 EUR available")
    first = screen.section("Ledger").locator("tbody tr").first
    expect(first).to_contain_text("1 message accepted")
    expect(first).to_contain_text("-2.00")
    expect(screen.section("Ledger").locator("tfoot")).to_contain_text("1298.30")
    first.get_by_role("link").click()
    expect(screen.pane.get_by_role("heading", level=2)).to_have_text(f"Message {account.messages[0]['id']}")


def test_sessions_show_the_seconds_they_have_left(screen: Screen, account: Account) -> None:
    """60 s since the last request, by the account's clock; a dead one is gone."""
    session = account.login()
    screen.go("accounts", account.username)
    row = screen.section("Sessions").get_by_role("row", name=session)
    expect(row).to_contain_text("60 s")

    account.clock(advance=45)
    expect(row).to_contain_text("15 s")

    account.clock(advance=15)
    expect(screen.section("Sessions")).to_contain_text("No session lives.")


def test_sessions_are_expired(screen: Screen, account: Account) -> None:
    """One, or all; the client hears 103."""
    one, other = account.login(), account.login()
    screen.go("accounts", account.username)

    screen.press(f"Expire session {one}")
    expect(screen.section("Sessions").get_by_role("row", name=one)).to_have_count(0)
    assert account.call("QueryBalance", {"SessionId": one})["StatusCode"] == 103
    assert account.call("QueryBalance", {"SessionId": other})["StatusCode"] == 101

    screen.press("Expire all")
    expect(screen.section("Sessions")).to_contain_text("No session lives.")
    assert account.call("QueryBalance", {"SessionId": other})["StatusCode"] == 103


def test_an_account_is_made(screen: Screen) -> None:
    """From a form; its password is shown once, and works."""
    screen.go("accounts")
    screen.press("New account…")
    screen.fill("User name", "bob@example.com", screen.dialog)
    screen.fill("Balance", "12.50", screen.dialog)
    screen.fill("Credit limit", "0", screen.dialog)
    screen.fill("Senders", "SHOP, ALERTS", screen.dialog)
    screen.press("Make", screen.dialog)

    expect(screen.dialog).to_contain_text("Its password is shown this once.")
    password = screen.fact("Password").inner_text()
    screen.press("Done", screen.dialog)

    expect(screen.fact("Senders")).to_have_text(re.compile(r"SHOP\s*ALERTS"))
    assert screen.sim.existing("bob@example.com", password).v2("querybalance") == "ID: 12.50 : EUR"


def test_a_refused_account_leaves_the_form_as_it_is(screen: Screen, account: Account) -> None:
    """The API's words are shown, and what was filled in is still there."""
    screen.go("accounts")
    screen.press("New account…")
    screen.fill("User name", account.username, screen.dialog)
    screen.press("Make", screen.dialog)

    expect(screen.page.get_by_role("log")).to_contain_text("ann@example.com")
    expect(screen.dialog.get_by_label("User name", exact=True)).to_have_value(account.username)


def test_the_balance_is_changed(screen: Screen, account: Account) -> None:
    """By hand, and entered in the ledger."""
    screen.go("accounts", account.username)

    screen.press("Balance…")
    screen.fill("Balance", "5.00", screen.dialog)
    screen.press("Change", screen.dialog)

    expect(screen.dialog).to_have_count(0)
    expect(screen.page.locator(".funds-available")).to_have_text("1005.00 EUR available")
    expect(screen.section("Ledger").locator("tbody tr").first).to_contain_text("balance set by the operator")


def test_an_account_is_blocked_and_unblocked(screen: Screen, account: Account) -> None:
    """202 while it is."""
    screen.go("accounts", account.username)

    screen.press("Block")
    expect(screen.pane.locator(".pane-head .chip")).to_have_text("blocked")
    login = {"Username": account.username, "Password": account.password}
    assert account.call("authorize", login)["StatusCode"] == 202

    screen.press("Unblock")
    expect(screen.pane.locator(".pane-head .chip")).to_have_count(0)
    assert account.call("authorize", login)["StatusCode"] == 101


def test_a_locked_account_is_unlocked(screen: Screen, account: Account) -> None:
    """201 after five wrong passwords, until an operator unlocks it."""
    for _ in range(6):
        account.call("authorize", {"Username": account.username, "Password": "wrong"})
    screen.go("accounts", account.username)
    expect(screen.pane.locator(".pane-head .chip")).to_have_text("locked")

    screen.press("Unlock")

    expect(screen.pane.locator(".pane-head .chip")).to_have_count(0)
    assert account.login()


def test_senders_are_replaced(screen: Screen, account: Account) -> None:
    """Names separated by commas."""
    screen.go("accounts", account.username)

    screen.press("Senders…")
    screen.fill("Sender names", "SHOP", screen.dialog)
    screen.press("Change", screen.dialog)

    expect(screen.fact("Senders")).to_have_text("SHOP")


def test_an_account_is_deleted_with_all_that_is_its_own(screen: Screen, account: Account) -> None:
    """After a question; its messages leave the list as well."""
    account.v2_send()
    screen.go("messages")
    expect(screen.rows).to_have_count(1)
    screen.tab("Accounts")
    screen.row("ann@example.com").click()

    screen.press("Delete…")
    screen.press("Delete", screen.dialog)
    expect(screen.pane).to_contain_text("There is no such account.")

    screen.tab("Messages")
    expect(screen.page.get_by_text("No message yet.")).to_be_visible()


def test_the_world_is_reset(screen: Screen, account: Account) -> None:
    """After a question everything is as it was loaded."""
    account.v2_send()
    screen.go("accounts")
    expect(screen.rows).to_have_count(8)

    screen.press("Reset…")
    screen.press("Reset", screen.dialog)

    expect(screen.rows).to_have_count(7)
    screen.tab("Exchanges")
    expect(screen.page.get_by_text("Nothing was asked yet.")).to_be_visible()


def test_an_account_made_elsewhere_shows_up(screen: Screen) -> None:
    """A test suite makes accounts all the time."""
    screen.go("accounts")
    expect(screen.rows).to_have_count(7)

    made = screen.sim.account()

    expect(screen.row(made.username)).to_be_visible()
