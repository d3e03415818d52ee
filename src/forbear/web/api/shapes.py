"""What goes in and out, as types. Fields are strict: 0 is not false, and 1 is not "1"."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from forbear.gate.options import CHANNELS
from forbear.web.api import vocabulary_schema as vocabulary

CONTACTS_AT_ONCE = 1000
PAGE = 100
TEXT_LENGTH = 20_000

Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Time = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
Contact = Annotated[dict[str, Any], WithJsonSchema(vocabulary.contact(whole=True))]
Stated = Annotated[dict[str, Any], WithJsonSchema(vocabulary.contact(whole=False))]
Address = Annotated[dict[str, Any], WithJsonSchema(vocabulary.address())]
Event = Annotated[dict[str, Any], WithJsonSchema(vocabulary.event())]
Collector = Annotated[dict[str, Any], WithJsonSchema(vocabulary.party("collector"))]
Debtor = Annotated[dict[str, Any], WithJsonSchema(vocabulary.party("debtor"))]
Person = Annotated[dict[str, Any], WithJsonSchema(vocabulary.party("person"))]
Debt = Annotated[dict[str, Any], WithJsonSchema(vocabulary.party("debt"))]
Calendars = Annotated[dict[str, Any], WithJsonSchema(vocabulary.party("calendars"))]
Policy = Annotated[dict[str, Any], WithJsonSchema(vocabulary.party("policy"))]
Text = Annotated[str, Field(max_length=TEXT_LENGTH)]
State = Literal["granted", "used", "released", "revoked", "expired"]


class In(BaseModel):
    """What comes in: strict, and nothing that is not known."""

    model_config = ConfigDict(strict=True, extra="forbid")


class ProblemOut(BaseModel):
    """One thing that is wrong: where, what, why it matters, what to do."""

    code: str
    what: str
    where: str = ""
    why: str = ""
    hint: str = ""


class ErrorOut(ProblemOut):
    """Why a request was not done: the first problem, and all of them."""

    problems: list[ProblemOut]


class AskIn(In):
    """A contact to come. ``request`` is your id of this asking: the same again gets the same answer.

    ``approval`` says who approved what the answer ``ask-a-person`` left to a person: a name, with a key that may
    approve; or ``desk``, where a supervisor approves in the application. Until she does, that is refused with 403 and
    the code ``approval-waiting``, and nothing is recorded.
    """

    request: Name | None = None
    debtor: Name
    contact: Contact
    text: Text | None = None
    approval: Name | None = None


class AskOneIn(AskIn):
    """One of many."""

    request: Name


class AskManyIn(In):
    """Up to a thousand contacts, each judged after the one before it; all are recorded or none."""

    contacts: list[AskOneIn] = Field(min_length=1, max_length=CONTACTS_AT_ONCE)


class PermitOut(BaseModel):
    """Leave for one contact, once, until just before ``expires_at``."""

    id: str
    debtor: str
    state: State
    granted_at: Time
    expires_at: Time
    bound: dict[str, Any]
    approved: bool


class AnswerOut(BaseModel):
    """The answer on one contact, with every reason. ``receipt`` is the hash of the record of it."""

    request: str
    debtor: str
    answer: Literal["allow", "not-now", "ask-a-person", "refuse"]
    at: Time
    free_at: Time | None
    why: list[str]
    words: list[dict[str, Any]]
    verdict: dict[str, Any]
    permit: PermitOut | None
    record: int
    receipt: str


class AnswersOut(BaseModel):
    """The answers in the order of the contacts."""

    answers: list[AnswerOut]


class UseIn(In):
    """The contact that is made now: what the permit is bound to, stated again."""

    contact: Stated
    text: Text | None = None


class UseOut(BaseModel):
    """The contact is on record and may go out."""

    permit: str
    accepted: bool
    record: int
    at: Time
    why: str | None = None
    differs: list[str] = []
    verdict: dict[str, Any] | None = None


class NotUsedOut(ErrorOut):
    """A permit was not accepted; ``use`` says why, and is on record."""

    use: UseOut | None = None


class TellIn(In):
    """How a contact went: ``outcome`` and what else became known. Telling the same again changes nothing."""

    contact: Stated


class RecordIn(In):
    """What happened."""

    request: Name | None = None
    debtor: Name
    event: Event


class InboundIn(In):
    """A contact that the debtor, or somebody for the debtor, began."""

    request: Name | None = None
    debtor: Name
    at: Time
    contact: Contact


class RecordOut(BaseModel):
    """The record, and the open permits that it revoked."""

    debtor: str
    record: int
    at: Time
    receipt: str
    revoked: list[str] = []


class PartiesIn(In):
    """Who the debtor, the collectors, the people and the debts are from now on.

    ``placed`` says which debts are with which collector (id of a collector: ids of debts); it may be left out where
    there is one collector, who then has all. ``debtor.id`` is your name for the debtor; use no name of a person, for
    it stands in logs of other programs. Stating the same again changes nothing.
    """

    debtor: Debtor
    collectors: list[Collector] = Field(min_length=1, max_length=50)
    people: list[Person] = Field(default=[], max_length=200)
    debts: list[Debt] = Field(default=[], max_length=200)
    calendars: Calendars = {}
    policy: Policy = {}
    placed: dict[Name, list[Name]] | None = None


class PermitsOut(BaseModel):
    """A page of permits. Go on with ``next`` as the cursor until it is null, also after a page that is not full."""

    permits: list[PermitOut]
    next: str | None


class DecisionOut(AnswerOut):
    """A decision on record, with the contact that was asked for."""

    caller: str
    contact: dict[str, Any]
    approval: str | None


class DecisionsOut(BaseModel):
    """A page of decisions, the oldest first."""

    decisions: list[DecisionOut]
    next: str | None


class FindingOut(BaseModel):
    """A rule that speaks against a contact that was made."""

    record: int
    at: Time
    rulebook: str
    rule: str
    force: str
    cite: str
    says: dict[str, str]
    contact: dict[str, Any]


class FindingsOut(BaseModel):
    """A page of findings, the oldest first. ``undecided`` counts contacts on which a fact was missing."""

    findings: list[FindingOut]
    undecided: int
    next: str | None


class RulebookOut(BaseModel):
    """A rulebook that the gate judges by, and the SHA-256 of its text."""

    id: str
    title: dict[str, str]
    covers: str
    place: dict[str, str]
    status: str
    sha256: str


class RulebooksOut(BaseModel):
    """The rulebooks in force."""

    rulebooks: list[RulebookOut]


class OptionsIn(In):
    """For whom, what for, and by which channels and addresses (by person, as keys of a contact)."""

    debtor: Name
    purpose: Name
    about: Stated = {}
    channels: Annotated[list[Name], Field(min_length=1, max_length=11)] = [*CHANNELS]
    addresses: Annotated[dict[Name, Annotated[list[Address], Field(max_length=10)]], Field(max_length=20)] = {}


class ChangeOut(BaseModel):
    """What would change an answer."""

    kind: str
    says: dict[str, str]
    what: list[str]
    at: Time | None


class OptionOut(BaseModel):
    """One way to reach somebody: what the gate would answer now, and what would change it."""

    contact: dict[str, Any]
    answer: str
    free_at: Time | None
    verdict: dict[str, Any]
    why: list[str]
    changes: list[ChangeOut]
    says: dict[str, str]


class OptionsOut(BaseModel):
    """The ways to reach the people of a debtor."""

    options: list[OptionOut]
