"""Sentence boundaries in medical prose, and what must hold for any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_search.text.sentences import sentence_spans

# Each case is a text with `|` where a sentence ends; a bar without blanks around it stands for a line break.
BOUNDARIES = """
Pain fell. | Sleep improved.
Pain fell (p < 0.05). | Sleep improved.
Pain fell, p < 0.05. | Sleep improved.
Pain fell (p = .003). | Sleep improved.
The dose was 0.5 mg/kg over 40 min. | It was well tolerated.
The dose was 0.5 mg/kg i.v. over 40 min. | It helped.
Ketamine was given i.v. | The dose was 0.5 mg/kg.
It was given i.m. or p.o. at night. | Sleep improved.
We compared ketamine vs. Placebo in adults.
We compared ketamine vs. midazolam. | Both were blinded.
See Fig. 2 for details. | Pain fell.
See Figs. 2 and 3. | Pain fell.
Results are in Tab. 4. | Pain fell.
This is shown in eq. 3 of ref. 12. | It holds.
Sigtermans et al. (2009) gave ketamine for four days.
Sigtermans et al. reported relief. | It lasted.
This agrees with Zarate et al. | The effect was rapid.
Dr. Dahan and Prof. Sartron rated them. | Both were blinded.
A. Dahan rated them. | M. J. Sigtermans did not.
Ratings were made by M. J. Sigtermans. | Both were blinded.
They took vitamin C. | Pain fell.
Patients were put into group A. | Those in group B waited.
There were no events, e.g. Falls or burns, at all.
Drugs, i.e. Ketamine and esketamine, were infused.
Doses of 0.1, 0.2 and 0.5 mg were used. | Pain fell by 3.4 points.
The mean was 12.5. | The range was 3 to 20.
The score fell to 7. | Pain was worse at 12 weeks.
Pain fell by 50%. | Sleep improved.
Ketamine... | Then nothing.
It was odd... but true.
Was it safe? | Yes, it was!
It was safe! | No one fell.
"It worked." | She said no more.
He said "it worked." | Then he left.
It was safe (see below.) | No one fell.
It was safe [12]. | No one fell.
It was safe.[12] | No one fell.
It was safe.[12, 14–16] | No one fell.
It was safe.12 | No one fell.
See Fig.2 The rest is in the text.
The group (n = 12; 6 women) improved. | (Data not shown.) | It held.
Pain fell. | “Relief” was the word used.
Pain fell. | 12 patients left.
Pain fell. | α-Blockers were stopped.
Pain fell. | mTOR rose.
pH was 7.4. | It was stable.
The U.S. Food and Drug Administration approved it. | It is sold.
This was approved in the U.S. | The label warns of it.
It lasted approx. 3 weeks. | Then it returned.
Pain etc. was rated. | Sleep was not.
They rated pain, sleep, etc. | The scores fell.
The trial is no. 12 of the series. | It was small.
Visit www.example.org. | It is free.
It is described at clinicaltrials.gov. | The number is NCT01945047.
S. aureus grew in one. | It was treated.
Pain was rated daily|Sleep was rated weekly
Pain fell.|Sleep improved.
- 0.5 mg/kg|- 1.0 mg/kg
The St. George scale was used. | It is valid.
Effect sizes (d = 0.8, 95% CI 0.2 to 1.4) were large. | They held.
Relief was seen. | ≥50% relief was seen in 12.
Pain fell: −7.95 points. | −2.79 was the limit.
Relapse was frequent in MS. | Prior work agrees.
The drug was well tolerated in DR. | Earlier reports agree.
SEE FIG. 2 FOR DETAILS.
It was given for 45–60 min. | SWT came next.
It ran at 25 m/min. | Kidneys were weighed.
Levels stayed below 50 mmol/L. | Baseline values were alike.
Lesions are in Figure 1A–C. | Reddish ones are new.
Patients were in Group N. | Drugs were drawn up by a nurse.
The anaphase I. | These came later.
We typed S. aureus and S. epidermidis. | Both grew.
Dawn M. Kitchen was the editor.
Analyses were done by A. J. Sartron and R. P. Dahan. | Both agreed.
It used SPSS ver. 11.0 and R ver. 2.10.
It was made by Cook Australia Pty. Ltd., Brisbane.
It grew Enterococcus spp. | This was treated.
The reads were trimmed with v0.7.12. | Variants were then called.
It activates the tumour suppressor p53. | p53 then stops the cycle.
We cloned the gene. | hrde-1 encodes a protein.
It binds the receptor. | c-Abl is then freed.
It fell (100 mg/kg, i.p.) 24 h before.
He was given it (10 mg i.v.). | The rest had none.
Consent was sought. | 4. In the view of the doctor, it was safe. | 5. It was kept.
(a) Pain fell. | (b) Sleep improved.
Deaths are rare.1 2 3 | Clots are not.
Pain fell.|© 2010 The Authors.
It fell in 12 vs. 3 of 20 (60% vs. 15%; P<.001). | Nausea was common.
""".strip().splitlines()


@pytest.mark.parametrize("marked", BOUNDARIES)
def test_boundaries(marked: str) -> None:
    expected = [piece.strip() for piece in marked.split("|")]
    text = marked.replace(" | ", " ").replace("|", "\n")
    assert [text[a:b] for a, b in sentence_spans(text)] == expected


def test_a_stop_without_a_blank_ends_a_sentence_before_a_word_that_opens_one() -> None:
    text = "Pain fell in all.The rest slept.See www.example.org or e.g.Fig.2 of it."
    assert [text[a:b] for a, b in sentence_spans(text)] == [
        "Pain fell in all.",
        "The rest slept.See www.example.org or e.g.Fig.2 of it.",
    ]


def test_a_stretch_is_cut_by_itself() -> None:
    text = "One. Two. Three."
    assert sentence_spans(text, 5, 9) == [(5, 9)]
    assert sentence_spans(text, 5, 5) == []
    assert sentence_spans(" \n\t ") == []


words = st.sampled_from(["Pain", "fell", "et", "al", "vs", "i.v", "0.5", "Fig", "(n", "12)", "“It", "A", "α", "p", "<", ".05"])
ends = st.sampled_from([" ", ". ", ".", "\n", "? ", ".) ", "... ", "  ", "\n\n", '." ', "; ", ".[12] "])
prose = st.lists(st.tuples(words, ends)).map(lambda parts: "".join(word + end for word, end in parts))


@given(text=prose | st.text(), data=st.data())
def test_spans_are_ordered_disjoint_stripped_and_cover_all_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    spans = sentence_spans(text, start, end)
    edges = [start, *(edge for span in spans for edge in span), end]
    assert edges == sorted(edges)
    assert all(low < high and text[low:high] == text[low:high].strip() for low, high in spans)
    assert all("\n" not in text[low:high] for low, high in spans)
    outside = [text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]
    assert "".join(outside).strip() == ""
