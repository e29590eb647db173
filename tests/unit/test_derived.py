"""What is worked out once is kept, and worked out again where it cannot be."""

import json
import stat

import pytest

from servanda.derived import cache_folder, derive


@pytest.fixture
def base(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


class Counted:
    """Makes a thing, and counts how often."""

    def __init__(self, thing: object) -> None:
        self.thing, self.times = thing, 0

    def __call__(self) -> object:
        self.times += 1
        return self.thing


def test_a_thing_is_made_once_for_each_source(base):
    make = Counted({"a": [1, 2]})
    assert [derive("things", "text", make) for _ in range(3)] == [{"a": [1, 2]}] * 3
    assert make.times == 1
    derive("things", "another text", make)
    assert make.times == 2
    assert len([*base.joinpath("servanda").iterdir()]) == 2


def test_the_folder_is_the_owners_alone(base):
    assert cache_folder() == base / "servanda"
    assert stat.S_IMODE((base / "servanda").stat().st_mode) == 0o700


def test_a_folder_that_others_may_write_to_is_not_used(base):
    folder = base / "servanda"
    folder.mkdir()
    folder.chmod(0o777)
    make = Counted(1)
    assert cache_folder() is None
    assert [derive("things", "text", make), derive("things", "text", make)] == [1, 1]
    assert make.times == 2
    assert not [*folder.iterdir()]


def test_what_cannot_be_read_is_made_again_and_kept(base):
    make = Counted([7])
    derive("things", "text", make)
    (file,) = base.joinpath("servanda").iterdir()
    file.write_text("[7", encoding="utf-8")
    assert derive("things", "text", make) == [7]
    assert json.loads(file.read_text("utf-8")) == [7]
    assert make.times == 2


def test_without_a_place_for_it_nothing_is_kept(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("x")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    assert cache_folder() is None
    assert derive("things", "text", Counted(1)) == 1
