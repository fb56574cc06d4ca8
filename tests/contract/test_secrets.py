"""Finding a secret in the forms in which programs write one."""

import base64
import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobipace.contract_tests.driver.secrets import Leak, Secrets

PASSWORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=3, max_size=20)
FORMS = {
    "as it is": str,
    "in a URL": lambda text: quote(text, safe=""),
    "in a form": quote_plus,
    "twice in a URL": lambda text: quote(quote(text, safe=""), safe=""),
    "in JSON": lambda text: json.dumps(text)[1:-1],
    "in Base64": lambda text: base64.b64encode(text.encode()).decode(),
    "in Base64 for a URL": lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "in JSON as UTF-8": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@given(password=PASSWORDS)
def test_a_secret_is_found_in_every_form_and_masked(form: object, password: str) -> None:
    """However it was escaped, it is a secret, and the kit never shows it."""
    assert callable(form)
    secrets, text = Secrets(password), f"<<{form(password)}>>"
    found, masked = secrets.find(text, "stderr"), secrets.mask(text)

    assert found
    assert masked == "<<******>>"


@given(st.text(max_size=9), st.text(st.characters(exclude_categories=["Cs"]), min_size=8, max_size=20))
def test_a_login_in_base64_is_found(username: str, password: str) -> None:
    """`Authorization: Basic`: what stands before a password moves its letters."""
    login = f"{username}:{password}".encode("utf-8", "replace")
    masked = Secrets(password).mask(f"Basic {base64.b64encode(login).decode()}")

    assert masked.endswith("******")
    assert len(masked) <= len("Basic ") + len(login) * 4 // 3 + 8


def test_latin_1_is_found() -> None:
    """A log need not be UTF-8."""
    found = Secrets("pässword").find("login pässword".encode("latin-1"), "stderr")

    assert [leak.what for leak in found] == ["the password"]


@pytest.mark.parametrize("name", ["password=", "Password=", "PASSWORD%3D"])
def test_a_v2_url_is_told_apart(name: str) -> None:
    """A v2 URL carries the password as a parameter, and is no text for a log."""
    found = Secrets("s3cret").find(f"?username=u&{name}s3cret&body=x", "stderr")

    assert found == [Leak("stderr", "a v2 URL with the password", f"?username=u&{name}******&body=x")]


@given(st.text())
def test_no_secret_finds_nothing(text: str) -> None:
    """An account of a social network has no password; every text holds the empty one."""
    secrets = Secrets("")

    assert (secrets.find(text, "stderr"), secrets.mask(text)) == ([], text)
