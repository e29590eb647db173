"""The canonical text of a clause: reading it again gives the same clause.

Order: opening, bearer, modal, act, object, place, manner, recipient, time, exceptions. A clause
that is not judged yet keeps its own sentence.
"""

from __future__ import annotations

from servanda.agreement.fact_words import condition_text
from servanda.agreement.keywords import TIME_UNITS
from servanda.agreement.model import (
    AnyClause,
    By,
    ClockPoint,
    Demand,
    Duration,
    DutyClause,
    Each,
    EffectClause,
    Event,
    Exemption,
    Fact,
    Filter,
    NoteClause,
    Opening,
    PhaseClause,
    Point,
    Quantity,
    ReadingClause,
    Renewal,
    Schedule,
    ShiftedPoint,
    TermClause,
    Window,
)
from servanda.agreement.phrases import (
    TOLD,
    Phrase,
    counted_text,
    event_text,
    leave_text,
    ratio_text,
    recipients_text,
    senders_text,
    spaced,
    window_text,
)
from servanda.agreement.standing_words import (
    compared_texts,
    is_parity,
    only_texts,
    only_times_text,
    share_text,
    standing_words,
)
from servanda.agreement.words import (
    base_form,
    duration_text,
    join,
    number,
    object_text,
    place_text,
    plural_form,
    point_text,
    with_article,
)
from servanda.vocabulary import shipped_vocabulary
from servanda.vocabulary.terms import Vocabulary

__all__ = ["canonical_text", "object_text", "sentence"]


def canonical_text(clause: AnyClause, vocabulary: Vocabulary | None = None) -> str:
    """Return a clause as one line of a terms block, label and full stop included.

    Args:
        clause: any clause.
        vocabulary: of its agreement; None: the shipped one.
    """
    words = vocabulary or shipped_vocabulary()
    if isinstance(clause, NoteClause):
        return f"[{clause.label}] not checked: {clause.sentence}"
    if isinstance(clause, ReadingClause):
        return f"[{clause.label}] reading of [{clause.base}]: {_reading(clause, words)}"
    return f"[{clause.label}] {sentence(clause, words)}"


def sentence(clause: AnyClause, vocabulary: Vocabulary | None = None) -> str:
    """Return a clause as one plain sentence, with its full stop and without its label.

    Args:
        clause: any clause.
        vocabulary: of its agreement; None: the shipped one.
    """
    words = vocabulary or shipped_vocabulary()
    if isinstance(clause, ReadingClause) and clause.clause is not None:
        return sentence(clause.clause, words)
    if not clause.is_judged or isinstance(clause, EffectClause):
        return clause.sentence
    if isinstance(clause, DutyClause):
        return _capital(_Duty(clause, words).text()) + "."
    if isinstance(clause, PhaseClause):
        return (
            _capital(
                f"{clause.phase} {clause.turn} {_turn(clause.at, clause.when, clause.lag, words)}"
            )
            + "."
        )
    if isinstance(clause, TermClause):
        return _term(clause, words) + "."
    return clause.sentence


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _reading(clause: ReadingClause, vocabulary: Vocabulary) -> str:
    if clause.instead:
        old, new = clause.instead[0]
        return f"count {base_form(new, vocabulary)} instead of {base_form(old, vocabulary)}."
    inner = sentence(clause.clause, vocabulary) if clause.clause is not None else clause.sentence
    return f'"{inner}"'


def _turn(
    at: Point | None, when: Event | Fact | None, lag: Duration | None, vocabulary: Vocabulary
) -> str:
    if at is not None:
        return point_text(at) if isinstance(at, ShiftedPoint) else f"at {point_text(at)}"
    if when is None:
        return ""
    event = when if isinstance(when, Event) else None
    fact = None if isinstance(when, Event) else when
    said = condition_text(event, fact, vocabulary)
    return f"{duration_text(lag)} after {said}" if lag is not None else f"when {said}"


def _opening(opening: Opening, vocabulary: Vocabulary) -> str:
    """Return `when hamas releases hostages`, without its comma."""
    word = "if" if opening.kind == "if" else "when"
    return f"{word} {condition_text(opening.event, opening.fact, vocabulary)}"


