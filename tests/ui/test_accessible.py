"""Names for a screen reader, contrast, and a phone's width: checked by axe-core, and by the browser's own measures."""

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support import V2_PATH, Account, Sim, running
from tests.ui.browser import Screen, looking

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
OPENED: list[tuple[str, Any]] = [("messages", 100001), ("exchanges", 2), ("accounts", "ann@example.com")]
PAGES: list[tuple[str, Any]] = [("clock", None), ("faults", None), ("report", None)]
PANELS = [panel for panel, _ in [*OPENED, *PAGES]]
EVERYWHERE = [*((panel, None) for panel in PANELS), *OPENED]


@pytest.fixture(scope="module")
def lived_in() -> Iterator[Sim]:
    """A world in which something has happened in every panel."""
    with running() as sim:
        ann = sim.account(username="ann@example.com", password="secret")
        session = ann.login()
        ann.send(session, {"Recipient": "37499000000", "Body": "hello", "Reference": "r"})
        ann.change(balance="-20.00")
        sim.http.get(V2_PATH.lower(), params={"function": "querybalance", "username": ann.username})
        sim.control("POST", "faults", json={"effect": "code", "code": 300, "match": {"method": "Send"}})
        ann.control("POST", "holds", json={"match": {"method": "QueryBalance"}})
        yield sim


def wait_for(screen: Screen, panel: str, id: Any) -> None:
    """Open a place, and wait until it shows what it has."""
    screen.go(panel, id)
    if id is not None:
        expect(screen.pane.locator(".section").last).to_be_visible()
    if panel == "report":
        expect(screen.section("Coverage")).to_be_visible()


def failings(page: Page, *rules: str) -> list[str]:
    """What axe-core finds wrong, in a line each; by these rules alone, if some are named."""
    page.evaluate(AXE)
    found = page.evaluate(
        "rules => axe.run(document, { resultTypes: ['violations'], ...(rules.length ? { runOnly: rules } : {}) })",
        rules,
    )
    return [
        f"{each['id']} ({each['impact']}): {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def test_axe_finds_nothing_wrong(browser: Browser, lived_in: Sim) -> None:
    """WCAG 2 A and AA and axe's good practices; in the dark the contrast differs, and nothing else."""
    with looking(browser, lived_in, color_scheme="light", reduced_motion="reduce", bypass_csp=True) as screen:
        screen.page.add_init_script(AXE)
        found = {}
        for panel, id in [*OPENED, *PAGES]:  # a list stands beside what is open
            wait_for(screen, panel, id)
            found[panel] = failings(screen.page)
            screen.page.emulate_media(color_scheme="dark")
            found[panel] += failings(screen.page, "color-contrast")
            screen.page.emulate_media(color_scheme="light")

        assert found == {panel: [] for panel in PANELS}


def test_axe_finds_nothing_wrong_with_a_dialog(browser: Browser, lived_in: Sim) -> None:
    """A dialog has a name, and so has each of its fields."""
    with looking(browser, lived_in, bypass_csp=True) as screen:
        screen.page.add_init_script(AXE)
        screen.go("accounts")
        for button in ("New account…", "Reset…"):
            screen.press(button)
            expect(screen.dialog).to_be_visible()

            assert failings(screen.page) == []
            screen.press("Cancel", screen.dialog)


# What sticks out of the window: its name.
OUTSIDE = """() => [...document.querySelectorAll("button, a, input, select, summary, p, li, dd, td")]
    .filter((each) => each.checkVisibility())
    .map((each) => [each.textContent || each.ariaLabel || each.name, each.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && (box.left < -1 || box.right > innerWidth + 1))
    .map(([name]) => name)"""


def test_nothing_sticks_out_of_a_phone(browser: Browser, lived_in: Sim) -> None:
    """360 points wide: no sideways scrolling, and every button is within reach."""
    with looking(browser, lived_in, **PHONE) as screen:
        for panel, id in EVERYWHERE:
            wait_for(screen, panel, id)
            screen.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")

            assert screen.evaluate("document.scrollingElement.scrollWidth") <= 360, panel
            assert screen.evaluate(OUTSIDE) == [], panel


@pytest.mark.parametrize("panel", ["messages", "exchanges", "clock"])
def test_nothing_sticks_out_of_a_window_of_any_width(browser: Browser, lived_in: Sim, panel: str) -> None:
    """From a narrow phone to a wide screen, with something open where there is a list."""
    with looking(browser, lived_in) as screen:
        wait_for(screen, panel, dict(OPENED).get(panel))
        for width in (320, 480, 760, 761, 900, 1000, 1001, 1100, 1240, 1241, 1920):
            screen.page.set_viewport_size({"width": width, "height": 800})

            assert screen.evaluate("document.scrollingElement.scrollWidth") <= width
            assert screen.evaluate(OUTSIDE) == [], width


def test_on_a_phone_what_is_open_covers_the_list(browser: Browser, lived_in: Sim) -> None:
    """And the way back is an arrow."""
    with looking(browser, lived_in, **PHONE) as screen:
        screen.go("messages")
        screen.rows.first.tap()
        expect(screen.page.locator(".bubble")).to_be_in_viewport()
        expect(screen.page.get_by_role("listbox")).to_be_hidden()

        screen.page.get_by_role("button", name="Back to the list").tap()
        expect(screen.page.get_by_role("listbox")).to_be_visible()


def test_a_theme_is_chosen_and_kept(screen: Screen) -> None:
    """As the machine has it, light, or dark."""
    ground, light, dark = screen.page.locator("body"), "rgb(244, 246, 247)", "rgb(15, 19, 22)"
    screen.go("messages")
    expect(ground).to_have_css("background-color", light)

    screen.press("Theme: auto")
    screen.press("Theme: light")
    expect(ground).to_have_css("background-color", dark)

    screen.page.reload()
    expect(screen.page.get_by_role("button", name="Theme: dark")).to_be_visible()
    expect(ground).to_have_css("background-color", dark)


def test_what_is_said_is_announced(screen: Screen, account: Account) -> None:
    """Notes and counts are live regions: a screen reader reads them out as they change."""
    screen.go("messages")

    expect(screen.page.get_by_role("log")).to_have_attribute("aria-live", "polite")
    tally = screen.page.get_by_role("status").filter(has_text="0 messages")
    expect(tally).to_be_visible()
    account.v2_send()
    expect(screen.page.get_by_role("status").filter(has_text="1 message")).to_be_visible()
