"""Clauses as plain data that a lawyer can read: default values are left out."""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date, time
from decimal import Decimal

from servanda.agreement.model import Clause, ReadingClause
from servanda.errors import Place

LEFT_OUT = {"label", "place", "sentence", "words", "heading", "is_judged", "reason"}
TAGGED = {
    "After", "AgreementSpan", "Before", "Boundary", "By", "ChosenPoint", "ClauseSpan",
    "ClauseState", "ClockPoint", "DPlusPoint", "DailyHours", "DatePoint", "DayPoint",
    "DonePoint", "During", "Each", "EntryPoint", "Every", "From", "HasHappened", "HoursOf",
    "InAny", "IsDone", "Lasting", "Lead", "MomentPoint", "On", "OnDaysWhen", "PhaseSpan",
    "Schedule", "ShiftedPoint", "SigningPoint", "TriggerDay", "UnderWay", "Until", "WeekPoint",
    "While", "Within", "YearPoint",
}  # fmt: skip


def plain(value):
    """Return a clause, or a part of one, as lists, dictionaries, texts and numbers."""
    if is_dataclass(value):
        return _record(value)
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return value


def _record(value):
    name = type(value).__name__
    if name in SHORT:
        return SHORT[name](value)
    found = {f.name: plain(getattr(value, f.name)) for f in fields(value) if _is_said(value, f)}
    if name == "PlaceSpec" and set(found) == {"roles", "areas"}:
        return f"{' or '.join(found['roles'])} {' or '.join(found['areas'])}"
    if name == "ObjectSpec" and set(found) == {"thing"}:
        return value.thing
    if name == "DutyClause":
        return {"modality": value.modality, "form": value.form, **found}
    return _tagged(value, found) if name in TAGGED else found


def _tagged(value, found):
    name = type(value).__name__
    if len(fields(value)) == 1 and found:
        return {name: next(iter(found.values()))}
    return {name: found} if found else name


def _quantity(value):
    low, high = plain(value.low), plain(value.high)
    number = f"{low}" if low == high else f"{low} to {high}"
    basis = {"number": number, "all": "all", "rest": "the rest", "percent": f"{low} %"}[value.basis]
    return f"{value.op} {basis}{' more' if value.more else ''}"


SHORT = {
    "Duration": lambda value: f"{value.count} {value.unit}",
    "Length": lambda value: f"{plain(value.count)} {value.unit}",
    "Attribute": lambda value: ("not " if value.negated else "") + value.name,
    "Quantity": _quantity,
}


def _is_said(value, field):
    if field.name in LEFT_OUT and isinstance(value, Clause):
        return False
    default = field.default
    if default is MISSING and field.default_factory is not MISSING:
        default = field.default_factory()
    return getattr(value, field.name) != default


def bare(clause):
    """Return a clause without its place and its own words, so that two wordings compare equal."""
    found = replace(clause, place=Place(""), sentence="")
    if isinstance(found, ReadingClause) and found.clause is not None:
        found = replace(found, clause=bare(found.clause))
    return found
