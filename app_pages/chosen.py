"""The basket: studies and quotes put aside, and the searches they were found by.

Kept in the server's memory for one browser, never written down. Links reload the page, which ends Streamlit's own session, so a
basket hangs on the cookie by which Streamlit tells browsers apart (its XSRF token, 2|mask|masked token|time, as in Tornado);
without one it lasts as long as the page stands open.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st

from app_pages.asked import Asked
from evidence_search.export.document import ChosenQuote
from evidence_search.records import FoundPassage

COOKIE = "_streamlit_xsrf"
BASKETS_KEPT, STUDIES_MOST, QUOTES_MOST, SEARCHES_MOST = 500, 200, 50, 20
"""Browsers whose baskets are kept at once, the longest unused going first; and how much a basket, and a study in it, holds."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a study: the quotes chosen of it and the searches it was found by, in the order they came."""

    quotes: tuple[ChosenQuote, ...] = ()
    searches: tuple[Asked, ...] = ()


Basket = dict[str, Kept]
"""Study id → what is kept of it, in the order studies were chosen."""


@st.cache_resource(show_spinner=False)
def _baskets() -> OrderedDict[str, Basket]:
    return OrderedDict()


def basket() -> Basket:
    """Return this visitor's basket; it is changed in place."""
    key = browser_key(st.context.cookies.get(COOKIE, ""))
    if not key:
        kept: Basket = st.session_state.setdefault("basket", {})
        return kept
    baskets = _baskets()
    found = baskets.setdefault(key, {})
    baskets.move_to_end(key)
    while len(baskets) > BASKETS_KEPT:
        baskets.popitem(last=False)
    return found


def browser_key(cookie: str) -> str:
    """Return what stays the same in a browser's token while its mask changes, hashed; empty where it is none.

    >>> browser_key("2|00ff00ff|12345678|1") == browser_key("2|00000000|12cb5687|1") != ""
    True
    """
    try:
        version, mask, masked, _ = cookie.split("|")
        bytes_of, token = bytes.fromhex(mask), bytes.fromhex(masked)
    except ValueError:
        return ""
    if version != "2" or not bytes_of or not token:
        return ""
    plain = bytes(byte ^ bytes_of[i % len(bytes_of)] for i, byte in enumerate(token))
    return hashlib.sha256(plain).hexdigest()


def add(study_id: str, quote: ChosenQuote | None = None, found_by: Asked | None = None) -> None:
    """Put a study aside, with a quote of it and the search it was found by, or without."""
    held = basket()
    if study_id not in held and len(held) >= STUDIES_MOST:
        return
    kept = held.get(study_id, Kept())
    if quote and quote not in kept.quotes and len(kept.quotes) < QUOTES_MOST:
        kept = replace(kept, quotes=(*kept.quotes, quote))
    if found_by and found_by.question and found_by not in kept.searches and len(kept.searches) < SEARCHES_MOST:
        kept = replace(kept, searches=(*kept.searches, found_by))
    held[study_id] = kept


def remove(study_id: str) -> None:
    """Take a study out."""
    basket().pop(study_id, None)


def drop_quote(study_id: str, place: int) -> None:
    """Take one quote of a study out; the study stays."""
    held = basket()
    if kept := held.get(study_id):
        held[study_id] = replace(kept, quotes=kept.quotes[:place] + kept.quotes[place + 1 :])


def searches(held: Basket) -> tuple[Asked, ...]:
    """Return the searches by which studies of a basket were found, each once, in the order they came."""
    return tuple(dict.fromkeys(asked for kept in held.values() for asked in kept.searches))


def button(
    study_id: str, quote: ChosenQuote | None, key: str, label: str = "Add to basket", found_by: Asked | None = None
) -> None:
    """Draw the button that puts a study aside, or takes it out where it is there with this quote already."""
    held = basket()
    if study_id in held and (quote is None or quote in held[study_id].quotes):
        act: Callable[..., None] = remove
        st.button("In the basket", key=key, icon=":material/check:", type="tertiary", on_click=act, args=(study_id,),
                  help="Take it out of the basket")  # fmt: skip
    else:
        st.button(label, key=key, icon=":material/add:", type="tertiary", on_click=add,
                  args=(study_id, quote, found_by))  # fmt: skip


def quote_of(passage: FoundPassage) -> ChosenQuote:
    """Return a found passage's quote as the basket keeps it."""
    return ChosenQuote(passage.quote, passage.section)
