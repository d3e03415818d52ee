"""The closed vocabulary: which keys an event, a person or a debt may have, and which values.

A key is written with dots where the record nests (``content.opt_out_notice``). A type is
one of ``bool``, ``int``, ``money`` (whole minor units), ``decimal``, ``text`` (open), ``instant``, ``day``,
``clock``, the name of a value set below, or ``list of <set or text>``. Unknown keys and values are refused at the
edge, so that a rule never reads a misspelt fact as an absent one.

A rulebook has a subject, and each subject a vocabulary: ``CONDUCT`` (the question is a contact) and ``CREDIT`` (a
look at a person's file, ``credit_vocabulary.py``). The tables here are those of conduct; ``VALUES`` are those of both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from forbear import credit_vocabulary as credit

_CHANNELS = "call ringless_voicemail sms email letter postcard visit social app court_document"
_SCOPES = (
    "time place channel extra_calls call_back carry_on_now direct_contact third_party"
    " contact_list automated esign private_account all"
)

VALUES: Mapping[str, tuple[str, ...]] = {
    name: tuple(words.split())
    for name, words in {
        "channel": _CHANNELS,
        "consent_channel": _CHANNELS + " electronic",
        "direction": "outbound inbound",
        "role": "debtor co_debtor guarantor spouse parent guardian personal_representative"
        " successor_in_interest estate attorney debt_adviser agreed_contact emergency_contact"
        " address_book_contact relative friend neighbor colleague employer reference child"
        " creditor public court prior_collector",
        "address_kind": "home mobile work",
        "address_source": "given_by_debtor used_by_debtor agreed_in_contract from_creditor"
        " from_prior_collector emergency_contact_consented emergency_contact_unconfirmed"
        " device_address_book skip_trace given_by_third_party",
        "address_domain": "public employer",
        "place": "home workplace hospital",
        "purpose": "demand_payment locate_debtor relay_message reply_to_request request"
        " request_documents request_consent statutory_notice discuss_debt answer_complaint verification"
        " opt_out_confirmation end_of_collection_notice may_invoke_remedy_notice"
        " will_invoke_remedy_notice postjudgment_remedy litigation letter_before_action issue_claim"
        " formal_pleading proof_of_claim take_control_of_goods marketing account_info offer_help"
        " ordinary_collection",
        "outcome": "no_answer busy not_in_service voicemail limited_content_voicemail mailbox_full"
        " recording_reached conversation answered_dropped hung_up sent delivered bounced met absent refused",
        "disclosure": "none existence_of_debt amount",
        "visibility": "private contacts public",
        "part": "disputed undisputed",
        "party": "debtor collector",
        "technology": "manual autodialed prerecorded automated",
        "sender_account": "private company",
        "weekday": "Mon Tue Wed Thu Fri Sat Sun",
        "wish_scope": "now",
        "refusal_scope": "channel address enquiry all",
        "consent_scope": _SCOPES,
        "via": "mail response_form accepted_electronic_medium hand_delivery sms email call",
        "hold": "cease refuses_to_pay dispute information_request represented employer_prohibits deceased"
        " incapacity complaint hardship workout debt_advice moratorium insolvency discharged paid"
        " settled limitation_expired lawsuit",
        "hold_type": "breathing_space mental_health_crisis surgery_or_hospital original_creditor"
        " disaster marriage bereavement ombudsman internal",
        "hold_reason": "amount_incorrect limitation_expired not_mine already_paid fraud",
        "lift_reason": "treatment_ended register_entry breach withdrawn completed",
        "notice": "validation verification duplicate_dispute same_creditor dispute_outcome email_opt_out"
        " letter_of_claim documents_supplied transfer outsourcing mandate collection_start bureau_listing",
        "check": "number_reassignment",
        "check_result": "not_reassigned reassigned",
        "source": "debtor_statement creditor_file",
        "collector_kind": "creditor third-party-collector servicer debt-buyer assignee enforcement-agent",
        "license": "fca-authorised finance-company money-lender licensed-collection-company",
        "debtor_kind": "individual company",
        "zone_source": "mobile_area_code landline_area_code residential_address debtor_statement",
        "relation": "sibling adult_child",
        "product": "credit_card medical student_loan online_loan instalment mortgage direct_car_loan",
        "debt_purpose": "consumer business",
        "creditor_kind": "bank insurer consumer_finance_company other",
        "poses_as": "missed_delivery court police lawyer",
        "opt_out_method": "reply_stop link call",
        "other_content_reason": "state_law",
        "extra": "salutation date_time suggested_reply_times any_representative",
        "act": "transfer delete_records delete_recording workout_plan bureau_listing collection_start"
        " outsource issue_claim",
        "means": "sale placement return merger securitisation",
        "transferee": "owner prior_owner_by_contract other",
        "envelope_item": "return_address debtor_address postage forwarding_request postal_barcode",
        **credit.VALUES,
    }.items()
}


def _keys(text: str) -> dict[str, str]:
    """``"a b:set"`` → ``{"a": "text", "b": "set"}``; spaces inside a type are underscores."""
    pairs = (word.partition(":") for word in text.split())
    return {key: (kind or "text").replace("_of_", " of ") for key, _, kind in pairs}


_CONTACT = _keys(
    """channel:channel direction:direction collector creditor person role:role debts:list_of_text
    address address_kind:address_kind address_source:address_source address_domain:address_domain
    address_qualified:bool address_known_wrong_party:bool place:place purpose:purpose notice:notice
    required_by_law outcome:outcome could_leave_message:bool disclosure:disclosure others_may_hear:bool
    visibility:visibility initial:bool initial_written:bool part:part addressee_named:bool
    continues_call:bool opened_at:instant technology:technology recorded:bool video_recorded:bool
    caller_id_hidden:bool sender_account:sender_account identity_verified:bool notice_given:bool
    collectors_present:int enters_premises:bool less_intrusive_failed:bool recipient_asked_reason:bool
    earlier_answer_believed_wrong:bool person_now_knows:bool duration_s:int text_sha256 from_number
    envelope.shows:list_of_envelope_item envelope.business_name
    envelope.name_indicates_debt_collection:bool content.business_name
    content.name_indicates_debt_collection:bool content.reply_request:bool content.contact_person:bool
    content.reply_number:bool content.permitted_extras:list_of_extra content.other_content:bool
    content.other_content_reason:other_content_reason content.cut_short:bool
    content.self_identified:bool content.states_confirming_location:bool content.agency_named:bool
    content.agency_name_asked_for:bool content.opt_out_notice:bool content.opt_out_method:opt_out_method
    content.opt_out_fee:bool content.opt_out_asks_extra:bool content.only_confirms_opt_out:bool
    content.initial_disclosure:bool content.collector_statement:bool content.language
    content.disclosure_language content.validation_information:bool content.undercuts_dispute_right:bool
    content.states_dispute:bool content.threatens_legal_action:bool content.poses_as:poses_as
    content.creditor_details:bool"""
)
_SLOT = _keys("days:list_of_weekday from:clock to:clock on:day not_before:day until:instant only:bool")
_COMMON = _keys("assumed:bool assumed_at:bool received_at:instant")

EVENT_KEYS: Mapping[str, Mapping[str, str]] = {
    kind: {**_COMMON, **keys}
    for kind, keys in {
        "contact": _CONTACT,
        "wish": _SLOT
        | _keys("person place:place channel:channel address scope:wish_scope in_writing:bool")
        | _keys("reasonable:bool source:source words debts:list_of_text"),
        "refusal": _keys("person scope:refusal_scope channel:consent_channel address words until:instant"),
        "consent": _SLOT
        | _keys("person scope:consent_scope given_to debts:list_of_text recipient place:place")
        | _keys("channel:consent_channel address in_compliant_contact:bool in_writing:bool"),
        "consent_revoked": _keys("person scope:consent_scope debts:list_of_text via:via channel:channel"),
        "hold": _keys("hold:hold debts:list_of_text person in_writing:bool via:via until:instant")
        | _keys("type:hold_type reason:hold_reason partial:bool new_information:bool representative")
        | _keys("ascertainable:bool source:source plan_in_progress:bool progress_shown:bool"),
        "hold_lifted": _keys("hold:hold debts:list_of_text reason:lift_reason person"),
        "notice": _keys("notice:notice by debts:list_of_text channel:channel address period_ends:day")
        | _keys("opt_out_by:day complete:bool assume_receipt:bool received_on:day person"),
        "check": _keys("check:check address result:check_result by"),
        "located": _keys("person zone source:source"),
        "activity": _keys("collector debts:list_of_text"),
        "payment": _keys("debts:list_of_text amount:decimal currency"),
        "promise": _keys("debts:list_of_text amount:decimal currency due:day"),
    }.items()
}
"""The keys of each kind of event, ``at`` and ``kind`` apart, with their types."""

REQUIRED_KEYS: Mapping[str, tuple[str, ...]] = {
    "contact": ("channel", "direction", "collector", "person", "role", "debts"),
    "wish": ("person",),
    "refusal": ("person", "scope"),
    "consent": ("person", "scope"),
    "consent_revoked": ("person", "scope"),
    "hold": ("hold", "debts"),
    "hold_lifted": ("hold", "debts"),
    "notice": ("notice", "by", "debts"),
    "check": ("check", "result"),
    "located": ("person", "zone"),
    "activity": ("collector", "debts"),
    "payment": ("debts",),
    "promise": ("debts",),
}

PARTY_KEYS: Mapping[str, Mapping[str, str]] = {
    "collector": _keys("id kind:collector_kind license:license zone other_name:bool name"),
    "debtor": _keys("id kind:debtor_kind zones:list_of_text zone_sources:list_of_zone_source")
    | _keys("place.country place.state place.city places:list_of_text minor:bool vulnerable:bool reachable:bool")
    | _keys("reachable_at_home:bool debt_exceeds_ability:bool willing_to_pay:bool name"),
    "person": _keys("id role:role relation:relation confirmed:bool liable_for:list_of_text")
    | _keys("household:bool zones:list_of_text name minor:bool older_adult:bool"),
    "debt": _keys("id creditor creditor_kind:creditor_kind product:product purpose:debt_purpose days_past_due:int")
    | _keys("account_when_obtained account_now obtained_before_default:bool judgment:bool")
    | _keys("pre_petition:bool secured:bool transferred:bool ongoing_liability:bool name"),
    "policy": _keys("attorney_reply_days:int"),
    "calendars": _keys("national:list_of_day state:list_of_day"),
}
"""The keys that the parties of a case may have, with their types."""

ACT_KEYS: Mapping[str, str] = _keys(
    "kind:act debts:list_of_text means:means to:transferee told_of_discharge:bool months:int"
    " amount:decimal currency assumed:bool assumed_at:bool"
)
"""The keys of an act that is no contact (a debt is passed on, records are deleted), ``at`` apart, with their types."""

ABSENT_MEANS: Mapping[tuple[str, str], str] = {
    ("contact", "purpose"): "ordinary_collection",
    ("debtor", "kind"): "individual",
    ("debt", "purpose"): "consumer",
}
"""What an absent key means by the form of the records; stated as ``null`` it is not known."""

OPEN_PREFIXES: Mapping[str, str] = {"raised_by.": "party"}
"""Keys that end in a name of the case (``raised_by.<debt>``), with the type of their value."""


def type_of_key(table: Mapping[str, str], key: str) -> str | None:
    """The type of ``key`` in one of the tables above, or None where it is not known."""
    if key in table:
        return table[key]
    return next((kind for prefix, kind in OPEN_PREFIXES.items() if key.startswith(prefix)), None)


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """What the books of a subject speak of. ``asked`` is the kind of the question, ``heads`` are the parties' names."""

    subject: str
    asked: str
    events: Mapping[str, Mapping[str, str]]
    required: Mapping[str, tuple[str, ...]]
    parties: Mapping[str, Mapping[str, str]]
    heads: Mapping[str, str]
    acts: Mapping[str, str]
    act_kind: str
    groups: tuple[str, ...]
    absent: Mapping[tuple[str, str], str] = field(default_factory=dict)
    own_day: Mapping[str, str] = field(default_factory=dict)


CONDUCT = Vocabulary(
    subject="conduct",
    asked="contact",
    events=EVENT_KEYS,
    required=REQUIRED_KEYS,
    parties=PARTY_KEYS,
    heads={party: party for party in ("debtor", "collector", "person", "debt", "policy")},
    acts=ACT_KEYS,
    act_kind="act",
    groups=("collector", "creditor", "person", "debt", "counted_debt", "address"),
    absent=ABSENT_MEANS,
)
CREDIT = Vocabulary(
    subject="credit",
    asked="look",
    events={kind: {**_COMMON, **_keys(keys)} for kind, keys in credit.EVENTS.items()},
    required={kind: tuple(credit.REQUIRED.get(kind, "").split()) for kind in credit.EVENTS},
    parties={party: _keys(keys) for party, keys in credit.PARTIES.items()},
    heads=credit.HEADS,
    acts={**_keys(credit.ACTS), **_COMMON},
    act_kind="credit_act",
    groups=credit.GROUPS,
    own_day=credit.OWN_DAY,
)
SUBJECTS: Mapping[str, Vocabulary] = {each.subject: each for each in (CONDUCT, CREDIT)}
"""The vocabulary of each subject that a rulebook may have."""
