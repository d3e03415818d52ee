"""``forbear credit split``: a mixed file is parted, a broken one put together, by a person's decision."""

from __future__ import annotations

from typing import Annotated

import typer

from forbear.cli.choosing import Language
from forbear.cli.console import say
from forbear.cli.credit_rights import Folder, Lang, Who, Why, now
from forbear.errors import Problem, RecordError
from forbear.report.words import Words


def split(
    store: Folder,
    claim: Annotated[
        list[str] | None, typer.Option("--claim", help="A statement of identity that is another's.")
    ] = None,
    merge: Annotated[str, typer.Option("--merge", help="Two ids of one person, by a comma: the first stays.")] = "",
    undo: Annotated[int, typer.Option("--undo", help="Take this entry of the ledger back.")] = 0,
    who: Who = "",
    why: Why = "",
    lang: Lang = Language.en,
) -> None:
    """Part a file that holds two people's records, put two files of one person together, or take that back.

    Later linking keeps to it. Whoever was given a row that is another's is listed.

    Example: forbear credit split store --claim identity_claim:Qinghe:44/ --who Lin --why "saw both cards"
    """
    from forbear.creditfile.linked.naming import check_linked
    from forbear.creditfile.rights import splits
    from forbear.creditfile.rights.records import Rights
    from forbear.creditfile.store import Store

    words, at = Words(lang), now()
    if not (claim or merge or undo):
        hint = "Give --claim, --merge or --undo"
        raise RecordError(Problem("split", "it is not said what is to be parted", hint=hint, code="split-nothing"))
    Store(store).connection.close()
    with Store(store, write=True) as opened, Rights(store, write=True) as rights, rights.writing() as writing:
        check_linked(opened)
        if claim:
            act, rows = splits.split_in(writing, opened, at, claim, who, why)
            say(words("credit_rights.split", old=act.other, new=act.person, n=len(rows), entry=str(act.seq)))
            return
        if merge:
            one, _, other = (part.strip() for part in merge.partition(","))
            with splits.people_in(opened) as connection:
                acts = splits.merge(writing, connection, at, one, other, who, why)
        else:
            with splits.people_in(opened) as connection:
                acts = splits.undo(writing, connection, at, undo, who, why)
    for act in acts:
        say(words("credit_rights.moved", n=len(act.claims), old=act.other, new=act.person, entry=str(act.seq)))
