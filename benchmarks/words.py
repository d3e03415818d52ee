"""Messages a second of ``forbear.words`` beside Python's ``re``, and precision and recall on labelled messages.

    python benchmarks/words.py [--messages 20000] [--corpus tests/cases/words] [--half seen]

Three sets, the same messages for both: ordinary ones by chance; one in twenty a collector's (an example of the phrase
lists), as in a telephone's log; all a collector's. ``re`` is given one alternation of the same patterns and says only
whether any hits, without normalising, places or surroundings; ours does all of it. The matcher builds its automaton as
it reads: the first pass over new texts is slower than the later ones (warm). Seconds are of CPU, on one core.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from time import process_time

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from forbear.words import CATEGORIES, read_message  # noqa: E402
from forbear.words.data import phrase_list  # noqa: E402
from tests.support.ordinary_messages import ordinary_messages  # noqa: E402

SEED = 11
ONE_IN = 20
FEW = 1_000
TURNS = 6
DIRECTIONS = {"collector": "outbound", "debtor": "inbound"}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--messages", type=int, default=20_000)
    options.add_argument("--corpus", type=Path, default=ROOT / "tests" / "cases" / "words")
    options.add_argument("--half", default="seen", choices=["seen", "kept-out", "kept-out-2", "kept-out-3"])
    given = options.parse_args()
    print(f"Python {platform.python_version()}, {platform.machine()}, one core; {given.messages:,} messages a set")
    speed(given.messages)
    quality(sorted(given.corpus.glob(f"{given.half}.*.jsonl")), given.half)
    return 0


def speed(count: int) -> None:
    ordinary = list(ordinary_messages(count, SEED))
    chance = random.Random(SEED)
    spoken = [text for lang in ("en", "zh") for phrase in phrase_list(lang).phrases for text in phrase.hits]
    theirs = [chance.choice(spoken) for _ in range(count)]
    mixed = [own if chance.randrange(ONE_IN) else other for own, other in zip(ordinary, theirs, strict=True)]
    patterns = [each.pattern for lang in ("en", "zh") for each in phrase_list(lang).phrases]
    alternation = re.compile(
        "|".join(f"(?:{pattern})" for pattern in patterns).replace(r"\p{Han}", "\u4e00-\u9fff").replace(r"\p{L}", r"\w")
    )
    print(f"{'set':<28}{'first pass':>12}{'warm':>12}{'re':>10}{'warm, times re':>16}")
    for name, texts in (
        ("ordinary", ordinary),
        (f"one in {ONE_IN} a collector's", mixed),
        ("all a collector's", theirs),
    ):
        turns = [turn(read_message, texts) for _ in range(TURNS)]
        first, warm = len(texts) / turns[0], len(texts) / min(turns)
        other = FEW / min(turn(lambda text: alternation.search(text.lower()), texts[:FEW]) for _ in range(TURNS))
        print(f"{name:<28}{first:>10,.0f}/s{warm:>10,.0f}/s{other:>8,.0f}/s{warm / other:>16,.0f}")


def turn(work, texts) -> float:
    begin = process_time()
    for text in texts:
        work(text)
    return process_time() - begin


def quality(files: list[Path], half: str) -> None:
    if not files:
        print("No labelled messages here: give their folder with --corpus.")
        return
    every, sure = defaultdict(Counter), defaultdict(Counter)
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            tally(json.loads(line), every, sure)
    print(f"\nLabelled messages, the half {half!r}; a category is right where message and label both have it.")
    print("all: whatever is found or labelled. sure: what a person is to look at is neither wrong nor missed.")
    print("to a person: of what is right and sure by its label, what only a person decides.")
    print(f"{'':<22}{'all':>29}{'sure':>37}")
    heads = f"{'right':>8}{'wrong':>6}{'missed':>7}{'precision':>10}{'recall':>7}"
    print(f"{'category':<22}{heads}{heads}{'to a person':>13}")
    for category in CATEGORIES:
        print(f"{category:<22}{shown(every[category])}{shown(sure[category])}{sure[category]['left']:>13}")
    both = [sum(counts.values(), Counter[str]()) for counts in (every, sure)]
    print(f"{'together':<22}{shown(both[0])}{shown(both[1])}{both[1]['left']:>13}")


def shown(count: Counter[str]) -> str:
    right, wrong, missed = count["right"], count["wrong"], count["missed"]
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    return f"{right:>8}{wrong:>6}{missed:>7}{precision:>10.2f}{recall:>7.2f}"


def tally(case: dict, every: dict[str, Counter[str]], sure: dict[str, Counter[str]]) -> None:
    """Count a message; a reader is told to whom it went, and who began where that was the collector or the debtor."""
    role = case["to_role"] if case["to_role"] != "none" else None
    findings = read_message(case["text"], to_role=role, direction=DIRECTIONS.get(case["from"])).findings
    found, labelled = {each.category for each in findings}, {each["category"] for each in case["labels"]}
    said = {each.category for each in findings if each.certainty == "says"}
    meant = {each["category"] for each in case["labels"] if each["certainty"] == "says"}
    for category in CATEGORIES:
        outcome = {(True, True): "right", (True, False): "wrong", (False, True): "missed"}
        every[category][outcome.get((category in found, category in labelled), "neither")] += 1
        if category in meant or category not in labelled:
            seen = found if category in meant else said
            sure[category][outcome.get((category in seen, category in meant), "neither")] += 1
            sure[category]["left"] += category in meant and category in found - said


if __name__ == "__main__":
    sys.exit(main())
