from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servanda.evidence.projection import lines


@pytest.mark.parametrize("is_there", [True, False], ids=["NumPy", "no NumPy"])
@given(letters=st.lists(st.sampled_from(["\n", "a", "é"]), max_size=30))
def test_bytes_are_counted(letters, is_there):
    data = "".join(letters).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "has_numpy", lambda: is_there)
        patch.setattr(lines, "_COUNTED_AT_ONCE", 7)
        assert lines.count_of(b"\n", data) == letters.count("\n")
