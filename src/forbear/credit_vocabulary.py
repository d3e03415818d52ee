"""The closed vocabulary of credit books: what a look at a person's file, a row of it or a right may say.

The words are written as in ``vocabulary.py``, which reads them. Rows are those of ``creditfile/tables.toml``; a key
whose name the language needs for something else has one of its own (``RENAMED``), and what is worked out from several
rows stands in ``DERIVED``.
"""

from __future__ import annotations

from collections.abc import Mapping

VALUES: Mapping[str, str] = {
    "credit_product": "instalment revolving credit_card mortgage vehicle lease open collection other",
    "application_outcome": "approved refused withdrawn open unknown",
    "inquiry_kind": "application review own guarantee collection court other unknown",
    "close_reason": "paid by_customer by_lender refinanced transferred written_off settled_for_less other",
    "month_status": "nothing_due current late restructured bad_debt collection repossessed surrendered foreclosed"
    " guarantor_paid asset_taken transferred settled ended_badly unknown",
    "month_source": "own history",
    "claim_role": "debtor joint guarantor other",
    "matched_by": "id id_and_phone phone name unknown",
    "lender_kind": "bank consumer_finance micro_loan platform guarantee telecom other",
    "look_purpose": "application review own guarantee collection court employment insurance other",
    "dispute_reason": "not_mine wrong_amount wrong_status wrong_day already_paid twice too_old mixed_file"
    " identity_theft other",
    "dispute_outcome": "verified corrected deleted unverifiable refused",
    "credit_notice": "dispute_received dispute_refused dispute_result reinsertion negative_entry adverse_decision"
    " look recipients_told",
    "credit_act": "show reinsert delete furnish look decide",
}
"""The sets of words, none of which conduct books use."""

_SAID_BY = " lender lender_kind:lender_kind "
_DISPUTED = " dispute item lender "

EVENTS: Mapping[str, str] = {
    "look": "person as_of:day asker purpose:look_purpose lender lender_kind:lender_kind product:credit_product"
    " money_for amount:money currency country state consent consented:bool own_request:bool",
    "application": _SAID_BY + "application subject applied_on:day applied_at:instant applied_clock:clock"
    " product:credit_product product_code money_for amount:money currency outcome:application_outcome outcome_code"
    " decided_on:day reason account",
    "inquiry": _SAID_BY + "inquiry subject inquired_on:day inquired_at:instant asked_by asker_code"
    " inquiry_kind:inquiry_kind reason_code amount:money currency",
    "account": _SAID_BY + "account as_of:day subject application product:credit_product product_code opened:day"
    " closed:day close_reason:close_reason close_code credit_limit:money principal:money currency term_months:int"
    " rate:decimal secured:bool first_late:day comment_code dispute_code original_creditor bought_from sold_to"
    " is_open:bool status_now:month_status month_now:day days_late_now:int days_late_longest:int late_run:int"
    " months_late:int cures:int months_unknown:int last_late:day balance:money overdue:money due_next:money",
    "account_month": _SAID_BY + "account month:day as_of:day source:month_source status:month_status code"
    " days_late_from:int days_late_to:int payments_late:int balance:money due:money paid:money overdue:money currency",
    "identity_claim": _SAID_BY + "subject claim as_of:day role:claim_role account application id_type id_number name"
    " surname given_name birth_date:day phone email address city region postcode country employer",
    "list_entry": _SAID_BY + "entry list owner rule reason evidence matched_by:matched_by subject listed_on:day"
    " amount:money currency leave_by expires_on:day removed_on:day",
    "consent": "asker purposes:list_of_look_purpose scope:list_of_text from:day until:day",
    "consent_withdrawn": "asker purposes:list_of_look_purpose",
    "report_asked": "by in_writing:bool",
    "report_given": "to complete:bool",
    "dispute": _DISPUTED + "reason:dispute_reason opened:day words by in_writing:bool frivolous:bool",
    "dispute_material": _DISPUTED + "opened:day words in_writing:bool",
    "dispute_answer": _DISPUTED + "outcome:dispute_outcome by told_on:day reasons_given:bool",
    "furnisher_told": _DISPUTED + "all_material:bool",
    "furnisher_answer": _DISPUTED + "outcome:dispute_outcome",
    "statement": _DISPUTED + "words",
    "correction": _DISPUTED + "by",
    "deletion": _DISPUTED + "reason:dispute_reason by",
    "certification": _DISPUTED + "complete:bool by",
    "reinsertion": _DISPUTED + "by",
    "notice": _DISPUTED + "notice:credit_notice to in_writing:bool complete:bool received_on:day",
    "ended": _DISPUTED + "on:day",
    "decision": "lender asker answer reasons_given:bool automated:bool",
}
"""The keys of a look and of each kind of event: the rows of the file first, then the rights."""

REQUIRED: Mapping[str, str] = {
    "look": "",
    "application": "lender",
    "inquiry": "lender inquiry_kind",
    "account": "lender",
    "account_month": "lender status",
    "identity_claim": "lender",
    "list_entry": "lender matched_by",
    "notice": "notice",
}
"""The keys that a kind of event must state; none where it does not stand here."""

OWN_DAY: Mapping[str, str] = {
    "look": "as_of",
    "application": "applied_on",
    "inquiry": "inquired_on",
    "account": "opened",
    "account_month": "as_of",
    "identity_claim": "as_of",
    "list_entry": "listed_on",
    "dispute": "opened",
    "consent": "from",
    "ended": "on",
}
"""The key whose day is that of the event, where it states no instant."""

RENAMED: Mapping[tuple[str, str], str] = {("application", "purpose"): "money_for", ("inquiry", "kind"): "inquiry_kind"}
"""Columns of the tables that have another name here: table and column → key."""

DERIVED: Mapping[str, tuple[str, ...]] = {
    "application": ("lender_kind", "applied_clock"),
    "inquiry": ("lender_kind",),
    "account": (
        "lender_kind", "is_open", "status_now", "month_now", "days_late_now", "days_late_longest", "late_run",
        "months_late", "cures", "months_unknown", "last_late", "balance", "overdue", "due_next",
    ),
    "account_month": ("lender_kind",),
    "identity_claim": ("lender_kind",),
    "list_entry": ("lender_kind",),
}  # fmt: skip
"""The keys of rows that are no columns of their table: worked out as of the day of the look."""

PARTIES: Mapping[str, str] = {
    "bureau": "id name country",
    "person": "id name zones:list_of_text place.country place.state place.city minor:bool older_adult:bool",
    "dispute": "id item lender",
    "policy": "answer_days:int",
    "calendars": "national:list_of_day state:list_of_day",
}
"""The keys of the parties: who keeps the file, whose it is, what is in dispute."""

HEADS: Mapping[str, str] = {"bureau": "collector", "person": "debtor", "dispute": "debt", "policy": "policy"}
"""What stands before the dot in a condition → where the engine keeps that party."""

ACTS = "kind:credit_act dispute item lender purpose:look_purpose certified:bool"
"""The keys of an act that is asked about: a row is shown, put back, deleted, passed on; somebody looks or decides."""

GROUPS = ("lender", "product", "money_for", "account", "dispute", "item")
"""By what facts of a credit book may be grouped: keys that the event and the look, or the later event, share."""
