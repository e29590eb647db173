"""Findings as people read them: on a terminal, on one page, as JSON.

Nothing here judges: every number and every verdict comes from the board. Parties stand in the
order of the agreement and are shown alike; there is no score and no ranking (SEMANTICS 5.10).
"""
