"""Release profiles: short YAML files that a person writes and reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from servanda.errors import Place, Problem, UsageError
from servanda.plurals import how_many

TIMES: Final = ("as is", "hour", "day", "week")
LEAVABLE: Final = ("text", "link", "note", "means", "place", "mark", "quantity", "reason")
KEYS: Final = ("place", "time", "delay", "leave out", "confidential", "small cells below")
_UNITS_US: Final = {"hour": 3_600_000_000, "day": 86_400_000_000, "week": 604_800_000_000}
_LENGTH: Final = re.compile(r"^(\d{1,4}) (hour|day|week)s?$")
_GRID: Final = re.compile(r"^(\d*[.]?\d+) degrees?$")


@dataclass(frozen=True)
class Profile:
    """What is done to everything that leaves.

    Attributes:
        name: of the profile.
        grid_degrees: side of the squares that points become; 0: no point is given at all; None:
            points are given as they are.
        time: `as is`, or the local hour, day or week to which times of reports are widened.
        delay_us: nothing that became known within this time before the as-of instant is used.
        left_out: fields of reports that are left out; `reason`: the words of links and rulings.
        confidential: sources that are shown as `confidential source` and a number.
        small_below: figures of persons from 1 to below this are warned of; 0: none are.
    """

    name: str
    grid_degrees: float | None = None
    time: str = "as is"
    delay_us: int = 0
    left_out: tuple[str, ...] = ()
    confidential: tuple[str, ...] = ()
    small_below: int = 0

    @property
    def left_out_of_reports(self) -> tuple[str, ...]:
        """The fields of reports among what is left out."""
        return tuple(name for name in self.left_out if name != "reason")

    @property
    def stamp(self) -> str:
        """One line that says what was done; it stands on every output."""
        said = [f"released as `{self.name}`"]
        if self.grid_degrees is not None:
            squares = f"places are squares of {self.grid_degrees:g} degrees"
            said.append(squares if self.grid_degrees else "places are only told by area")
        if self.time != "as is":
            said.append(f"times of reports are widened to the {self.time}")
        if self.delay_us:
            said.append(f"nothing is used that became known in the last {_length(self.delay_us)}")
        if self.left_out_of_reports:
            said.append(f"left out of reports: {', '.join(self.left_out_of_reports)}")
        if "reason" in self.left_out:
            said.append("left out: why people linked and ruled")
        if self.confidential:
            verb = "is" if len(self.confidential) == 1 else "are"
            said.append(f"{how_many(len(self.confidential), 'sources')} {verb} confidential")
        return "; ".join(said)


def _length(length_us: int) -> str:
    for unit in ("day", "hour"):
        count, rest = divmod(length_us, _UNITS_US[unit])
        if count and not rest:
            return f"{count} {unit}" + ("s" if count > 1 else "")
    return f"{length_us // 1_000_000} seconds"


def find_profile(name: str) -> Profile:
    """Return a profile by its file, or one that comes with the package by its name.

    Raises:
        UsageError: SV861, there is none; SV862, it is wrong.
    """
    path = Path(name)
    if path.suffix.lower() in {".yaml", ".yml"}:
        return read_profile(path)
    shipped = files("servanda.publish.release").joinpath("profiles", f"{name}.yaml")
    if not re.fullmatch(r"[a-z-]+", name) or not shipped.is_file():
        known = sorted(p.name.removesuffix(".yaml") for p in shipped.parent.iterdir())  # type: ignore[attr-defined]
        near = get_close_matches(name, known, 1)
        hint = f"did you mean `{near[0]}`?" if near else (
            f"take {', '.join(f'`{k}`' for k in known)}, or a file of your own (.yaml)"
        )  # fmt: skip
        raise UsageError((Problem("SV861", f"there is no release profile `{name}`", hint=hint),))
    return read_profile(Path(str(shipped)))


def read_profile(path: Path) -> Profile:
    """Read a profile.

    Raises:
        UsageError: SV861, it cannot be read; SV862, it is wrong; all that is wrong at once.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    place = (Place(str(path)),)
    try:
        data = YAML(typ="safe", pure=True).load(path.read_text("utf-8-sig"))
    except OSError as error:
        message = f"`{path}` cannot be read: {error.strerror}"
        raise UsageError((Problem("SV861", message, place),)) from None
    except (YAMLError, UnicodeDecodeError) as error:
        message = f"`{path.name}` is no YAML: {str(error).splitlines()[0]}"
        raise UsageError((Problem("SV862", message, place),)) from None
    wrong = list(_wrong(data))
    if wrong:
        raise UsageError(tuple(Problem("SV862", message, place, hint) for message, hint in wrong))
    return _profile(path.stem, data)


def _wrong(data: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - YAML
    if not isinstance(data, Mapping):
        return [("a release profile has keys and values", f"keys: {', '.join(KEYS)}")]
    found = [
        (f"`{key}` is no key of a release profile", f"keys: {', '.join(KEYS)}")
        for key in data if key not in KEYS
    ]  # fmt: skip
    place = str(data.get("place", "as is"))
    if place not in {"as is", "area"} and not (_GRID.match(place) and _grid(place)):
        found.append((f"`place` cannot be `{place}`", "write `as is`, `area` or `0.1 degrees`"))
    if str(data.get("time", "as is")) not in TIMES:
        found.append((f"`time` cannot be `{data['time']}`", f"write {', '.join(TIMES)}"))
    if "delay" in data and not _LENGTH.match(str(data["delay"])):
        found.append((f"`delay` cannot be `{data['delay']}`", "write `12 hours` or `7 days`"))
    for name in _texts(data.get("leave out")):
        if name not in LEAVABLE:
            found.append((f"`{name}` cannot be left out", f"write {', '.join(LEAVABLE)}"))
    if not isinstance(data.get("small cells below", 0), int):
        found.append(("`small cells below` is no number", "write `5`"))
    return found


def _profile(name: str, data: Mapping[str, Any]) -> Profile:
    place = str(data.get("place", "as is"))
    length = _LENGTH.match(str(data.get("delay", "")))
    return Profile(
        name=name,
        grid_degrees={"as is": None, "area": 0.0}.get(place, _grid(place)),
        time=str(data.get("time", "as is")),
        delay_us=int(length[1]) * _UNITS_US[length[2]] if length else 0,
        left_out=tuple(_texts(data.get("leave out"))),
        confidential=tuple(_texts(data.get("confidential"))),
        small_below=int(data.get("small cells below", 0)),
    )


def _grid(place: str) -> float:
    found = _GRID.match(place)
    return float(found[1]) if found else 0.0


def _texts(value: object) -> list[str]:
    if value is None:
        return []
    return [str(v) for v in value] if isinstance(value, list) else [str(value)]
