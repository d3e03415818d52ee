"""Makes the shipped sample: a made-up borrower's month, as phone backups, and the answer key.

    python scripts/make_sample.py [FOLDER]      (default: src/forbear/sample)

Everything is invented. Collectors, platforms and people do not exist (their names say "example"); China reserves no
telephone numbers for fiction, so the numbers are of a form that is never given out (+86 100 0000 xxxx). The answer key
is written from the story below, by hand and not by the engine: each planted contact names the rules that it breaks.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.sample_backups import Row, backup

SEED = 20260301
ZONE = timezone(timedelta(hours=8))
FIRST_DAY = datetime(2026, 3, 1, tzinfo=ZONE)
DAYS = 31

GBT, CBA, CONVENTION = "cn-gbt-45251-2025", "cn-cba-2026", "cn-convention-2018"
NIGHT = (f"{GBT}/hours", f"{CBA}/hours")
FOURTH_CALL = (f"{GBT}/daily-calls",)
SEVENTH_DIAL = (f"{CBA}/daily-attempts",)
STRANGER = (f"{CONVENTION}/agreed-contact", f"{GBT}/contact-when-unreachable")
STRANGER_GATE = (*STRANGER, f"{CBA}/third-party-gate")
TOLD = ("cn-civil/no-disclosure", f"{CONVENTION}/no-disclosure", f"{GBT}/contact-silence", f"{CBA}/third-party-silence")


MARKS = """# Whose numbers these are, as the borrower marked them.
# Everything from other numbers is dropped before it is stored.

[debtor]
id = "borrower"
name = "Lin Example"
zones = ["Asia/Shanghai"]
place = { country = "CN" }
reachable = true            # she answered calls on most days of the month

[[collector]]
name = "Qinghe Example Instalments"
kind = "creditor"
creditor = "Qinghe Example Instalments"
numbers = ["+861000000101", "+861000000102"]

[[collector]]
name = "Yuanshan Example Agency"
kind = "third-party-collector"
creditor = "Qinghe Example Instalments"
numbers = ["+861000000701"]

[[collector]]
name = "Beichen Example Agency"
kind = "third-party-collector"
creditor = "Lanjing Example Loans"
numbers = ["+861000000201", "+861000000202"]

[[collector]]
name = "Yueguang Example Loans"
kind = "creditor"
creditor = "Yueguang Example Loans"
numbers = ["+861000000301"]

[[collector]]
name = "Bailu Example Finance"
kind = "creditor"
creditor = "Bailu Example Finance"
numbers = ["+861000000401"]

[[collector]]
name = "Shanque Example Credit"
kind = "creditor"
creditor = "Shanque Example Credit"
numbers = ["+861000000501"]

[[collector]]
name = "Nanzhi Example Credit"
kind = "creditor"
creditor = "Nanzhi Example Credit"
numbers = ["+861000000601"]
"""

REMIND = "【示例】尊敬的用户，您的借款已逾期，请尽快还款，回T退订。"
OFFER = "【示例】您可申请分期还款，详情请致电客服。"
TELL = "【示例】您的亲友在我司的借款已逾期，欠款一直未还，请转告其尽快处理。"
TELL_AMOUNT = "【示例】您的同事尚有欠款12,480元逾期未还，请督促其还款。"


def moment(day: int, clock: str) -> datetime:
    """A time in March 2026 on the borrower's clock."""
    hour, minute, *second = map(int, clock.split(":"))
    return FIRST_DAY + timedelta(days=day - 1, hours=hour, minutes=minute, seconds=second[0] if second else 0)


