"""Times of a mapping as SQL: one column, a day and its clock in two, or the first that is there.

A day without a clock stays a whole day. What cannot be read has a reason, and nothing is filled in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from servanda.evidence.cells import SERIAL_HINT
from servanda.evidence.formats import quoted_text
from servanda.evidence.importers.mapping_file import Cell, has_clock

_PLAIN: Final = r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}"
"""A local time as evidence writes it, to the minute; seconds may follow."""

_FORMS: Final = "['%Y-%m-%d %H:%M', '%Y-%m-%dT%H:%M', '%Y-%m-%d %H:%M:%S', '%Y-%m-%dT%H:%M:%S']"
_PLAIN_DAY: Final = r"\d{4}-\d{2}-\d{2}"
_PLAIN_CLOCK: Final = r"\d{1,2}:\d{2}(:\d{2})?"
_CLOCK_FORMS: Final = "['%H:%M', '%H:%M:%S']"
_DAY_END: Final = r"24:00(:00)?"
_OLDEST: Final = 1000
"""No year is earlier; one that seems to be was written in two digits."""

_FRACTION_HINT: Final = (
    "a spreadsheet keeps a clock as part of a day: give the cells the format of a time, and save"
    " again"
)
_Fault = tuple[str, str]
"""Under which condition a time cannot be read, and the reason: two texts of SQL."""


@dataclass(frozen=True)
class SaidTime:
    """One way in which the rows of a file say a time.

    Attributes:
        name: column of `reports`.
        cell: what the mapping says of it.
        day: SQL of the cell that holds the day, or the whole time.
        clock: SQL of the cell that holds the time of day; empty: the other one holds it all.
        zone: IANA name of its local times that the file's mapping says; empty: that of the case.
    """

    name: str
    cell: Cell
    day: str
    clock: str = ""
    zone: str = ""

    @property
    def is_there(self) -> str:
        """SQL of whether any of its cells is filled in."""
        return f"(coalesce({self.day}, {self.clock or 'NULL'}) IS NOT NULL)"

    def value(self) -> str:
        """Return the SQL of the time as evidence writes it."""
        if self.clock:
            return self._value_of_two()
        moment, form = self._moment(), self.cell.form
        if not form:
            if not self._said_zone():
                return self.day
            utc = f"first_utc({moment}, {self._zone()})"
            return (
                f"CASE WHEN {moment} IS NULL THEN {self.day} WHEN length({self.day}) > 16"
                f" THEN instant_text({utc}) ELSE minute_text({utc}) END"
            )
        if not has_clock(form):
            return f"day_text({moment})"
        if "%z" in form:
            return f"{_word(form)}(timezone('UTC', {moment}))"
        return f"{_word(form)}(first_utc({moment}, {self._zone()}))"

    def faults(self) -> Iterator[_Fault]:
        """Yield under which conditions it cannot be read, and why."""
        if self.clock:
            yield from self._faults_of_two()
        elif self.cell.form:
            yield self._fault_of_form()
        moment = self._moment()
        if self.clock or self.cell.form:
            year = f"'{self._where}the year of ' || {self.day} || ' has not four digits'"
            yield f"year({moment}) < {_OLDEST}", year
        yield from self._faults_of_zone(moment)

    def _fault_of_form(self) -> _Fault:
        form = quoted_text(self.cell.form)
        return (
            f"{self.day} IS NOT NULL AND {self._day_moment()} IS NULL",
            f"'{self._where}no time of the form ' || {form} || ' can be read from ' || {self.day}"
            f" || CASE WHEN regexp_full_match({self.day}, '[1-9][0-9]{{4}}([.][0-9]+)?')"
            f" THEN {quoted_text(f' ({SERIAL_HINT})')} ELSE '' END",
        )

    def _faults_of_zone(self, moment: str) -> Iterator[_Fault]:
        form, zone = self.cell.form, self._zone()
        is_local = bool(self.clock) or (has_clock(form) if form else bool(self._said_zone()))
        if not is_local or "%z" in form:
            return
        shown = f"{self.day} || ' ' || {self.clock}" if self.clock else self.day
        # Without a clock it is the whole day, of which no hour is asked for.
        said = f"{self.clock} IS NOT NULL AND " if self.clock else ""
        is_twice = f"{said}first_utc({moment}, {zone}) <> last_utc({moment}, {zone})"
        yield is_twice, f"'{self._where}the clocks show ' || {shown} || ' twice'"
        is_jumped = f"{said}is_jumped({moment}, {zone})"
        yield is_jumped, f"'{self._where}the clocks jump over ' || {shown}"

    # ---- a day and its clock in two columns ----------------------------------------------------

    def _value_of_two(self) -> str:
        form = self.cell.clock_form
        utc = f"first_utc({self._moment()}, {self._zone()})"
        finely = f"{_word(form)}({utc})" if form else (
            f"CASE WHEN length({self.clock}) > 5 THEN instant_text({utc}) ELSE minute_text({utc})"
            " END"
        )  # fmt: skip
        day = f"day_text({self._day_moment()})"
        return f"CASE WHEN {self.clock} IS NULL THEN {day} ELSE {finely} END"

    def _faults_of_two(self) -> Iterator[_Fault]:
        days, clocks = _named(self.cell.days), _named(self.cell.clock)
        form, clock_form = self.cell.form, self.cell.clock_form
        alone = quoted_text(f" is a time without its day: {days} is empty")
        yield (
            f"{self.day} IS NULL AND {self.clock} IS NOT NULL",
            f"'{self._where}' || {self.clock} || {alone}",
        )
        if not form:
            hint = (
                f" has a time of its own beside that of {clocks} (where it means nothing say so in"
                " the form: `%Y-%m-%d 00:00:00`)"
            )
            both = rf"regexp_matches({self.day}, '^{_PLAIN_DAY}[ T]')"
            yield both, f"'{self._where}' || {self.day} || {quoted_text(hint)}"
        yield (
            self._fault_of_form()
            if form
            else (
                f"{self.day} IS NOT NULL AND {self._day_moment()} IS NULL",
                f"'{self._where}no day such as 2024-03-05 can be read from ' || {self.day}",
            )
        )
        wanted = f"of the form {clock_form}" if clock_form else "such as 14:30"
        yield (
            f"{self.clock} IS NOT NULL AND {self._clock_length()} IS NULL",
            f"'{self._where}' || {quoted_text(f'no time of day {wanted} can be read from ')}"
            f" || {self.clock} || CASE WHEN regexp_full_match({self.clock}, '0?[.,][0-9]+')"
            f" THEN {quoted_text(f' ({_FRACTION_HINT})')} ELSE '' END",
        )

    def _clock_length(self) -> str:
        """Return the SQL of how long after midnight a time of day is; null: it is none."""
        form = self.cell.clock_form
        if form:
            since = f"try_strptime({self.clock}, {quoted_text(form)})"
            return f"({since} - date_trunc('day', {since}))"
        since = f"try_strptime({self.clock}, {_CLOCK_FORMS})"
        return (
            f"CASE WHEN regexp_full_match({self.clock}, '{_DAY_END}') THEN INTERVAL 1 DAY"
            f" WHEN regexp_full_match({self.clock}, '{_PLAIN_CLOCK}')"
            f" THEN {since} - date_trunc('day', {since}) END"
        )

    # ---- the instant ----------------------------------------------------------------------------

    def _moment(self) -> str:
        """Return the SQL of a local time as its cells write it; null: they have not that form."""
        if not self.clock:
            return self._day_moment()
        return f"({self._day_moment()} + ({self._clock_length()}))"

    def _day_moment(self) -> str:
        if self.cell.form:
            return f"try_strptime({self.day}, {quoted_text(self.cell.form)})"
        if self.clock:
            is_day = f"regexp_full_match({self.day}, '{_PLAIN_DAY}')"
            return f"CASE WHEN {is_day} THEN try_strptime({self.day}, '%Y-%m-%d') END"
        whole = rf"regexp_full_match({self.day}, '{_PLAIN}(:\d{{2}}([.]\d{{1,6}})?)?')"
        plain = rf"regexp_extract({self.day}, '^{_PLAIN}(:\d{{2}})?')"
        return f"CASE WHEN {whole} THEN try_strptime({plain}, {_FORMS}) END"

    def _zone(self) -> str:
        zone = self._said_zone()
        return quoted_text(zone) if zone else "getvariable('zone')"

    def _said_zone(self) -> str:
        """Return the zone of a time that somebody has said, or its heading: `Post Date (UTC)`."""
        groups = filter(None, (self.cell.days, self.cell.clock))
        is_utc = any(all("(utc)" in name.lower() for name in names) for names in groups)
        return self.cell.zone or ("UTC" if is_utc else self.zone)

    @property
    def _where(self) -> str:
        return f"`{self.name}`: "


def value_of(ways: Sequence[SaidTime]) -> str:
    """Return the SQL of a time: the first of the ways of which any cell is filled in."""
    if len(ways) == 1:
        return ways[0].value()
    return f"CASE {' '.join(f'WHEN {way.is_there} THEN {way.value()}' for way in ways)} END"


def faults_of(ways: Sequence[SaidTime]) -> list[str]:
    """Return the branches of a CASE that say why a time cannot be read."""
    faults = []
    for place, way in enumerate(ways):
        is_chosen = "".join(f"NOT {earlier.is_there} AND " for earlier in ways[:place])
        faults += [f"WHEN {is_chosen}({when}) THEN {why}" for when, why in way.faults()]
    return faults


def emptiness_of(ways: Sequence[SaidTime]) -> tuple[str, str]:
    """Return the SQL of whether all cells that may say a time are empty, and of the reason."""
    names = _named([name for way in ways for name in way.cell.columns], "and")
    is_empty = " AND ".join(f"NOT {way.is_there}" for way in ways)
    return is_empty, quoted_text(f"`{ways[0].name}`: {names} are empty")


def _named(names: Sequence[str], word: str = "or") -> str:
    shown = [f"`{name}`" for name in dict.fromkeys(names)]
    return f" {word} ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))


def _word(form: str) -> str:
    is_fine = any(sign in form for sign in ("%S", "%X", "%c"))
    return "instant_text" if is_fine else "minute_text"
