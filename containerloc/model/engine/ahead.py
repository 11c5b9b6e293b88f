"""Things made ahead of those who take them, by threads: photos decoded while a network computes."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Ahead(Generic[Made]):
    """Makes things by number, in threads, always some further ones than are asked for.

    Each is made once and forgotten when it is taken; one that is taken again, because whoever took
    it failed, is made again. To be used as a context, which ends the threads.

    Examples
    --------
    >>> with Ahead(lambda number: number * 10, 3, depth=2, threads=1) as ahead:
    ...     [ahead.take(number) for number in (0, 1, 2, 1)]
    [0, 10, 20, 10]
    """

    def __init__(
        self, make: Callable[[int], Made], count: int, *, depth: int, threads: int
    ) -> None:
        self._make, self._count, self._depth = make, count, depth
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="ahead")
        self._lock = Lock()
        self._next = 0
        self._waiting: dict[int, Future[Made]] = {}

    def __enter__(self) -> "Ahead[Made]":
        """Itself."""
        return self

    def __exit__(self, *error: object) -> None:
        """End the threads; what nobody has taken is dropped."""
        self._pool.shutdown(cancel_futures=True)

    def take(self, number: int) -> Made:
        """What was made for the number; waits for it, and raises what making it raised."""
        with self._lock:
            until = min(number + 1 + self._depth, self._count)
            while self._next < until:
                self._waiting[self._next] = self._pool.submit(self._make, self._next)
                self._next += 1
            future = self._waiting.pop(number, None)
        return self._make(number) if future is None else future.result()
