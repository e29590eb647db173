"""What an editor shows of the thing under the cursor: in plain words, with the dates of duties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

from servanda.agreement.model import Actor, Agreement, AnyClause, Area, DutyClause, ReadingClause
from servanda.agreement.schedule import ScheduledDuty, schedule_of
from servanda.agreement.wording import sentence
from servanda.civil import find_zone
from servanda.errors import ServandaError
from servanda.lsp.draft import Draft
from servanda.lsp.mentions import Mention, mention_at

MOST_DATES: Final = 4
"""Periods of a clause that are shown; of more, the first and the last."""

_Key: TypeAlias = tuple[int, int, str, str, str]
"""What entries share that are told on one line."""


def hover_at(draft: Draft, offset: int) -> str:
    """Return Markdown on what stands at an offset; empty: nothing is known of it.

    Args:
        draft: the file.
        offset: of the cursor.
    """
    agreement = draft.agreement
    if agreement is None:
        return ""
    mention = mention_at(draft, offset)
    stands_in = draft.sentence_at(offset)
    parts = [_on_mention(agreement, mention)] if mention else []
    if stands_in is not None and not (mention and mention.kind == "clause"):
        parts.append(_on_clause(agreement, stands_in.label))
    return "\n\n---\n\n".join(part for part in parts if part)


# ---- clauses ----------------------------------------------------------------------------------


def _on_clause(agreement: Agreement, label: str) -> str:
    clause = agreement.clause(label)
    if clause is None:
        return ""
    parts = [f"**[{label}]** {sentence(clause, agreement.vocabulary)}"]
    if not clause.is_judged:
        parts.append(f"*No verdict: {clause.reason}.*")
    parts.append("\n".join(_dates(agreement, clause)))
    return "\n\n".join(part for part in parts if part)


def _dates(agreement: Agreement, clause: AnyClause) -> Iterator[str]:
    """Yield a line for each period of a duty, those of many bearers once."""
    if isinstance(clause, ReadingClause):
        clause = agreement.clause(clause.base) or clause
    if not isinstance(clause, DutyClause) or not clause.is_judged:
        return
    try:
        duties = schedule_of(agreement, only=(clause.label,)).duties
    except (ServandaError, OverflowError, ValueError):
        return  # `check` says what is wrong with its dates
    periods: dict[_Key, list[str]] = {}
    for duty in duties:
        bearers = periods.setdefault(_key(duty), [])
        bearers += [] if duty.bearer in bearers else [duty.bearer]
    lines = [_period_line(agreement, duty, periods) for duty in _first_of_each(duties)]
    if len(lines) > MOST_DATES:
        rest = len(lines) - MOST_DATES
        lines = [*lines[: MOST_DATES - 1], f"- and {rest} more, the last:", lines[-1]]
    yield from lines


def _first_of_each(duties: tuple[ScheduledDuty, ...]) -> Iterator[ScheduledDuty]:
    seen = set()
    for duty in duties:
        key = _key(duty)
        if key not in seen:
            seen.add(key)
            yield duty


def _key(duty: ScheduledDuty) -> _Key:
    return duty.begins_at, duty.ends_at, duty.kind, duty.reading, duty.state


def _period_line(agreement: Agreement, duty: ScheduledDuty, periods: dict[_Key, list[str]]) -> str:
    from servanda.publish.words import period

    zone = find_zone(agreement.zone_name)
    words = {"do": "to be done", "not": "holds", "all": "holds", "when": "may be called for"}
    when = period(duty.begins_at, duty.ends_at, zone) if zone else ""
    bearers = periods[_key(duty)]
    shown = [_title(agreement, name) for name in bearers]
    doubt = "" if duty.is_certain else ", possibly"
    lapses = "" if duty.lapses_at is None else ", but lapses"
    read = f" (as read in `{duty.reading}`)" if duty.reading else ""
    return f"- {', '.join(shown)}: {words[duty.kind]} {when}{doubt}{lapses}{read}"


def _title(agreement: Agreement, name: str) -> str:
    actor = agreement.actors.get(name)
    return actor.title if actor else name


# ---- names ------------------------------------------------------------------------------------


def _on_mention(agreement: Agreement, mention: Mention) -> str:
    name = mention.name
    if mention.kind == "clause":
        return _on_clause(agreement, name)
    if mention.kind == "group":
        return f"**{name}**, a group: {', '.join(agreement.groups.get(name, ()))}"
    if mention.kind == "actor" and name in agreement.actors:
        return _on_actor(agreement.actors[name])
    if mention.kind == "area" and name in agreement.areas:
        return _on_area(agreement.areas[name])
    if mention.kind in {"list", "phase"}:
        return _on_list_or_phase(agreement, mention)
    return _on_word(agreement, mention)


def _on_list_or_phase(agreement: Agreement, mention: Mention) -> str:
    name = mention.name
    if mention.kind == "phase":
        phase = agreement.phases.get(name)
        return f"**{phase.title}** (`{name}`), a phase" if phase else ""
    entry = agreement.lists.get(name)
    of = f" of {entry.of}s" if entry and entry.of else ""
    return f"**{entry.title}** (`{name}`), a list{of}" if entry else ""


def _on_actor(actor: Actor) -> str:
    role = "a party" if actor.is_party else "a third party"
    role += ", whose word verifies" if actor.is_monitor else ""
    also = f"; also {', '.join(actor.also)}" if actor.also else ""
    answers = f"; answers for {', '.join(actor.answers_for)}" if actor.answers_for else ""
    return f"**{actor.title}** (`{actor.name}`), {role}{also}{answers}"


def _on_area(area: Area) -> str:
    made = {
        "parts": area.parts,
        "the union of": area.union,
        "less": area.less,
        "common to": area.common,
        f"{area.side} of": (area.side_of,) if area.side_of else (),
        "around": area.buffer[:1] if area.buffer else (),
    }
    words = [f"{word} {', '.join(names)}" for word, names in made.items() if names]
    words += ["outlined in the file of areas"] if area.in_file else []
    return f"**{area.title}** (`{area.name}`), an area" + "".join(f"; {word}" for word in words)


def _on_word(agreement: Agreement, mention: Mention) -> str:
    term = agreement.vocabulary.term(mention.name)
    if term is None:
        return ""
    parts = [f"**{term.name}**, {_article(mention.kind)}"]
    parts += [f"a kind of {', '.join(term.kind_of)}"] if term.kind_of else []
    parts += [f"apart from {', '.join(term.apart_from)}"] if term.apart_from else []
    unit = getattr(term, "unit", "")
    parts += [f"counted in {unit}s"] if unit else []
    parts += ["added by this agreement"] if term.is_added else []
    return "; ".join(parts) + (f". {term.meaning}" if term.meaning else "")


def _article(kind: str) -> str:
    return f"{'an' if kind[:1] in 'aeiou' else 'a'} {kind}"
