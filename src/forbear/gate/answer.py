"""What the gate answers, read back from the record of it: the first answer and a retry's are the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from forbear.calendar import Instant
from forbear.gate.chain import Record
from forbear.gate.permit import Permit, State
from forbear.words.reading import Said

Word = Literal["allow", "not-now", "ask-a-person", "refuse"]


class Answer(NamedTuple):
    """The answer on one contact.

    ``verdict`` holds every reason as plain JSON (``engine/plain.py``); ``why`` says in a word what no rule says
    (``judging.AGAINST``, ``words``). ``free_at`` is the first free time of ``not-now``. ``receipt``: the record's hash.
    """

    word: Word
    debtor: str
    seq: int
    at: Instant
    verdict: Mapping[str, Any]
    why: tuple[str, ...]
    words: tuple[Mapping[str, Any], ...]
    free_at: Instant | None
    permit: Permit | None
    receipt: str

    def permit_state(self, now: Instant) -> State | None:
        """What became of the permit, None where there was none."""
        return None if self.permit is None else self.permit.state(now)


def words_found(said: Sequence[Said]) -> list[dict[str, Any]]:
    """What a message says that a person must see, without the words themselves."""
    return [
        {"category": each.category, "kind": each.kind, "start": each.start, "end": each.end, "phrase": each.phrase}
        for each in said
    ]


def answer_of(record: Record, permit: Permit | None) -> Answer:
    """The answer that a record of a decision holds."""
    body = record.body
    return Answer(
        body["answer"],
        record.debtor,
        record.seq,
        record.at,
        body["verdict"],
        tuple(body["why"]),
        tuple(body["words"]),
        body["free_at"],
        permit,
        record.hash,
    )
