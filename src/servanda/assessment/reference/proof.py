"""Interest and standards of proof (SEMANTICS 3.1 to 3.3)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import combinations

from servanda.assessment.reference.rows import Case, Measure, Statement
from servanda.assessment.tables import FLOOR, NEUTRAL, OWN_SIDE, UNLISTED

AT_LEAST = "at least"
AT_MOST = "at most"

SELF_SERVING = "self-serving"
UNKNOWN = "unlisted"
AGAINST = "against interest"
DISINTERESTED = "neutral"


@dataclass(frozen=True)
class Voice:
    """Who speaks, as far as proof is concerned.

    Attributes:
        source_id: who tells it.
        origin_id: who claims it; a relay is no origin.
        interest: of this statement, one of the four words of 3.2.
        is_verified: it meets `verified` by itself.
    """

    source_id: int
    origin_id: int
    interest: str
    is_verified: bool

    @property
    def is_proof(self) -> bool:
        """Return whether it is neutral or against interest."""
        return self.interest in {DISINTERESTED, AGAINST}

    @property
    def is_good(self) -> bool:
        """Return whether it meets `independent` by itself (3.3)."""
        return self.is_proof or self.is_verified

    @property
    def is_relay(self) -> bool:
        """Return whether it tells what another claims."""
        return self.source_id != self.origin_id


def are_two_origins(one: Voice, other: Voice) -> bool:
    """Return whether two voices are of two origins (3.3.1).

    Of two relays neither may have it from the other: it tells only what it has from elsewhere.
    """
    if one.origin_id == other.origin_id:
        return False
    has_it_from = one.origin_id == other.source_id or other.origin_id == one.source_id
    return not (one.is_relay and other.is_relay and has_it_from)


def meets(standard: str, voices: Collection[Voice]) -> bool:
    """Return whether those who say something prove it under a standard (3.3)."""
    if standard == "claimed":
        return bool(voices)
    if any(voice.is_verified for voice in voices):
        return True
    proof = {voice for voice in voices if voice.is_proof}
    if standard == "corroborated":
        return any(are_two_origins(one, other) for one, other in combinations(proof, 2))
    return standard == "independent" and bool(proof)


def is_enough_alone(standard: str, voice: Voice) -> bool:
    """Return whether one voice weighs against others: `independent`, or any at `claimed` (4.5)."""
    return standard == "claimed" or voice.is_good


def voice_of(case: Case, measure: Measure, statement: Statement, bound: str) -> Voice:
    """Return the voice of one report as an at-least or an at-most of a measure (3.2)."""
    speaker = (statement.source_id, statement.origin_id)
    admits = is_admission(case, measure, speaker, statement.hand_id)
    verified = statement.marked or is_monitor_speaking(case, measure, speaker)
    return Voice(*speaker, interest(case, measure, speaker, bound, admits=admits), verified)


def interest(
    case: Case, measure: Measure, speaker: tuple[int, int], bound: str, *, admits: bool
) -> str:
    """Return the interest of a statement: the origin's, or the relay's if self-serving (3.2).

    Args:
        case: where sources stand.
        measure: whose bearer and direction decide what helps.
        speaker: source and origin.
        bound: AT_LEAST or AT_MOST.
        admits: it names only hands of the speaker's own side; asked for groups and everyone.
    """
    relay, origin = (_own_interest(case, measure, who, bound, admits=admits) for who in speaker)
    if SELF_SERVING in {relay, origin}:
        return SELF_SERVING
    return UNKNOWN if UNKNOWN in {relay, origin} else origin


def _own_interest(case: Case, measure: Measure, who: int, bound: str, *, admits: bool) -> str:
    side = _side(case, measure, who)
    if side in {NEUTRAL, UNLISTED}:
        return DISINTERESTED if side == NEUTRAL else UNKNOWN
    if side == OWN_SIDE and measure.judged_id in case.groups and not admits:
        return SELF_SERVING
    helps = (bound == AT_LEAST) == (measure.direction == FLOOR)
    return SELF_SERVING if helps == (side == OWN_SIDE) else AGAINST


def _side(case: Case, measure: Measure, who: int) -> int:
    return case.sides.get((measure.judged_id, who), UNLISTED)


def is_own_side(case: Case, measure: Measure, who: int) -> bool:
    """Return whether a source is of the bearer's side."""
    return _side(case, measure, who) == OWN_SIDE


def is_admission(case: Case, measure: Measure, speaker: tuple[int, int], hand_id: int) -> bool:
    """Return whether every speaker of a member's side names its own side alone (5.1)."""
    own = [who for who in set(speaker) if is_own_side(case, measure, who)]
    return all((who, hand_id) in case.own_hands for who in own)


def is_monitor_speaking(case: Case, measure: Measure, speaker: tuple[int, int]) -> bool:
    """Return whether a named monitor says it itself, and not of its own duties (3.3)."""
    source, origin = speaker
    trusted = _side(case, measure, source) not in {OWN_SIDE, UNLISTED}
    return source == origin and source in case.monitors and trusted
