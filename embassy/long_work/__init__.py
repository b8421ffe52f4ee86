"""Work that takes longer than a request: made once, in another process, however many ask for it.

    @maker(lane=READERS, seconds=120)                 module level; the function runs in another process
    def make_pdf(making: Making) -> bytes: ...

    answer = result_of(Order(make_pdf, subject="…", content=html, version="…"))     kept, or being made, or neither
    for progress in follow(Order(run_import, content=data, version=unique())): ...  one asker's own; ends with them

`journal` is what processes know of a piece of work, `making` the maker's side, `asking` the asker's, `workers` the
processes, `tidying` lets go of old results, `pages` answers readers. Why it is so: docs/decisions/0002-long-work.md.
"""

from embassy.long_work.asking import Answer, Failed, Order, follow, result_of, unique
from embassy.long_work.journal import Progress, State
from embassy.long_work.making import Abandoned, Making, maker
from embassy.long_work.pages import answer_meanwhile
from embassy.long_work.workers import READERS, STAFF

__all__ = [
    "READERS",
    "STAFF",
    "Abandoned",
    "Answer",
    "Failed",
    "Making",
    "Order",
    "Progress",
    "State",
    "answer_meanwhile",
    "follow",
    "maker",
    "result_of",
    "unique",
]
