"""``forbear evidence``: an audit as a pack that a court can read and anybody can check."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from forbear.audit.intake.base import check_readable
from forbear.cli.choosing import Drafts, Language, instant_or_now
from forbear.cli.console import Exit, plain, progress, say, show_warnings
from forbear.cli.usual import Usual
from forbear.errors import InputError, Problem, RecordError

if TYPE_CHECKING:
    from forbear.audit.assemble import Assembled
    from forbear.audit.result import AuditResult
    from forbear.evidence.build import Stamper
    from forbear.evidence.pages import Making
    from forbear.evidence.seal import PrivateKey
    from forbear.evidence.stamp import Certificate
    from forbear.evidence.verify import Checked, Trusted
    from forbear.letters.case import Case
    from forbear.report.words import Words
    from forbear.rules.format import Rulebook

app = typer.Typer(
    cls=Usual,
    no_args_is_help=True,
    help="An audit as a pack that a court can read and anybody can check: make, verify.",
)

Roots = Annotated[
    Path | None, typer.Option("--tsa-certificate", help="Root certificate of the time-stamp server, in PEM.")
]


@app.command()
def make(
    case: Annotated[Path, typer.Argument(help="The case: a TOML file that names place, logs and marks.")],
    out: Annotated[Path, typer.Option("--out", help="The pack to write; never written over.")] = Path("pack.zip"),
    lang: Annotated[
        Language | None, typer.Option("--lang", help="Language of the documents [that of the case].")
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--key", help="A private key of forbear ledger keygen, to sign with.")
    ] = None,
    timestamp: Annotated[
        str, typer.Option("--timestamp", help="A time-stamp server (RFC 3161): http://… It learns one SHA-256.")
    ] = "",
    tsa_certificate: Roots = None,
    originals: Annotated[
        bool, typer.Option("--originals", help="Put copies of the logs in. They hold other people's data.")
    ] = False,
    unmasked: Annotated[bool, typer.Option("--unmasked", help="Show names and numbers of third persons.")] = False,
    drafts: Drafts = False,
    at: Annotated[str, typer.Option("--at", help="When it is made: 2026-06-04T00:00:00Z; now if absent.")] = "",
) -> None:
    """Judge the contacts of a case and write an evidence pack: summary, record, data, manifest, seals.

    Example: forbear evidence make case.toml --out pack.zip --key me.key
    """
    from forbear.cli.time_stamp import check_server, stamp_of
    from forbear.evidence.pages import Making
    from forbear.evidence.seal import key_print, private_key
    from forbear.letters.case import language_of, read_case
    from forbear.report.words import Words

    _check_new(out)
    signer = private_key(_bytes_of(key), str(key)) if key else None
    roots = _certificates(tsa_certificate)
    if timestamp or tsa_certificate:
        check_server(timestamp)
    read = read_case(case)
    words = Words(language_of(read, lang.value if lang else None))
    made, books, result = _judged(read, words, drafts)
    making = Making(
        lang=words.lang, made_at=instant_or_now(at), masked=not unmasked, writer=read.me.name, ignored=made.ignored,
        rulebooks={book.id: _texts_of(book) for book in books}, originals=_originals(read) if originals else {},
        signed_by=key_print(signer.public_key()) if signer else "", server=timestamp,
    )  # fmt: skip
    stamper = (lambda manifest: stamp_of(manifest, timestamp, roots)) if timestamp else None
    show_warnings(result.warnings)
    _write(result, making, words, out, signer, stamper)


def _judged(case: Case, words: Words, drafts: bool) -> tuple[Assembled, list[Rulebook], AuditResult]:
    """The logs of a case, judged by the rulebooks of its place; raises RecordError where something is missing."""
    from forbear.audit.build import build_audit, contacts_to_judge
    from forbear.cli.choosing import books_for

    made = case.assembled()
    if made is None:
        hint = 'Name the logs in it: [[log]] and file = "calls.xml"'
        raise RecordError(Problem(str(case.path), "it names no log", hint=hint, code="logs-missing"))
    if not made.history.parties.zones():
        raise RecordError(
            Problem(str(case.path), "the debtor's time zone is not known", code="zone-missing",
                    why="without it no hour and no day can be judged", hint='Write zone = "Asia/Shanghai" in it')
        )  # fmt: skip
    books = books_for((), case.place.code)
    with progress() as bar:
        task = bar.add_task(words("terminal.judging"), total=contacts_to_judge(made))
        return made, books, build_audit(made, books, drafts, lambda count: bar.advance(task, count))


def _write(
    result: AuditResult, making: Making, words: Words, out: Path, key: PrivateKey | None, stamper: Stamper | None
) -> None:
    """Make the pack whole, then write it, then say what it is."""
    from forbear.audit.export import write_safely
    from forbear.evidence.archive import packed
    from forbear.evidence.build import build, sealed
    from forbear.evidence.manifest import MANIFEST, STAMP, sha256
    from forbear.evidence.stamp import read_stamp
    from forbear.evidence.verify import printable

    with progress() as bar:
        bar.add_task(words("evidence_made.typesetting"), total=None)
        files = build(result, making)
        if stamper:
            bar.add_task(words("evidence_made.asking"), total=None)
        files = sealed(files, result, making, key, stamper)
        write_safely(out, packed(files))
    say(words("evidence_made.written", path=out))
    say(words("evidence_made.fingerprint", fingerprint=sha256(files[MANIFEST])))
    say(words("evidence_made.keep"))
    stamp = read_stamp(files[STAMP], files[MANIFEST]) if STAMP in files else None
    if stamp:
        by = printable(stamp.by) or words("evidence_verify.unknown_signer")
        say(words("evidence_made.stamped", at=words.time(stamp.at, result.zone), by=by))
    if making.originals or not making.masked:
        say(words("evidence_made.others"))


@app.command()
def verify(
    pack: Annotated[Path, typer.Argument(help="The pack.")],
    public_key: Annotated[
        list[Path] | None, typer.Option("--public-key", help="The key of who should have signed it; may be repeated.")
    ] = None,
    tsa_certificate: Roots = None,
    fingerprint: Annotated[
        str, typer.Option("--fingerprint", help="The fingerprint that was told when it was made.")
    ] = "",
    original: Annotated[
        list[Path] | None, typer.Option("--original", help="A file that should be an exhibit of it; may be repeated.")
    ] = None,
    lang: Annotated[Language, typer.Option("--lang", help="Language of the answer.")] = Language.en,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """Check a pack, offline: each file that was changed, removed, added or renamed is named. Exit code 3 where one is.

    Example: forbear evidence verify pack.zip --public-key theirs.pub
    """
    from forbear.audit.intake import digest
    from forbear.evidence.seal import public_key as key_in
    from forbear.evidence.verify import Trusted
    from forbear.evidence.verify import verify as check
    from forbear.report.words import Words

    for path in original or ():
        check_readable(path)
    trusted = Trusted(
        keys=[key_in(_bytes_of(path), str(path)) for path in public_key or ()],
        roots=_certificates(tsa_certificate),
        fingerprint=fingerprint,
        originals={path.name: digest(path) for path in original or ()},
    )
    checked = check(_pack_of(pack), trusted)
    if as_json:
        plain(json.dumps(asdict(checked), ensure_ascii=False, indent=2))
    else:
        _tell(checked, trusted, Words(lang))
    if checked.faults:
        raise typer.Exit(Exit.FINDINGS)


def _tell(checked: Checked, trusted: Trusted, words: Words) -> None:
    from forbear.evidence.verify import printable

    if checked.faults:
        say(words("evidence_verify.unsound", n=len(checked.faults)))
        for fault in checked.faults:
            say(fault.says(words), indent=2, sign="-")
    else:
        say(words("evidence_verify.sound", n=checked.files))
    if checked.fingerprint:
        say(words("evidence_verify.fingerprint", fingerprint=checked.fingerprint))
    known = trusted.keys and not any(fault.what in ("signed-otherwise", "unsigned") for fault in checked.faults)
    signed = "unsigned" if not checked.signed_by else "signed" if known else "signed_by"
    say(words(f"evidence_verify.{signed}", signer=checked.signed_by))
    if checked.stamp:
        proven = trusted.roots and not any(fault.what == "stamp-otherwise" for fault in checked.faults)
        by = printable(checked.stamp.by) or words("evidence_verify.unknown_signer")
        say(words("evidence_verify.stamped" if proven else "evidence_verify.stamped_by",
                  at=words.time(checked.stamp.at, "UTC"), by=by))  # fmt: skip
    else:
        say(words("evidence_verify.unstamped"))
    for name, exhibit in checked.exhibits.items():
        say(words("evidence_verify.exhibit", name=name, exhibit=printable(exhibit)))


def _check_new(path: Path) -> None:
    if path.exists():
        hint = "Choose another name with --out"
        why = "a pack that was handed over is never written over"
        raise InputError(Problem(str(path), "there is such a file already", why=why, hint=hint, code="file-exists"))


def _pack_of(path: Path) -> bytes:
    from forbear.evidence.archive import LARGEST

    check_readable(path)
    if path.stat().st_size > LARGEST * 2:
        raise InputError(
            Problem(str(path), "this is larger than any pack", hint="Name the pack", code="pack-too-large")
        )
    return path.read_bytes()


def _bytes_of(path: Path) -> bytes:
    check_readable(path)
    return path.read_bytes()


def _certificates(path: Path | None) -> Sequence[Certificate]:
    from forbear.evidence.stamp import certificates_in

    return certificates_in(_bytes_of(path), str(path)) if path else ()


def _texts_of(book: Rulebook) -> dict[str, str]:
    from forbear.gate.ruleset import text_to_keep

    return dict(text_to_keep(book))


def _originals(case: Case) -> dict[str, bytes]:
    from forbear.evidence.manifest import sha256

    return {sha256(raw): raw for raw in (log.path.read_bytes() for log in case.logs)}