def _renewal(renewal: Renewal, vocabulary: Vocabulary) -> str:
    text = f"The agreement renews for {duration_text(renewal.duration)}"
    for test in renewal.tests:
        text += f" {test.kind} {condition_text(test.event, test.fact, vocabulary)}"
        if test.lead is not None:
            text += f" at least {duration_text(test.lead)}"
        text += f" before {point_text(test.before)}" if test.before is not None else ""
    return text


def _term(clause: TermClause, vocabulary: Vocabulary) -> str:
    if clause.renewal is not None:
        return _renewal(clause.renewal, vocabulary)
    if clause.continues:
        return f"[{clause.continues}] continues after the end of the agreement"
    if clause.again:
        return f"[{clause.again}] starts again in each renewal"
    if clause.extension is None:
        return (
            f"The agreement {clause.turn} {_turn(clause.at, clause.when, clause.lag, vocabulary)}"
        )
    extension = clause.extension
    openings = [window_text(window, vocabulary).text for window in clause.windows]
    openings += [_opening(o, vocabulary) for o in clause.openings]
    openings += [f"for {ratio_text(term, vocabulary)}" for term in extension.terms]
    cap = f", at most {duration_text(extension.cap)} in total" if extension.cap else ""
    by = duration_text(extension.by)
    return _capital(", ".join([*openings, f"the agreement is extended by {by}{cap}"]))


# ---- duties -----------------------------------------------------------------------------------


_APART = ("except ", "unless ", "of which ", "of whom ")
"""Qualifiers that a comma sets apart."""
_UNITS = tuple(f" {unit}" for unit in TIME_UNITS)


