"""Everything is done without a mouse."""

from playwright.sync_api import expect

from tests.support import Account
from tests.ui.browser import Screen

PANELS = ["Messages", "Exchanges", "Accounts", "Clock", "Faults", "Report"]


def focused(screen: Screen) -> str:
    """The name of what has the focus."""
    return str(
        screen.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent")
    ).strip()


def marked(screen: Screen) -> str:
    """The row that the list's focus is on."""
    id = screen.page.locator(".list").get_attribute("aria-activedescendant")
    return screen.page.locator(f"[id='{id}']").inner_text() if id else ""


def test_tabs_are_one_stop_and_arrows_go_through_them(screen: Screen) -> None:
    """Left, Right, Home and End; the panel follows."""
    screen.go("messages")
    screen.page.get_by_role("tab", name="Messages").focus()

    for key, name in [("ArrowRight", "Exchanges"), ("End", "Report"), ("ArrowLeft", "Faults"), ("Home", "Messages")]:
        screen.page.keyboard.press(key)
        expect(screen.page.get_by_role("tab", name=name)).to_be_focused()
        expect(screen.page.get_by_role("tabpanel", name=name)).to_be_visible()
    assert screen.page.locator('[role="tab"][tabindex="0"]').count() == 1


def test_a_number_leads_to_a_panel(screen: Screen) -> None:
    """From anywhere but a field; the window's title says where one is."""
    screen.go("clock")

    for number, panel in enumerate(PANELS, 1):
        screen.page.keyboard.press(str(number))
        expect(screen.page.get_by_role("tab", name=panel)).to_have_attribute("aria-selected", "true")
        expect(screen.page).to_have_title(f"{panel} · mobipace-mock")


def test_slash_searches_and_escape_leads_to_the_list(screen: Screen, account: Account) -> None:
    """A slash in a field is a slash."""
    account.v2_send(body="a/b")
    account.v2_send(body="c")
    screen.go("messages")
    expect(screen.rows).to_have_count(2)

    screen.page.keyboard.press("/")
    expect(screen.page.get_by_role("searchbox")).to_be_focused()
    screen.page.keyboard.type("a/b")
    expect(screen.rows).to_have_count(1)
    expect(screen.page.get_by_role("searchbox")).to_have_value("a/b")

    screen.page.keyboard.press("Escape")
    expect(screen.page.get_by_role("listbox")).to_be_focused()


def test_a_list_is_gone_through_with_the_arrows(screen: Screen, account: Account) -> None:
    """One stop; arrows, Home, End and the page keys move, Enter opens, Escape closes."""
    session = account.login()
    many = [{"Recipient": "37499000000", "Body": f"text {n}", "Reference": f"r{n}"} for n in range(100)]
    account.send(session, *many)
    screen.go("messages")
    expect(screen.row("text 99")).to_be_visible()
    screen.page.get_by_role("listbox").focus()
    expect(screen.page.locator(".row.active")).to_contain_text("text 99")
    assert "text 99" in marked(screen)

    for key, text in [("ArrowDown", "text 98"), ("End", "text 0"), ("ArrowUp", "text 1"), ("Home", "text 99")]:
        screen.page.keyboard.press(key)
        expect(screen.page.locator(".row.active")).to_contain_text(text)
        assert text in marked(screen)
        expect(screen.page.locator(".row.active")).to_be_in_viewport()
    screen.page.keyboard.press("PageDown")
    expect(screen.page.locator(".row.active")).not_to_contain_text("text 99")

    screen.page.keyboard.press("Home")
    screen.page.keyboard.press("Enter")
    expect(screen.page.locator(".bubble")).to_have_text("text 99")
    screen.page.keyboard.press("ArrowDown")
    expect(screen.page.locator(".bubble")).to_have_text("text 98")
    screen.page.keyboard.press("Escape")
    expect(screen.pane).to_have_count(0)
    expect(screen.page.get_by_role("listbox")).to_be_focused()


def test_what_is_read_stays_where_it_is(screen: Screen, account: Account) -> None:
    """New rows at the top do not push away what somebody looks at further down; at the top they show up."""
    session = account.login()
    many = [{"Recipient": "37499000000", "Body": f"text {n}", "Reference": f"r{n}"} for n in range(100)]
    account.send(session, *many)
    screen.go("messages")
    expect(screen.row("text 99")).to_be_visible()
    screen.page.locator(".list").evaluate("list => { list.scrollTop = 44 * 40 }")
    expect(screen.row("text 59")).to_be_visible()
    before = screen.row("text 59").bounding_box()

    account.send(session, *({**each, "Body": f"new {n}"} for n, each in enumerate(many[:7])))
    expect(screen.page.locator(".tally")).to_have_text("107 messages")

    assert screen.row("text 59").bounding_box() == before


def test_a_dialog_keeps_the_focus_and_gives_it_back(screen: Screen) -> None:
    """Tab stays inside, Escape closes, and one is where one was."""
    screen.go("accounts")
    screen.page.get_by_role("button", name="New account…").focus()
    screen.page.keyboard.press("Enter")
    expect(screen.dialog).to_be_visible()

    for _ in range(15):
        screen.page.keyboard.press("Tab")
        inside = "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        assert screen.evaluate(inside), focused(screen)
    screen.page.keyboard.press("3")
    screen.page.keyboard.press("Escape")

    expect(screen.dialog).to_have_count(0)
    expect(screen.page.get_by_role("button", name="New account…")).to_be_focused()


def test_a_question_mark_shows_the_keys(screen: Screen) -> None:
    """And Escape takes them away."""
    screen.go("messages")

    screen.page.keyboard.press("?")
    expect(screen.dialog.get_by_role("heading", name="Keys")).to_be_visible()

    screen.page.keyboard.press("Escape")
    expect(screen.dialog).to_have_count(0)


def test_a_heat_map_is_gone_through_with_the_arrows(screen: Screen, account: Account) -> None:
    """One stop each; what a cell is stands beside."""
    account.login()
    screen.go("report")
    cells = screen.page.get_by_role("list", name="Codes of v3").get_by_role("listitem")
    cells.first.focus()

    screen.page.keyboard.press("ArrowRight")

    expect(cells.nth(1)).to_be_focused()
    expect(screen.page.locator(".heat-shown")).to_have_text("101 Success. Met once")


def test_the_way_back_leads_back(screen: Screen, account: Account) -> None:
    """An address for every panel and everything that is open; a reload keeps it."""
    account.v2_send(body="hello")
    screen.go("messages")
    screen.rows.click()
    expect(screen.page.locator(".bubble")).to_be_visible()
    screen.page.get_by_role("link", name="ann@example.com").click()
    expect(screen.section("Funds")).to_be_visible()

    screen.page.reload()
    expect(screen.section("Funds")).to_be_visible()
    screen.page.go_back()
    expect(screen.page.locator(".bubble")).to_have_text("hello")
    screen.page.go_back()
    expect(screen.pane).to_have_count(0)
