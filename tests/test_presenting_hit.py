"""A quote inside its passage: what stands around it is whole sentences, and nothing of the passage is lost."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from evidence_search.presenting_hit import NEAR, REST, nearby, quoted_html, whole_html, without_title
from evidence_search.records import Citation, Explanation, FoundPassage, Quote

WHY = Explanation(0.5, None, None, None, None, None, ())
QUOTE = "Pain fell by half."
LONG = "The words of this sentence speak of something else altogether and at length, as it should. " * 8


def found(before: str, after: str, at: int = 700, quoted: str = QUOTE) -> FoundPassage:
    """Return a passage that begins at an offset of its study, with a quote in it."""
    text = before + quoted + after
    start = at + len(before)
    quote = Quote(quoted, start, start + len(quoted), None)
    return FoundPassage(text, "Results", at, at + len(text), None, quote, Citation("", "", None, ()), WHY)


def text_of(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def test_a_short_passage_is_shown_whole_with_the_quote_marked() -> None:
    passage = found("No <b>comparison</b>. ", " It came back.")
    made = quoted_html(passage)
    assert text_of(made) == passage.text
    assert f'<mark class="es-quote">{QUOTE}</mark>' in made and "es-cut" not in made and "<b>" not in made
    assert whole_html(passage) == ""


def test_a_long_passage_shows_whole_sentences_and_folds_the_whole() -> None:
    passage = found(LONG, " " + LONG.strip())
    made = quoted_html(passage)
    shown = text_of(made)
    assert "es-cut-before" in made and "es-cut-after" in made
    assert shown in passage.text and shown.startswith("The words") and shown.endswith("as it should.")
    assert len(shown) <= len(QUOTE) + 2 * NEAR + 2
    assert text_of(whole_html(passage)) == "The whole passage" + passage.text


def test_a_sentence_longer_than_what_is_near_is_never_cut() -> None:
    """This test ensures that no `not` is left out: the sentence before the quote is whole, however long."""
    before = "It did not, " + "as was seen again and again, " * 20 + "last. "
    first, last = nearby(LONG + before + QUOTE, len(LONG + before), len(LONG + before + QUOTE))
    assert (LONG + before + QUOTE)[first:].startswith("It did not")
    assert last == len(LONG + before + QUOTE)


@given(st.text(alphabet="ab. \n", max_size=900), st.text(alphabet="ab. \n", max_size=900))
def test_what_is_shown_surrounds_the_quote_and_leaves_no_small_rest(before: str, after: str) -> None:
    text, start = before + QUOTE + after, len(before)
    first, last = nearby(text, start, start + len(QUOTE))
    assert 0 <= first <= start and start + len(QUOTE) <= last <= len(text)
    assert first == 0 or first > REST
    assert last == len(text) or len(text) - last > REST


def test_the_mark_of_a_list_stands_before_the_quote_not_in_it() -> None:
    shown = quoted_html(found("- Pain fell.\n", "", quoted="- Sleep did not change."))
    assert '- <mark class="es-quote">Sleep did not change.</mark>' in shown
    assert '<mark class="es-quote">- 3 points</mark>' in quoted_html(found("", "", quoted="- 3 points"))


def test_a_reference_without_its_title_keeps_the_rest() -> None:
    assert without_title("Dahan A. Does it last? Pain. 2009.", "Does it last?") == "Dahan A. Pain. 2009."
    assert without_title("Dahan A. 2009.", "") == "Dahan A. 2009."
    assert without_title("Dahan A. 2009.", "Another title") == "Dahan A. 2009."
