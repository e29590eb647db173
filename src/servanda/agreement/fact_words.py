"""Canonical words of facts: `hamas has released hostages`, `[x] is not done`."""

from __future__ import annotations

from servanda.agreement.model import (
    ClauseState,
    Event,
    Fact,
    Filter,
    HasHappened,
    IsDone,
    UnderWay,
)
from servanda.agreement.phrases import (
    MOVING,
    counted_text,
    doers_text,
    event_text,
    inner_qualifiers,
    spaced,
)
from servanda.agreement.words import done_form, done_text, join, object_text, point_text
from servanda.vocabulary.terms import Vocabulary


def fact_text(fact: Fact, vocabulary: Vocabulary) -> str:
    """Return a fact as it stands after `if`, `while` or `unless`."""
    match fact:
        case IsDone(done):
            return done_text(done)
        case ClauseState(label, state):
            return f"[{label}] is {state}"
        case UnderWay(what):
            return f"{object_text(what, vocabulary)} are under way"
        case HasHappened(event, negated, by):
            said = _has_done(event, vocabulary, negated=negated)
            return said if by is None else f"{said} by {point_text(by)}"


def condition_text(event: Event | None, fact: Fact | None, vocabulary: Vocabulary) -> str:
    """Return the act or the fact on which something hangs."""
    if event is not None:
        return event_text(event, vocabulary)
    return fact_text(fact, vocabulary) if fact is not None else ""


def _has_done(event: Event, vocabulary: Vocabulary, *, negated: bool) -> str:
    found = event.filter
    act = found.acts[0]
    denied = "not" if negated else ""
    if not found.whose and not event.is_bearer:
        return _doerless(event, act, vocabulary, denied)
    subject, is_plural = doers_text(event)
    objects = counted_text(found, event.quantity, vocabulary)
    has = "have" if is_plural else "has"
    done = done_form(act, vocabulary)
    return spaced(subject, has, denied, done, *inner_qualifiers(found, act, objects))


def _doerless(event: Event, act: str, vocabulary: Vocabulary, denied: str) -> str:
    found = event.filter
    first = Filter(found.acts, found.objects[:1], found.unit)
    subject = counted_text(first, event.quantity, vocabulary)
    done = done_form(act, vocabulary)
    if act in MOVING or len(found.objects) > 1:
        rest = join((object_text(o, vocabulary) for o in found.objects[1:]), "or")
        return spaced(subject, "have", denied, done, *inner_qualifiers(found, act, rest))
    been = "have not been" if denied else "have been"
    return spaced(subject, been, done, *inner_qualifiers(found, act, ""))