def story() -> Iterator[Row]:
    """What was planted, and next to it what only looks like it."""

    def call(owner: str, day: int, clock: str, line: str, kind: str, breaks: tuple[str, ...] = ()) -> Row:
        return Row(owner, moment(day, clock), line, kind, seconds=95 if kind == "answered" else 0, breaks=breaks)

    def text(owner: str, day: int, clock: str, line: str, words: str, breaks: tuple[str, ...] = ()) -> Row:
        return Row(owner, moment(day, clock), line, "text", text=words, breaks=breaks)

    # Night and early morning; 21:59:30 and 08:00:05 are allowed.
    yield call("borrower", 5, "22:17", "beichen", "missed", NIGHT)
    yield text("borrower", 9, "07:42", "yueguang", REMIND, NIGHT)
    yield call("borrower", 21, "23:05", "shanque", "rejected", NIGHT)
    yield text("borrower", 24, "22:00:00", "bailu", REMIND, NIGHT)
    yield call("borrower", 11, "21:59:30", "beichen", "answered")
    yield call("borrower", 13, "08:00:05", "yueguang", "missed")
    # Four effective calls in a day: the lender's own and its agency's together. Rings that nobody answers do not count.
    yield call("borrower", 12, "09:10", "qinghe", "answered")
    yield call("borrower", 12, "10:45", "qinghe-2", "missed")
    yield call("borrower", 12, "11:20", "yuanshan", "answered")
    yield call("borrower", 12, "14:05", "qinghe-2", "answered")
    yield call("borrower", 12, "16:40", "yuanshan", "answered", FOURTH_CALL)
    yield call("borrower", 12, "18:15", "qinghe", "answered", FOURTH_CALL)
    yield text("borrower", 12, "19:00", "qinghe", OFFER)
    # Three effective calls are allowed.
    yield call("borrower", 26, "09:30", "bailu", "answered")
    yield call("borrower", 26, "13:30", "bailu", "answered")
    yield call("borrower", 26, "17:30", "bailu", "answered")
    # Eight dials in a day that nobody answered, from two lines of one agency: six are advisable.
    for clock, line in zip(
        ("09:01", "09:40", "10:20", "11:05", "13:15", "14:30"), ("beichen", "beichen-2") * 3, strict=True
    ):
        yield call("borrower", 17, clock, line, "missed")
    yield call("borrower", 17, "16:10", "beichen", "missed", SEVENTH_DIAL)
    yield call("borrower", 17, "18:25", "beichen-2", "missed", SEVENTH_DIAL)
    # Six in a day are still advisable.
    for clock in ("09:02", "10:02", "11:02", "13:02", "15:02", "17:02"):
        yield call("borrower", 28, clock, "shanque", "missed")
    # She answers the agency, so it has not lost her when it starts on her people the same morning.
    yield call("borrower", 18, "09:05", "beichen", "answered")
    yield call("sister", 18, "10:05", "beichen", "answered", STRANGER_GATE)
    yield text("sister", 18, "10:20", "beichen-2", TELL, (*STRANGER_GATE, *TOLD))
    yield call("sister", 18, "15:30", "beichen", "missed", STRANGER_GATE)
    yield call("sister", 19, "09:40", "beichen", "answered", STRANGER_GATE)
    yield call("sister", 20, "11:15", "beichen-2", "missed", STRANGER_GATE)
    yield text("colleague", 18, "11:02", "beichen", TELL_AMOUNT, (*STRANGER_GATE, *TOLD))
    yield call("colleague", 18, "11:30", "beichen", "answered", STRANGER_GATE)
    yield call("friend", 18, "14:00", "beichen-2", "answered", STRANGER_GATE)
    # Another lender after three failures in a row: contact counts as lost for the banks' guideline only.
    yield call("borrower", 22, "10:00", "yueguang", "missed")
    yield call("borrower", 23, "10:00", "yueguang", "missed")
    yield call("borrower", 24, "10:00", "yueguang", "missed")
    yield call("friend", 25, "10:30", "yueguang", "missed", STRANGER)


QUIET_DAYS = (5, 9, 11, 12, 13, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 28)
"""Days of the story, on which the everyday calls below keep away so that the answer stays countable by hand."""


def everyday(chance: random.Random) -> Iterator[Row]:
    """The ordinary, allowed part of the month: a call or text a day per platform at most."""
    for day in range(1, DAYS + 1):
        if day in QUIET_DAYS:
            continue
        for line in ("qinghe", "beichen", "yueguang", "bailu", "shanque", "nanzhi"):
            clock = f"{chance.randint(9, 19):02}:{chance.randint(0, 59):02}:{chance.randint(0, 59):02}"
            kind = chance.choice(("answered", "missed", "missed", "rejected", "text", "", ""))
            if kind:
                seconds = chance.randint(20, 400) if kind == "answered" else 0
                words = chance.choice((REMIND, OFFER)) if kind == "text" else ""
                yield Row("borrower", moment(day, clock), line, kind, words, seconds)


def others(chance: random.Random) -> Iterator[Row]:
    """Family, parcels, codes: everything that must be dropped."""
    people = (
        ("Mum", "+861000009001"),
        ("Xiaoyu", "+861000009002"),
        ("(Unknown)", "+861000009003"),
        ("(Unknown)", "10690000"),
    )
    for owner in ("borrower", "sister", "colleague", "friend"):
        for day in range(1, DAYS + 1):
            for _ in range(chance.randint(1, 3)):
                name, number = chance.choice(people)
                clock = f"{chance.randint(7, 22):02}:{chance.randint(0, 59):02}:{chance.randint(0, 59):02}"
                kind = (
                    "text"
                    if number == "10690000"
                    else chance.choice(("answered", "missed", "text", "own-call", "own-text"))
                )
                words = "【示例】您的验证码为 000000。" if number == "10690000" else "晚上一起吃饭吗？"
                yield Row(owner, moment(day, clock), number, kind, words, chance.randint(5, 600), name=name)


def answer_key(rows: list[Row]) -> str:
    """The planted findings, in order of time."""
    planted = sorted((row for row in rows if row.breaks), key=lambda row: row.at)
    findings = [
        {
            "at": row.at.isoformat(),
            "person": row.owner,
            "channel": "sms" if row.kind == "text" else "call",
            "rules": sorted(row.breaks),
        }
        for row in planted
    ]
    bombing = {
        "level": "bombing",
        "people_reached": 3,
        "told_of_debt": 2,
        "contacts_to_one_person": 5,
        "burst_people": 3,
    }
    return json.dumps({"findings": findings, "bombing": bombing}, ensure_ascii=False, indent=1) + "\n"


def files() -> dict[str, str]:
    """Every file of the sample by name."""
    chance = random.Random(SEED)  # noqa: S311 (a sample, no secret)
    rows = sorted([*story(), *everyday(chance), *others(chance)], key=lambda row: (row.at, row.line))
    made = {"collectors.toml": MARKS, "answer-key.json": answer_key(rows)}
    for owner in ("borrower", "sister", "colleague", "friend"):
        calls, texts = backup([row for row in rows if row.owner == owner])
        made[f"{owner}-calls.xml"] = calls
        made[f"{owner}-sms.xml"] = texts
    return made


def main() -> None:
    """Write the sample."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "src/forbear/sample"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files().items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
