"""The queue of jobs on the page: what waits, what is being done and how far it is, what ended how, with a retry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import streamlit as st

from app_pages import access, common, desk
from app_pages.access import Visitor
from evidence_search.errors import EvidenceSearchError
from evidence_search.jobs.queue import Queue
from evidence_search.jobs.record import Job, Part, Phase, State
from evidence_search.presenting import escaped, inward_link, study_address
from evidence_search.settings import Settings, from_environment

SHOWN = 12
"""Earlier jobs on the page, the newest; older ones stand among the reports."""
_EVERY_S = 1.0
_WORDS = {Phase.WAITING: "waiting", Phase.WORKING: "at work", Phase.DONE: "done", Phase.FAILED: "failed"}


def make_queue(settings: Settings) -> Queue:
    """Return the queue of a library. Tests put one with another worker here."""
    return Queue(settings)


@st.cache_resource(show_spinner=False, hash_funcs={Settings: repr})
def _made(settings: Settings) -> Queue:
    return make_queue(settings)


def opened() -> Queue:
    """Return the queue of the library that the environment names, one for all sessions."""
    return _made(from_environment())


def draw_now(who: Visitor, last: bool) -> None:
    """Draw what is under way, by itself again and again; with `last` the newest job too, when it has ended."""
    busy = opened().waiting()
    if not busy and not last:
        return

    @st.fragment(run_every=_EVERY_S if busy else None)
    def live() -> None:
        still = opened().waiting()
        _draw(_parted(last)[0], who, unfolded=True)
        if busy != still:
            st.rerun()  # the whole page: the library has changed, or a retry is to be watched from now on

    live()


def draw_earlier(who: Visitor) -> None:
    """Draw the jobs that have ended, but the newest."""
    earlier = _parted(last=True)[1][:SHOWN]
    if earlier:
        desk.heading("Earlier")
        _draw(earlier, who, unfolded=False)


def _parted(last: bool) -> tuple[list[tuple[Job, State]], list[tuple[Job, State]]]:
    """Return what is under way, with `last` and the newest job, and all others, the newest first."""
    queue = opened()
    jobs = [(job, queue.state(job.job_id)) for job in reversed(queue.jobs())]
    now = [place for place, (_, state) in enumerate(jobs) if not state.finished or (last and place == 0)]
    return [jobs[place] for place in now], [each for place, each in enumerate(jobs) if place not in now]


def _draw(jobs: list[tuple[Job, State]], who: Visitor, unfolded: bool) -> None:
    for job, state in jobs:
        with st.container(border=True, key=f"job-{job.job_id}", gap="small"):
            common.show(_job(job, state, unfolded))
            if who.may_change and _can_retry(state):
                st.button("Try again what failed", key=f"retry-{job.job_id}", on_click=_retry, args=(job.job_id, who.name))


def may_still_change() -> bool:
    """Whether who clicked may change the library now: a click is handled before the page, and its gate, are drawn again."""
    may = access.visitor().may_change
    if not may:
        st.toast("You may no longer change this library.")
    return may


def _retry(job_id: str, by: str) -> None:
    if not may_still_change():
        return
    try:
        opened().retry(job_id, by)
    except EvidenceSearchError as problem:
        st.toast(f"{problem.what} {problem.remedy}")


def _can_retry(state: State) -> bool:
    failed = [part for part in state.parts if part.phase is Phase.FAILED]
    if not state.finished or (failed and all(part.retried for part in failed)):
        return False
    return bool(failed) or (state.phase is Phase.FAILED and bool(state.parts))


def _job(job: Job, state: State, unfolded: bool) -> str:
    ended = sum(part.phase in (Phase.DONE, Phase.FAILED) for part in state.parts)
    begun = sum(part.phase is Phase.WORKING for part in state.parts)
    failed = sum(part.phase is Phase.FAILED for part in state.parts)
    word = _WORDS[state.phase]
    if state.phase is Phase.DONE and failed:
        word = "done, with failures" if failed < len(state.parts) else "failed"
    style = " es-phase-failed" if failed or state.phase is Phase.FAILED else ""
    by = f" by {job.by}" if "@" in job.by else ""
    head = (
        f'<h3>{escaped(job.title)} <span class="es-phase{style}">{word}</span>'
        f'<span class="es-when">{escaped(_when(job.at) + by)}</span></h3>'
    )
    bar = ""
    if not state.finished and len(state.parts) > 1:
        label = escaped(f"Progress of {job.title}")
        value = ended + begun / 2  # what is read but not searchable yet is half done
        bar = f'<progress class="es-bar" aria-label="{label}" value="{value}" max="{len(state.parts)}"></progress>'
    said = [state.step if not state.finished else "", state.summary]
    lines = "".join(f'<p class="es-state">{escaped(line)}</p>' for line in said if line)
    if state.problem:
        remedy = f"<br><b>What to do:</b> {escaped(state.remedy)}" if state.remedy else ""
        lines += f'<p class="es-warned">{escaped(state.problem)}{remedy}</p>'
    return f'<article class="es-job">{head}{bar}{lines}{_parts(state, unfolded or bool(failed))}</article>'


def _parts(state: State, unfolded: bool) -> str:
    if not state.parts:
        return ""
    body = "".join(row for part in state.parts for row in _rows(part))
    heads = "".join(f"<th>{name}</th>" for name in ("File or identifier", "Became", "What happened, and what to do"))
    table = (
        f'<div class="es-scroll" tabindex="0" role="region" aria-label="Files of this job"><table class="es-table"><thead><tr>'
        f"{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )
    return f"<details{' open' if unfolded else ''}><summary>One by one</summary>{table}</details>"


def _rows(part: Part) -> list[str]:
    """Return a file as rows of a table: one, or one a record where it holds several."""
    if not part.items:
        word = escaped(_WORDS[part.phase])
        return [f'<tr><td dir="auto">{escaped(part.name)}</td><td>{word}</td><td>{escaped(part.note)}</td></tr>']
    rows = []
    if len(part.items) > 1:
        counts = ", ".join(f"{count} {outcome}" for outcome, count in part.counts.items())
        rows.append(f'<tr><th scope="row" dir="auto">{escaped(part.name)}</th><td>{escaped(counts)}</td><td></td></tr>')
    rows += [item_row(item, part.name, part.retried) for item in part.items]
    if part.note:
        rows.append(f"<tr><td></td><td></td><td>{escaped(part.note)}</td></tr>")
    return rows


def item_row(item: Mapping[str, str], name: str, retried: bool = False) -> str:
    """Return an item of a report as a row: its file, how it ended, its study, the reason and the remedy."""
    outcome = item["outcome"] + (", tried again" if retried and item["outcome"] == "failed" else "")
    said = []
    if item.get("study_id") and item["outcome"] not in ("removed", "failed"):
        said.append(inward_link(study_address(item["study_id"], 0, 0), item.get("title") or item["study_id"]))
    elif item.get("title"):
        said.append(escaped(item["title"]))
    if item.get("reason"):
        said.append(escaped(item["reason"]))
    if item.get("remedy"):
        said.append(f'<span class="es-remedy-cell">What to do: {escaped(item["remedy"])}</span>')
    path = item.get("path", "")
    number = path.rpartition("#")[2] if "#" in path and not path.endswith(name) else ""
    label = f"{name} #{number}" if number else name
    return f'<tr><td dir="auto">{escaped(label)}</td><td>{escaped(outcome)}</td><td dir="auto">{"<br>".join(said)}</td></tr>'


def _when(at: str) -> str:
    """Return a time as people write it, in UTC."""
    try:
        return f"{datetime.fromisoformat(at):%d %B %Y, %H:%M} UTC"
    except ValueError:
        return at
