"""Boards and findings on a terminal; each function prints to the console it is given.

User text never reaches the terminal as markup or control code. Colour is an addition: every
verdict is a letter too, and without colour (NO_COLOR, a pipe) nothing is lost.
"""

from servanda.publish.terminal.board import MOST_SINGLES, board_view, show_board
from servanda.publish.terminal.card import finding_view, show_finding
from servanda.publish.terminal.counts import show_counts
from servanda.publish.terminal.ledger import show_receipt, show_receipts, show_verification
from servanda.publish.terminal.lists import (
    MOST_INCIDENTS,
    show_diff,
    show_duties,
    show_incidents,
    show_problems,
    show_rejects,
)

__all__ = [
    "MOST_INCIDENTS",
    "MOST_SINGLES",
    "board_view",
    "finding_view",
    "show_board",
    "show_counts",
    "show_diff",
    "show_duties",
    "show_finding",
    "show_incidents",
    "show_problems",
    "show_receipt",
    "show_receipts",
    "show_rejects",
    "show_verification",
]
