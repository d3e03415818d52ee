"""The cases that a process has met, kept in memory; never believed without the log."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from forbear.chain import faults
from forbear.errors import ForbearError
from forbear.gate.case import Case
from forbear.gate.chain import Record
from forbear.gate.store import Log

MOST = 20_000


class BrokenLogError(ForbearError):
    """Somebody changed, removed or moved records of a debtor: nothing can be decided on them."""


class Dossier:
    """The case of a debtor and her log, in the hands of one asker. What is put into a log nobody holds is a draft."""

    def __init__(self, kept: Case, log: Log) -> None:
        self.debtor = kept.debtor
        self.log = log
        self._stood = log.head
        self._case = kept

    @property
    def case(self) -> Case:
        """The case as the log has it now, with what was appended.

        What was kept may be wrong: a transaction may have been undone, or rows changed. Then all is read anew.
        """
        new = _after(self._case, self.log)
        if new is None:
            self._case, new = Case(self.debtor), unbroken(self.debtor, self.log.records())
        if new:
            try:
                self._case.take(new)
            except BaseException:
                self._case = Case(self.debtor)  # one that took half of a record is not kept
                raise
        return self._case

    def hold(self, log: Log) -> bool:
        """Go on with the log, which is held now: True where it stands as the draft began, which is then appended."""
        draft, self.log = self.log, log
        if log.head != self._stood:
            return False
        log.put(draft.records(self._stood.seq))
        return True


class Cases:
    """Cases by debtor, the longest unused forgotten first. Those that somebody has in hand are not among them."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._kept: OrderedDict[str, Case] = OrderedDict()
        self._lock = threading.Lock()

    @contextmanager
    def of(
        self, debtors: Iterable[str], logs: Callable[[Mapping[str, int]], Mapping[str, Log]]
    ) -> Iterator[Mapping[str, Dossier]]:
        """The dossiers of some debtors; nobody else has these cases until the block is left.

        ``logs`` gives their logs, and is told for each up to which record it is known.
        """
        with self._lock:
            kept = [self._kept.pop(name) if name in self._kept else Case(name) for name in dict.fromkeys(debtors)]
        opened = logs({case.debtor: case.head.seq for case in kept})
        dossiers = {case.debtor: Dossier(case, opened[case.debtor]) for case in kept}
        try:
            yield dossiers
        finally:
            self._keep(dossiers.values())

    def _keep(self, dossiers: Iterable[Dossier]) -> None:
        with self._lock:
            self._kept.update((each.debtor, each._case) for each in dossiers)
            while len(self._kept) > self.most:
                self._kept.popitem(last=False)


def unbroken(debtor: str, records: Sequence[Record]) -> Sequence[Record]:
    """The records of a debtor, if each follows from the one before; raises BrokenLogError."""
    for record, fault in faults(records):
        raise BrokenLogError(f"The log of debtor {debtor!r} does not hold together at record {record.seq} ({fault}).")
    return records


def _after(case: Case, log: Log) -> Sequence[Record] | None:
    """The records that follow on a case, None where the log does not go on from it."""
    if case.head.seq >= log.head.seq:
        return () if case.head == log.head else None
    new = log.records(case.head.seq)
    return None if next(faults(new, case.head), None) else new
