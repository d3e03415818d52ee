"""Several buckets at a time, each on a core of its own: the many small statements of one keep no second core busy."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from queue import SimpleQueue
from time import sleep

from forbear.audit.tables.buckets import Bucket
from forbear.audit.tables.database import Database
from forbear.audit.tables.judge import BucketJudge

AGAIN_SECONDS = 0.05
"""Who is between two statements when it is broken off begins another: it is broken off again so soon."""
Work = Callable[[BucketJudge, int, Bucket], None]


def judges_for(db: Database, at_once: int, make: Callable[[Database], BucketJudge]) -> list[BucketJudge]:
    """One for each bucket that may be judged at once; the database of the first is ``db`` itself."""
    return [make(each) for each in (db, *(db.beside() for _ in range(at_once - 1)))]


def judge_all(judges: Sequence[BucketJudge], work: Work, done: Callable[[Bucket], None]) -> None:
    """Do some work with every bucket, as many at a time as there are judges.

    ``work`` is told which judge, the number of the bucket, and the bucket; ``done``, in this thread, what is finished.
    Where one of them fails, nothing more is begun, what is running is broken off, and the fault is raised.
    """
    buckets = judges[0].shares.buckets
    if len(judges) == 1:
        for number, bucket in enumerate(buckets):
            work(judges[0], number, bucket)
            done(bucket)
        return
    free: SimpleQueue[BucketJudge] = SimpleQueue()
    for judge in judges:
        free.put(judge)

    def one(number: int, bucket: Bucket) -> Bucket:
        judge = free.get()
        try:
            work(judge, number, bucket)
        finally:
            free.put(judge)
        return bucket

    with _one_core_each(judges[0].db, len(judges)), ThreadPoolExecutor(len(judges)) as pool:
        running = [pool.submit(one, number, bucket) for number, bucket in enumerate(buckets)]
        try:
            for each in as_completed(running):
                done(each.result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            while not all(each.done() for each in running):
                for judge in judges:
                    judge.db.connection.interrupt()
                sleep(AGAIN_SECONDS)
            raise


@contextmanager
def _one_core_each(db: Database, at_once: int) -> Iterator[None]:
    """The database's own threads beside those that ask: together as many as there are cores."""
    db.connection.execute(f"SET threads = {max(1, (os.cpu_count() or 1) - at_once + 1)}")
    yield
    db.connection.execute("RESET threads")
