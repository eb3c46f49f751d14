"""The options of the command line that say which studies may be found, for every command that searches."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import click

from evidence_search.records import Design, DoseRange, Filters, SourceKind

DIRECTIONS = ("improved", "no difference", "worse", "mixed", "not compared")
CONTROLS = ("placebo", "active", "none", "other")


class _Dose(click.ParamType[DoseRange]):
    """A dose or a range of doses with its unit: `0.5mg/kg`, `0.4-0.6 mg/kg`."""

    name = "dose"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> DoseRange:
        """Return the range; a single dose is the range from it to it."""
        from evidence_search.profile.units import amounts_in

        found = list(amounts_in(str(value).replace("–", "-")))
        if len(found) != 1:
            self.fail(f"{value!r} is not one dose or range with its unit. Write it like 0.4-0.6mg/kg.", param, ctx)
        return DoseRange(found[0].low, found[0].high, found[0].unit)


_OPTIONS = (
    click.option("--year-from", type=int, help="Earliest year of publication."),
    click.option("--year-to", type=int, help="Latest year of publication."),
    click.option("--condition", "conditions", multiple=True, help="Only studies of this condition; may be given again."),
    click.option("--design", "designs", multiple=True, type=click.Choice([d.value for d in Design]), metavar="DESIGN",
                 help="Only studies of this design; may be given again."),
    click.option("--kind", "kinds", multiple=True, type=click.Choice([k.value for k in SourceKind]),
                 help="Only this kind of text."),
    click.option("--study", "study_ids", multiple=True, help="Only this study id; may be given again."),
    click.option("--retracted", "include_retracted", is_flag=True, help="Find retracted studies too."),
    click.option("--drug", "drugs", multiple=True, help="Only studies that gave this drug; may be given again."),
    click.option("--route", "routes", multiple=True, help="Only studies that gave it by this route; may be given again."),
    click.option("--dose", type=_Dose(), metavar="RANGE", help="Only studies of a dose in this range, e.g. 0.4-0.6mg/kg."),
    click.option("--min-participants", "participants_from", type=click.IntRange(min=0), help="Fewest participants."),
    click.option("--max-participants", "participants_to", type=click.IntRange(min=0), help="Most participants."),
    click.option("--min-sessions", "sessions_from", type=click.IntRange(min=1), help="Fewest treatment sessions."),
    click.option("--blinding", multiple=True, help="Only studies blinded like this; may be given again."),
    click.option("--control", "controls", multiple=True, type=click.Choice(CONTROLS), help="Only studies with this control."),
    click.option("--direction", "directions", multiple=True, type=click.Choice(DIRECTIONS),
                 help="Only studies with an outcome that came out this way; may be given again."),
)  # fmt: skip
_NAMES = tuple(Filters.__dataclass_fields__)


def filter_options(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options of filters, and hand them to it together as `filters`."""

    @wraps(command)
    def run(**given: object) -> int:
        chosen = {name: given.pop(name) for name in _NAMES}
        chosen["designs"] = tuple(map(Design, _texts(chosen["designs"])))
        chosen["kinds"] = tuple(map(SourceKind, _texts(chosen["kinds"])))
        return command(filters=Filters(**chosen), **given)  # type: ignore[arg-type]

    for option in reversed(_OPTIONS):
        run = option(run)
    return run


def _texts(values: object) -> tuple[str, ...]:
    return tuple(map(str, values)) if isinstance(values, tuple) else ()
