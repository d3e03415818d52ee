"""Feed every intake parser broken files for a while, guided by the code they reach (atheris).

    python scripts/fuzz.py [--seconds 60] [--target NAME]

Seeds are tests/rejects (its fuzz_corpus whole), the shipped sample and maps. A parser may raise Forbear's errors only.
What is found lies in .fuzz/NAME/; keep a small copy in tests/rejects/fuzz_corpus/NAME, which runs in `make test`.
Exit code 1 where a parser crashed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "tests" / "rejects" / "fuzz_corpus"
SEEDS = (ROOT / "src" / "forbear" / "sample", ROOT / "src" / "forbear" / "audit" / "intake", ROOT / "tests" / "rejects")
NAMES = (
    "native", "sms_backup", "whatsapp", "table_csv", "table_jsonl", "table_parquet", "mapping", "marks",
    "metro2", "pboc", "delivery_mapping",
)  # fmt: skip
"""The parsers, known without importing them: atheris has to see them being imported."""

CUT = 2048
LONGEST = 4096


@dataclass(frozen=True)
class Target:
    """A parser: how its file is called, and what is done with it; that may raise ForbearError and nothing else."""

    file: str
    parse: Callable[[Path], None]


def targets() -> Mapping[str, Target]:
    """Every parser of what people bring to an audit, and of what lenders deliver."""
    from forbear.audit.intake import native, sms_backup, table, whatsapp
    from forbear.audit.intake.mapping import read_mapping
    from forbear.audit.marks import read_marks
    from forbear.creditfile.intake import metro2, pboc
    from forbear.creditfile.intake.mapping import read_mapping as read_delivery_mapping

    return {
        "native": Target("log.jsonl", _reading(native)),
        "sms_backup": Target("log.xml", _reading(sms_backup)),
        "whatsapp": Target("log.txt", _reading(whatsapp)),
        "table_csv": Target("log.csv", _reading(table)),
        "table_jsonl": Target("log.jsonl", _reading(table)),
        "table_parquet": Target("log.parquet", _reading(table)),
        "mapping": Target("columns.toml", lambda path: _drain([read_mapping(str(path))])),
        "marks": Target("marks.toml", lambda path: _drain(read_marks(path).by_number())),
        "metro2": Target("delivery.txt", lambda path: _drain(metro2.Metro2("USD").rows(path))),
        "pboc": Target("report.json", lambda path: _drain(pboc.Reports("CNY").rows(path))),
        "delivery_mapping": Target("map.toml", lambda path: _drain([read_delivery_mapping(str(path))])),
    }


def _reading(module) -> Callable[[Path], None]:
    """Tell the format of a file, then read it, with and without what people may say of it."""
    from forbear.audit.intake.base import Options, Tally
    from forbear.audit.intake.lines import read_head
    from forbear.audit.intake.mapping import read_mapping
    from forbear.errors import ForbearError

    columns = read_mapping("contacts")
    said = Options("Asia/Shanghai", "dmy", "CN", owner_name="A", mapping=columns, encoding="utf-8")
    found_out = Options(zone="America/New_York", mapping=columns)

    def parse(path: Path) -> None:
        module.sniff(read_head(path), path.name)
        for options in (said, found_out):
            try:
                _drain(module.read(path, options, Tally()))
            except ForbearError as error:
                str(error)

    return parse


def _drain(found) -> None:
    for one in found:
        str(one)


def fuzz(name: str, seconds: int) -> None:
    """Fuzz one parser in this process; does not return."""
    import atheris

    with atheris.instrument_imports(include=["forbear", "defusedxml", "json", "csv"]):
        from forbear.errors import ForbearError

        target = targets()[name]
    place = Path(tempfile.mkdtemp()) / target.file

    def one(data: bytes) -> None:
        place.write_bytes(data)
        try:
            target.parse(place)
        except ForbearError as error:
            str(error)

    folder = ROOT / ".fuzz" / name
    _plant(folder / "corpus", name, Path(target.file).suffix)
    atheris.Setup(
        [sys.argv[0], str(folder / "corpus"), f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=10",
         "-rss_limit_mb=2048", "-print_final_stats=1", "-verbosity=0", f"-artifact_prefix={folder}/"],
        one,
    )  # fmt: skip
    atheris.Fuzz()


def _plant(corpus: Path, name: str, suffix: str) -> None:
    """The kept findings whole, and files of the same kind cut short: a broken end is a case of its own."""
    corpus.mkdir(parents=True, exist_ok=True)
    kept = sorted((CORPUS / name).glob("*"))
    alike = [path for seed in SEEDS for path in sorted(seed.rglob(f"*{suffix}"))]
    for number, path in enumerate([*kept, *alike]):
        (corpus / f"seed-{number}").write_bytes(path.read_bytes()[: None if path in kept else CUT])


def _run(name: str, seconds: int) -> bool:
    print(f"{name}: {seconds} s ...", flush=True)
    command = [sys.executable, __file__, "--inside", name, "--seconds", str(seconds)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
    if ended.returncode:
        print(ended.stdout[-4000:], ended.stderr[-4000:], sep="\n")
    else:
        stats = [line for line in ended.stderr.splitlines() if line.startswith("stat::number_of_executed")]
        print(f"  {' '.join(stats)}  no crash")
    return ended.returncode == 0


def main() -> int:
    arguments = _arguments()
    if arguments.inside:
        fuzz(arguments.inside, arguments.seconds)
    names = [arguments.target] if arguments.target else NAMES
    crashed = [name for name in names if not _run(name, arguments.seconds)]
    print(f"{len(names)} parsers, {arguments.seconds} s each; crashed: {', '.join(crashed) or 'none'}")
    return 1 if crashed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Feed the intake parsers broken files.")
    parser.add_argument("--seconds", type=int, default=60, help="how long, for each parser")
    parser.add_argument("--target", choices=NAMES, help="one parser only")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