class _Duty:
    """Writes one duty."""

    def __init__(self, clause: DutyClause, vocabulary: Vocabulary) -> None:
        self.clause = clause
        self.vocabulary = vocabulary
        self.filter = clause.demands[0].filter

    def text(self) -> str:
        """Return the sentence without its full stop."""
        openings = [_opening(opening, self.vocabulary) + "," for opening in self.clause.openings]
        if self.clause.form == "share" and not is_parity(self.clause):
            head = [*openings, share_text(self.clause, self.vocabulary)]
        else:
            head = [*openings, self._bearer_and_modal(), *self._act_and_object()]
        is_open = bool(self.clause.exchange)
        text = spaced(*head)
        for phrase in self._qualifiers():
            if phrase.text:
                # `within 2 hours after ...` would be one phrase.
                splits = text.endswith(_UNITS) and phrase.text.startswith("after ")
                comma = "," if is_open or splits or phrase.text.startswith(_APART) else ""
                text += f"{comma} {phrase.text}"
                is_open = phrase.is_open or is_open
        return text

    def _bearer_and_modal(self) -> str:
        bearer, modality = self.clause.bearer, self.clause.modality
        names = join(bearer.actors)
        if bearer.mode == "anyone":
            return "no one may"
        if bearer.mode == "all but":
            return f"only {bearer.group or names} may"
        modal = "may" if modality == "may" else "must"
        clause = self.clause
        has_only = bool(clause.only or clause.only_to or clause.only_times)
        is_negated = modality in {"must not", "must not let"} and not has_only
        if bearer.mode == "each":
            names = f"each {bearer.group}" if bearer.group else names
            modal += " each" if modal == "must" and not bearer.group else ""
        elif bearer.mode == "together":
            modal += " together"
        elif bearer.mode == "doer":
            names = "it"
        if self.clause.form == "balance":
            return f"{names} must never have"
        return f"{names} {modal}{' not' if is_negated else ''}"

    def _act_and_object(self) -> list[str]:
        clause = self.clause
        if clause.let is not None:
            return self._let()
        special = standing_words(clause, self.vocabulary)
        if special:
            return special
        if self._has_own_acts():
            acts = " and ".join(base_form(a, self.vocabulary) for a in self._own_acts())
        else:
            acts = join((base_form(a, self.vocabulary) for a in self.filter.acts), "or")
        begin = "begin to " if clause.begins_to else ""
        told = all(act in TOLD for act in self.filter.acts) and self.filter.recipients
        objects = self._objects()
        if told:
            about = f"of {objects}" if objects else ""
            objects = spaced(recipients_text(self.filter), about)
        direct = [place_text(p) for p in self.filter.places if p.roles == ("object",)]
        return [f"{begin}{acts}", objects, *direct]

    def _own_acts(self) -> list[str]:
        return list(dict.fromkeys(d.filter.acts[0] for d in self.clause.demands))

    def _has_own_acts(self) -> bool:
        """Return whether each demand has an act of its own (`must A and B`)."""
        return len({d.filter.acts for d in self.clause.demands}) > 1

    def _let(self) -> list[str]:
        acts = [act for act in self.filter.acts if act not in self.filter.told_as]
        who = join(self.filter.whose) or self._objects()
        upon = self.clause.let.upon if self.clause.let is not None else ()
        what = join((object_text(o, self.vocabulary) for o in upon), "or")
        what = what or (self._objects() if self.filter.whose else "")
        direct = [place_text(p) for p in self.filter.places if p.roles == ("object",)]
        verbs = join((base_form(a, self.vocabulary) for a in acts), "or")
        return ["let", who, verbs, what, *direct]

    def _objects(self) -> str:
        if self.clause.exchange:
            return self._exchange()
        demands = self.clause.demands
        if self._has_own_acts():
            demands = tuple(d for d in demands if d.filter.acts == demands[0].filter.acts)
        return " and ".join(self._demand(demand) for demand in demands)

    def _exchange(self) -> str:
        objects = " or ".join(object_text(o, self.vocabulary) for o in self.filter.objects)
        terms = []
        for index, term in enumerate(self.clause.exchange):
            what = f" {objects}" if index == 0 else ""
            terms.append(
                f"at least {number(term.per)}{what} for {ratio_text(term, self.vocabulary)}"
            )
        return " and ".join(terms)

    def _demand(self, demand: Demand) -> str:
        """Return the objects of a demand with their number."""
        quantity = demand.quantity
        if is_parity(self.clause) and quantity is not None:
            return f"{quantity.op} as many {self._plain(demand.filter)}"
        schedule = self.clause.schedule
        if schedule is not None:
            text = counted_text(demand.filter, schedule.stages[0].quantity, self.vocabulary)
            return text.removeprefix("at least ")
        modality = self.clause.modality
        is_none = quantity is not None and quantity.is_none
        if is_none and modality in {"must", "must let"}:
            return f"no {self._plain(demand.filter)}"
        is_said = is_none and modality in {"must not", "must not let"}
        if quantity is None or is_said or self._is_times(demand):
            return self._uncounted(demand.filter)
        if modality in {"must not", "must not let"}:
            return f"more than {number(quantity.low)} {self._plain(demand.filter)}".strip()
        return counted_text(demand.filter, quantity, self.vocabulary)

    def _plain(self, found: Filter) -> str:
        return " or ".join(object_text(o, self.vocabulary) for o in found.objects)

    def _uncounted(self, found: Filter) -> str:
        """Return objects without a number: `a report` where one is enough, else the plural."""
        needs_one = self.clause.modality == "must" and self.clause.order is None
        texts = []
        for spec in found.objects:
            if spec.of_object is not None:
                texts.append("the " + object_text(spec, self.vocabulary, plural=False))
                continue
            thing = self.vocabulary.things.get(spec.thing)
            has_plural = (
                thing is not None and plural_form(spec.thing, self.vocabulary) != thing.name
            )
            if needs_one and has_plural:
                texts.append(with_article(object_text(spec, self.vocabulary, plural=False)))
            else:
                texts.append(object_text(spec, self.vocabulary))
        return join(texts, "or")

    def _is_times(self, demand: Demand) -> bool:
        """Return whether the number says how often, not how many."""
        quantity = demand.quantity
        if quantity is None or quantity.basis != "number" or quantity.high == 0:
            return False
        if self.clause.level:
            return False
        objects = demand.filter.objects
        things = self.vocabulary.things
        has_unit = any(o.thing in things and things[o.thing].unit for o in objects)
        return not demand.filter.unit and (not objects or has_unit)

    def _qualifiers(self) -> list[Phrase]:
        found, clause = self.filter, self.clause
        told = all(act in TOLD for act in found.acts) and clause.let is None
        is_said = clause.level == "be"
        phrases = [] if is_said else [
            Phrase(place_text(p)) for p in found.places if p.roles != ("object",)
        ]  # fmt: skip
        phrases += [Phrase(join(m, "or")) for m in found.manners]
        if found.recipients and not told:
            phrases.append(Phrase("to " + recipients_text(found)))
        if found.senders:
            phrases.append(Phrase("from " + senders_text(found)))
        phrases += [Phrase(text) for text in only_texts(clause)]
        if clause.only_to:
            phrases.append(Phrase("only to " + join(clause.only_to, "or")))
        phrases += [Phrase(only_times_text(window)) for window in clause.only_times]
        if clause.leave is not None:
            phrases.append(Phrase("without the leave of " + leave_text(clause.leave)))
        phrases += [Phrase(text, is_open=True) for text in compared_texts(clause, self.vocabulary)]
        if clause.pace:
            phrases.append(Phrase(f"at the pace of [{clause.pace}]"))
        phrases += self._times()
        phrases += self._parts()
        if clause.order is not None:
            event = event_text(clause.order.event, self.vocabulary)
            word = "only after" if clause.order.is_apart else "before"
            phrases.append(Phrase(f"{word} {event}", is_open=True))
        phrases += [self._exemption(exemption) for exemption in clause.exemptions]
        return phrases

    def _times(self) -> list[Phrase]:
        phrases = []
        demand = self.clause.demands[0]
        if self._is_times(demand) and demand.quantity is not None:
            phrases.append(Phrase(self._how_often(demand.quantity)))
        windows = list(self.clause.windows)
        if any(isinstance(w, By) and w.point == _clock_of(w) for w in windows):
            windows = [w for w in windows if w != Each("day")]
        # A schedule goes last: whatever follows it would belong to its last stage.
        windows.sort(key=lambda window: isinstance(window, Schedule))
        return phrases + [window_text(window, self.vocabulary) for window in windows]

    def _how_often(self, quantity: Quantity) -> str:
        times = {1: "once", 2: "twice"}.get(int(quantity.low), f"{number(quantity.low)} times")
        is_negated = self.clause.modality in {"must not", "must not let"}
        return f"{'more than' if is_negated else quantity.op} {times}"

    def _parts(self) -> list[Phrase]:
        parts = self.clause.demands[0].parts
        if not parts:
            return []
        is_person = self.filter.unit == "person"
        words = " and ".join(part.words for part in parts)
        return [Phrase(f"of {'whom' if is_person else 'which'} {words}", is_open=True)]

    def _exemption(self, exemption: Exemption) -> Phrase:
        if exemption.fact is not None or exemption.event is not None:
            said = condition_text(exemption.event, exemption.fact, self.vocabulary)
            return Phrase(f"unless {said}", is_open=True)
        if exemption.place is not None:
            return Phrase("except " + place_text(exemption.place))
        if exemption.manners:
            return Phrase("except " + join(exemption.manners, "or"))
        if exemption.window is not None:
            return Phrase("except " + window_text(exemption.window, self.vocabulary).text)
        if exemption.leave is not None:
            return Phrase("except with the leave of " + leave_text(exemption.leave))
        objects = " or ".join(object_text(o, self.vocabulary) for o in exemption.objects)
        lead = f" at least {duration_text(exemption.lead)} before" if exemption.lead else ""
        return Phrase(f"except {objects}{lead}", is_open=bool(lead))


def _clock_of(window: Window) -> Point | None:
    """Return the point of `by 12:00 each day`, else None."""
    if isinstance(window, By) and isinstance(window.point, ClockPoint):
        return window.point if window.point.of == "each day" else None
    return None
