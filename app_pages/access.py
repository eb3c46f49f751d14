"""Who is at the page and what they may do: sign-in where the server has it configured, this machine alone where not."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

import streamlit as st
from streamlit.errors import StreamlitAuthError

from app_pages import common
from evidence_search.audit import NOBODY
from evidence_search.errors import EvidenceSearchError
from evidence_search.presenting import escaped
from evidence_search.readers.people import NAME as PEOPLE
from evidence_search.readers.people import Role, read_people
from evidence_search.settings import from_environment


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is at the page: what the log calls them, their role, and, where they may not change anything, why."""

    name: str
    role: Role
    why_not: str = ""

    @property
    def may_change(self) -> bool:
        """Whether they may add, edit and remove."""
        return self.role.may_change


def signs_in() -> bool:
    """Whether this server lets in only who signs in."""
    return bool(st.secrets.load_if_toml_exists() and "auth" in st.secrets)


def gate() -> None:
    """Go on for who may see the library; for anybody else draw a page that says what is missing, and stop."""
    if not signs_in():
        return
    if not st.user.get("is_logged_in", False):
        _door()
    try:
        role = _role()
    except EvidenceSearchError as problem:
        common.header("")
        common.tell(problem)
        st.button("Sign out", on_click=st.logout)
        st.stop()
    if role is None:
        _refused()


def visitor() -> Visitor:
    """Return who is at the page. Without sign-in, whoever is at this machine is a contributor; at another nobody is."""
    if signs_in():
        return Visitor(_email(), _role() or Role.READER)
    address = st.get_option("server.address") or ""
    if _is_loopback(address):
        return Visitor(NOBODY, Role.ADMINISTRATOR)
    why = (
        "This server can be reached from other machines and has no sign-in, so nothing can be changed here. Set sign-in up "
        "(docs/access.md), or start it with --address 127.0.0.1."
    )
    return Visitor(NOBODY, Role.READER, why)


def in_words(who: Visitor) -> str:
    """Return how the library page says who may do what here."""
    if signs_in() and not who.may_change:
        return f"Signed in as {who.name} ({who.role}). Only contributors and administrators may add, change or remove."
    if signs_in():
        return f"Signed in as {who.name} ({who.role}). What you add or remove is noted with your name in corpus/audit.jsonl."
    if who.may_change:
        return (
            "No sign-in is set up, so this page is served to this machine only (127.0.0.1). Whoever uses this machine can add "
            "and remove; the log, corpus/audit.jsonl, then cannot say who it was."
        )
    return who.why_not


def _email() -> str:
    """Return the address somebody signed in with; empty when their provider says that it is not confirmed."""
    if st.user.get("email_verified", True) in (False, "false"):
        return ""
    return str(st.user.get("email") or "").strip().casefold()


def _role() -> Role | None:
    return read_people(from_environment().corpus / PEOPLE).get(_email())


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def _door() -> None:
    common.header("")
    common.show("<article class='es-study'><h1>Sign in</h1><p>This library is open to the people on its list.</p></article>")
    if st.button("Sign in", type="primary"):
        try:
            st.login()
        except StreamlitAuthError as problem:
            st.error(f"Sign-in is not set up rightly: {problem}. What to do: docs/access.md.")
    st.stop()


def _refused() -> None:
    common.header("")
    given = _email()
    who = (
        f"You are signed in as {escaped(given)}, who"
        if given
        else "Your provider has not confirmed your e-mail address, so you"
    )
    verb = "is" if given else "are"
    common.show(
        f"<article class='es-study'><h1>Not on the list</h1><p>{who} {verb} not on this library's list of people.</p>"
        "<p class='es-remedy'><b>What to do:</b> ask whoever looks after the library to add you to "
        f"<code>corpus/{PEOPLE}</code>.</p></article>"
    )
    st.button("Sign out", on_click=st.logout)
    st.stop()
