"""``forbear numbers``: which numbers are worth marking, so that marking takes a minute."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from forbear.audit.intake import is_phone, read_phone, sniff_format
from forbear.audit.intake.base import Options, Row, Tally
from forbear.audit.mask import mask_number
from forbear.audit.numbers import NumberFigures, tally
from forbear.calendar import show_instant
from forbear.cli.choosing import Language
from forbear.cli.console import plain, table
from forbear.errors import Problem, RecordError

_WORDS = {
    "en": {
        "columns": ("number", "calls", "texts", "speak of debts", "22–8 h", "you called or wrote", "first", "last", "suggestion"),
        "collector": "texts speak of debts", "look": "often, one-sided", "saved": "{count} numbers are saved in the phone and left out (--all shows them, masked).",
        "next": "Mark those that are collectors': --collector '{number}=Agency X', or in a file for --marks.",
    },
    "zh": {
        "columns": ("号码", "来电去电", "短信", "涉及债务", "22–8 时", "由您发起", "最早", "最近", "建议"),
        "collector": "短信涉及债务", "look": "频繁且单向", "saved": "手机中已存的 {count} 个号码未列出（--all 以掩码显示）。",
        "next": "请标记催收号码：--collector '{number}=机构名'，或写入 --marks 文件。",
    },
}  # fmt: skip


def numbers(
    logs: Annotated[list[Path], typer.Argument(help="Logs of a telephone.")],
    zone: Annotated[str, typer.Option("--zone", help="The telephone's time zone.")] = "UTC",
    region: Annotated[str | None, typer.Option("--region", help="Country of numbers written without one.")] = None,
    date_order: Annotated[str | None, typer.Option("--date-order", help="Of a chat: dmy, mdy or ymd.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Also numbers saved in the phone, masked.")] = False,
    lang: Annotated[Language, typer.Option("--lang", help="Language.")] = Language.en,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
) -> None:
    """List unknown numbers by how likely they are collectors'. Nothing is stored. Example: forbear numbers phone.xml --zone Asia/Shanghai"""
    options = Options(zone=zone, date_order=date_order, region=region)
    rows = [row for path in logs for row in _rows(path, options)]
    figures = tally(rows, zone)
    shown = [each for each in figures if every or not each.saved or each.suggestion == "collector"]
    if as_json:
        plain(json.dumps([_record(each, zone) for each in shown], ensure_ascii=False, indent=2))
        return
    words = _WORDS[lang]
    table("", words["columns"], (_row(each, zone, lang.value) for each in shown))
    left = len(figures) - len(shown)
    if left:
        plain(str(words["saved"]).format(count=left))
    if shown:
        plain(str(words["next"]).format(number=shown[0].number))


def _rows(path: Path, options: Options) -> list[Row]:
    name = sniff_format(path)
    if not is_phone(name):
        raise RecordError(
            Problem(
                str(path),
                "this log says who contacted whom already",
                hint="Give it to forbear audit",
                code="no-marks-needed",
            )
        )
    return [row for row in read_phone(path, name, options, Tally()) if isinstance(row, Row)]


def _shown(figures: NumberFigures) -> str:
    return mask_number(figures.number) if figures.saved else figures.number or "(withheld)"


def _row(each: NumberFigures, zone: str, lang: str) -> tuple[str, ...]:
    suggestion = str(_WORDS[lang].get(each.suggestion, ""))
    counts = (each.calls, each.texts, each.about_debt, each.at_night, each.by_owner)
    days = (show_instant(each.first, zone)[:10], show_instant(each.last, zone)[:10])
    return (_shown(each), *(str(count) for count in counts), *days, suggestion)


def _record(each: NumberFigures, zone: str) -> dict[str, object]:
    return {
        "number": _shown(each), "saved": each.saved, "calls": each.calls, "texts": each.texts,
        "about_debt": each.about_debt, "at_night": each.at_night, "by_owner": each.by_owner,
        "first": show_instant(each.first, zone), "last": show_instant(each.last, zone), "suggestion": each.suggestion,
    }  # fmt: skip
