"""What goes in and out about webhooks, templates, messages, letters and lists, as types."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from forbear.web.api.shapes import TEXT_LENGTH, Contact, In, Name, Time

MessageState = Literal["queued", "sending", "sent", "bounced", "dropped", "unclear", "listed", "to-print", "printed"]


class HookIn(In):
    """An address that is told of holds, revoked permits, and answers to what was left to a person."""

    url: Annotated[str, Field(min_length=8, max_length=1000, pattern=r"^https?://[!-~]+$")]


class HookOut(BaseModel):
    """A hook. ``secret`` is the key of the signatures: HMAC-SHA-256 over "<t>.<body>"."""

    id: str
    url: str
    collector: str
    secret: str


class HooksOut(BaseModel):
    """The hooks of your organisation."""

    hooks: list[HookOut]


class TemplateIn(In):
    """A text to approve, with ``{names}`` of what is filled in. It is never changed; approve another instead."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,99}$")]
    channel: Literal["email", "letter", "sms"]
    subject: Annotated[str, Field(max_length=200)] = ""
    body: Annotated[str, Field(min_length=1, max_length=TEXT_LENGTH)]


class TemplateOut(BaseModel):
    """An approved text, for the messages of one ``collector``, or of all where that is empty."""

    name: str
    collector: str
    channel: str
    subject: str
    body: str
    fields: list[str]
    approved_by: str
    approved_at: Time


class TemplatesOut(BaseModel):
    """The approved texts."""

    templates: list[TemplateOut]


class MessageIn(In):
    """A message to send: an approved text, what is filled in, and the contact, whose ``address`` it goes to.

    ``approval`` is that of ``AskIn``.
    """

    request: Name | None = None
    debtor: Name
    contact: Contact
    template: Name
    values: dict[str, str] = Field(default_factory=dict)
    approval: Name | None = None


class MessageOut(BaseModel):
    """What became of a message."""

    permit: str
    debtor: str
    channel: str
    template: str
    state: MessageState
    fault: str
    changed_at: Time


class LetterOut(BaseModel):
    """A letter to print, as plain text and as a page."""

    permit: str
    debtor: str
    address: str
    subject: str
    text: str
    html: str


class LettersOut(BaseModel):
    """The letters that wait to be printed."""

    letters: list[LetterOut]


class ListRowOut(BaseModel):
    """A contact that may be made, and its permit: use it just before the contact."""

    permit: str
    expires_at: Time
    debtor: str
    person: str
    channel: str
    address: str
    collector: str
    debts: list[str]
    purpose: str
    text: str


class ListOut(BaseModel):
    """The contacts of a channel that may be made now. Go on with ``next`` until it is null."""

    contacts: list[ListRowOut]
    next: str | None
