"""Signing in at a provider on the loopback, with each role, in a real browser."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, expect

from evidence_search.library import Library
from evidence_search.settings import Settings
from tests import axe, papers
from tests.fakes import FakeEncoder
from tests.served import free_port, serve
from tests.test_browser import browser

if TYPE_CHECKING:
    from tests.oidc_provider import Provider

__all__ = ["browser"]

missing = [name for name in ("authlib", "joserfc", "httpx") if importlib.util.find_spec(name) is None]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(missing), reason=f"sign-in is not installed ({', '.join(missing)}): pip install -e '.[auth]'"),
]

LIST = """
- {email: dahan@clinic.example, role: reader}
- {email: sartron@clinic.example, role: contributor}
- {email: sigtermans@clinic.example, role: administrator}
"""


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    from tests.oidc_provider import Provider

    made = Provider()
    yield made
    made.close()


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[str]:
    """Yield the address of a server that lets in only who is on the list."""
    from tests.oidc_provider import CLIENT

    folder = tmp_path_factory.mktemp("guarded")
    settings = Settings(folder / "corpus", folder / "index")
    papers.digest(settings.corpus / "relief-2009.md", "Relief in CRPS", pmid="19604642")
    (settings.corpus / "people.yaml").write_text(LIST, encoding="utf-8")
    with Library(settings, FakeEncoder()) as library:
        library.ingest()
    port = free_port()
    secrets = folder / "secrets.toml"
    secrets.write_text(
        f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "{"s" * 40}"\n'
        f'client_id = "{CLIENT}"\nclient_secret = "secret"\n'
        f'server_metadata_url = "{provider.address}/.well-known/openid-configuration"\n',
        encoding="utf-8",
    )
    with serve(settings, "tests.serve_desk", str(secrets), port=port) as address:
        yield address


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("dahan@clinic.example", "Signed in as dahan@clinic.example (reader). Only contributors"),
        ("sartron@clinic.example", "Signed in as sartron@clinic.example (contributor)"),
        ("Sigtermans@clinic.example", "Signed in as sigtermans@clinic.example (administrator)"),
        ("stranger@clinic.example", "Not on the list"),
    ],
)
def test_each_role_sees_and_may_do_what_it_should(
    browser: Browser, guarded: str, provider: Provider, who: str, sees: str
) -> None:
    provider.claims = {"email": who, "email_verified": True}
    context = browser.new_context(base_url=guarded)
    page = context.new_page()
    page.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)
    page.goto("library")
    page.get_by_role("button", name="Sign in").click()
    if who.startswith("stranger"):
        expect(page.get_by_text(sees)).to_be_visible()
        assert axe.faults(page) == []
        page.goto("study?id=relief-2009")
        expect(page.get_by_text(sees)).to_be_visible()
        assert page.get_by_text("Relief in CRPS").count() == 0
    else:
        expect(page.get_by_label("Ask the library")).to_be_visible()
        page.goto("library")
        expect(page.get_by_text(sees)).to_be_visible()
        may = not who.startswith("dahan")
        expect(page.get_by_role("button", name="Add to the library")).to_have_count(int(may))
    context.close()


def test_without_signing_in_no_page_is_drawn(browser: Browser, guarded: str) -> None:
    context = browser.new_context(base_url=guarded)
    page = context.new_page()
    for address in ("./?q=relief", "library", "patient", "study?id=relief-2009", "about"):
        page.goto(address)
        expect(page.get_by_role("button", name="Sign in")).to_be_visible(timeout=20_000)
        assert page.get_by_text("Relief in CRPS").count() == 0
    assert axe.faults(page) == []
    context.close()
