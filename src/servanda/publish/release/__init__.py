"""Releases: what is made coarser, late or left out before anything leaves, and says so."""

from __future__ import annotations

from servanda.publish.release.applying import released
from servanda.publish.release.holding import held_back, withheld
from servanda.publish.release.profile import Profile, find_profile, read_profile
from servanda.publish.release.small_cells import small_cells

__all__ = [
    "Profile",
    "find_profile",
    "held_back",
    "read_profile",
    "released",
    "small_cells",
    "withheld",
]
