"""Where answers are kept: a room holds so many bytes, and what was not asked for longest makes way."""

from collections import OrderedDict
from threading import Lock

LARGEST_SHARE = 8  # an answer that would take more than this part of a room is not kept


class Room:
    """Answers by key, bounded by their bytes; several threads may use it."""

    def __init__(self, size):
        self.size = size
        self.taken = 0
        self._answers = OrderedDict()
        self._lock = Lock()

    def __len__(self):
        return len(self._answers)

    def get(self, key):
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
            return found

    def put(self, key, answer):
        if answer.size * LARGEST_SHARE > self.size:
            return
        with self._lock:
            before = self._answers.pop(key, None)
            self.taken += answer.size - (before.size if before else 0)
            self._answers[key] = answer
            while self.taken > self.size:
                self.taken -= self._answers.popitem(last=False)[1].size
