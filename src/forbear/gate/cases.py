"""The cases that a process has met, kept in memory; never believed without the log."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

from forbear.chain import faults
from forbear.errors import ForbearError
from forbear.gate.case import Case
from forbear.gate.chain import Record
from forbear.gate.store import Log

MOST = 20_000


class BrokenLogError(ForbearError):
    """Somebody changed, removed or moved records of a debtor: nothing can be decided on them."""


class Cases:
    """Cases by debtor, the longest unused forgotten first. A case is touched only while its log is held."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._kept: OrderedDict[str, Case] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, debtor: str, log: Log) -> Case:
        """The case as the log has it now, with what the transaction in hand appended.

        What was kept may be wrong: a transaction may have been undone, or rows changed. Then all is read anew.
        """
        with self._lock:
            case = self._kept.pop(debtor, None)
        new = None if case is None else _after(case, log)
        if case is None or new is None:
            case, new = Case(debtor), unbroken(debtor, log.records())
        case.take(new)
        with self._lock:
            self._kept[debtor] = case
            if len(self._kept) > self.most:
                self._kept.popitem(last=False)
        return case


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
