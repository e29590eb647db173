"""Which texts in a cell of `quantity` say that there was some, and which may mean none.

A text that is no number and no declared word says at least 1 (SEMANTICS 2.2), and one at least 1
proves a breach. So a text that may mean none, or that nobody knows, must not pass for a word.
"""

from __future__ import annotations

import re
from typing import Final

_LETTERS: Final = re.compile(r"[^\W\d_]+")
_ABOUT: Final = re.compile(
    r"(?:(?:about|around|approximately|approx[.]?|roughly|circa|ca?[.]?|some|nearly|almost"
    r"|an estimated|estimated) |[~≈] ?)(?P<number>\d{1,30})(?P<noun>(?: [^\W\d_]+){0,3})"
)
_LEAST_ABOUT: Final = 2
"""`About 1` may be none."""

_NONE: Final = (
    "no none non not nil null nan nought naught zero zeros zeroes nobody nothing nowhere never "
    " neither nor without hardly barely lack lacking absent negative false cannot aint"
)
_UNKNOWN: Final = (
    "unknown unclear unspecified unstated unreported undetermined uncertain unavailable uncounted"
    " unconfirmed unverified undisclosed unsure unable inconclusive missing empty blank pending"
    " tbc tbd na nk nr any possible possibly maybe perhaps may might could if whether"
)
# What bounds a number from above only: `up to a dozen` allows for none.
_ONLY_ABOVE: Final = "up less fewer most under below max maximum within"
_ELSEWHERE: Final = (
    # French, Spanish, German
    "aucun aucune rien pas personne néant inconnu inconnue sans zéro ninguno ninguna ningún nada"
    " nadie cero desconocido desconocida sin kein keine keiner nichts niemand null unbekannt"
    # Russian, Ukrainian
    " нет ни ноль нуль никого ничего никто не без неизвестно отсутствует немає ні нікого нічого"
    " невідомо жодного жодної відсутні"
    # Arabic, Hebrew
    " لا ليس بدون صفر غير مجهول لم אין אפס לא ללא כלום אף"
)
_DOUBTFUL: Final = frozenset(" ".join((_NONE, _UNKNOWN, _ONLY_ABOVE, _ELSEWHERE)).split())


def as_word(text: str) -> str:
    """Return a text as words are compared: in lower case, one blank between its parts."""
    return " ".join(text.lower().split())


def means_some(word: str) -> bool:
    """Return whether a text that is no number says that there was at least one.

    Args:
        word: from `as_word`.
    """
    about = _ABOUT.fullmatch(word)
    if about is not None:
        return int(about["number"]) >= _LEAST_ABOUT and _is_plain(about["noun"])
    return not any(sign.isnumeric() for sign in word) and _is_plain(word) and _says_a_word(word)


def _is_plain(word: str) -> bool:
    """Return whether no part of a text denies, doubts or only bounds from above."""
    parts = _LETTERS.findall(word)
    # `n/a` and `n.d.` are read as they are spoken; of `wasn't` only the end tells.
    is_denied = "n't" in word or "n’t" in word or "".join(parts) in _DOUBTFUL
    return not is_denied and not any(part in _DOUBTFUL for part in parts)


def _says_a_word(word: str) -> bool:
    """Return whether it is more than signs and single letters, and asks nothing."""
    return any(len(part) > 1 for part in _LETTERS.findall(word)) and "?" not in word
