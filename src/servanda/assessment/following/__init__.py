"""Incremental judgement: after new, late or corrected reports only what they touch is judged again.

columns, shelves, keyed   the record in memory, found by thing, place and time, or by number
spots, asked              what is told of, what is asked, and who looks at what
words, spread, evidence   last words, incidents far apart; all evidence, and what is to come
closure, touching         from new rows to reports, from reports to duties
part, bundles             the part that bears on them, what is alike in it put together
alone, together           it is judged duty by duty, and told together with the rest
follow                    `Following`: all of it
reading, known            rows of people, checked against those that are there
recorded, known_of_index  those of an index, looked up when a new row may mean them
meanings, translate       what ids mean, and new rows in the numbers of the case
indexed                   the index behind a case, and how it is made anew
live                      `LiveCase`: all of that, in the words of people
"""

from servanda.assessment.following.evidence import Batch
from servanda.assessment.following.follow import Following, Update

__all__ = ["Batch", "Following", "Update"]
