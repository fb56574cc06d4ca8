import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

from playwright.sync_api import expect

from tests.support import V2_PATH, Account
from tests.ui.browser import Screen


def misbehave(account: Account) -> None:
    """A path in another letter case: one violation of one obligation."""
    query = {"function": "querybalance", "username": account.username, "password": account.password}
    account.sim.http.get(V2_PATH.replace("HTTP_API", "http_api"), params=query)


def test_violations_stand_by_obligation(screen: Screen, account: Account) -> None:
    """The obligation in words, how often it was broken of how often it could have been, and where."""
    misbehave(account)
    misbehave(account)
    screen.go("report")

    broken = screen.section("Violations by obligation").locator(".obligations > li").filter(has_text="MUST").first
    expect(broken).to_contain_text("2 of 2")
    broken.locator("summary").click()

    expect(broken).to_contain_text("v2.path.form")
    expect(broken).to_contain_text("ann@example.com")
    broken.get_by_role("link", name="#1").click()
    expect(screen.pane.get_by_role("heading", level=2)).to_have_text("Exchange 1")


def test_the_report_follows_what_happens(screen: Screen, account: Account) -> None:
    """It is read again while it is looked at."""
    screen.go("report")
    expect(screen.section("Violations by obligation")).to_contain_text("Nothing happened that could be judged.")

    misbehave(account)

    expect(screen.section("Violations by obligation")).to_contain_text("1 of 1")


def test_coverage_is_a_heat_map(screen: Screen, account: Account) -> None:
    """Every code, status, move and clause is a cell: what was met is coloured, and named with how often."""
    account.login()
    screen.go("report")
    codes = screen.page.get_by_role("list", name="Codes of v3")

    met = codes.get_by_label("101 Success. Met once", exact=True)
    expect(met).to_have_class("cell  heat-1")
    expect(codes.get_by_label("103 SessionExpired. Not met", exact=True)).to_have_class("cell  heat-0")
    for name in ("Codes of v2", "Statuses of v3", "Statuses of v2", "A message's moves", "Clauses"):
        expect(screen.page.get_by_role("list", name=name).get_by_role("listitem").first).to_be_visible()


def test_the_report_is_of_the_account_that_is_looked_at(screen: Screen, account: Account) -> None:
    """An account is a world of its own."""
    misbehave(account)
    screen.go("report")
    expect(screen.section("Violations by obligation")).to_contain_text("1 of 1")

    screen.choose("Account", "poor@mobipace.com")

    expect(screen.section("Violations by obligation")).to_contain_text("Nothing happened that could be judged.")


FORMS: dict[str, tuple[str, Callable[[str], bool]]] = {
    "JSON": ("json", lambda text: json.loads(text)["format"] == 1),
    "HTML": ("html", lambda text: text.lower().startswith("<!doctype html>")),
    "JUnit": ("xml", lambda text: ElementTree.fromstring(text).tag == "testsuites"),  # noqa: S314  our own
}


def test_the_report_is_downloaded(screen: Screen, account: Account, tmp_path: Path) -> None:
    """In each of its forms."""
    misbehave(account)
    screen.go("report")

    for form, (ending, is_right) in FORMS.items():
        with screen.page.expect_download() as downloading:
            screen.press(f"Download {form}")
        place = tmp_path / ending
        downloading.value.save_as(place)
        text = place.read_text("utf-8")

        assert downloading.value.suggested_filename == f"mobipace-report.{ending}"
        assert "v2.path.form" in text
        assert is_right(text)
