"""Feed every intake format broken files for a while, guided by the code they reach (atheris).

    python scripts/fuzz.py [--seconds 60] [--format NAME]

Seeds are the shipped sample and the files of tests/rejects. A reader may raise only Forbear's own errors.
What is found lies in .fuzz/NAME/; keep a small copy in tests/rejects, with the words that the error must
contain.
Exit code 1 where a format crashed.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import pkgutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SEEDS = (ROOT / "src" / "forbear" / "sample", ROOT / "tests" / "rejects")
HEAD = 4096
LONGEST = 16_384
ZONE = "Asia/Shanghai"
DATE_ORDER = "dmy"


def main() -> int:
    arguments = _arguments()
    if arguments.inside:
        fuzz(arguments.inside, arguments.seconds)
    names = [arguments.format] if arguments.format else sorted(formats())
    crashed = [name for name in names if not _run(name, arguments.seconds)]
    print(f"{len(names)} formats, {arguments.seconds} s each; crashed: {', '.join(crashed) or 'none'}")
    return 1 if crashed else 0


def formats() -> dict[str, Callable[[Path], Iterable[object]]]:
    """Every format of audit/intake that can be read without more than the file."""
    import forbear.audit.intake as package

    found = {}
    for entry in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{entry.name}")
        read = getattr(module, "read", None)
        if read and list(inspect.signature(read).parameters) == ["path", "options", "tally"]:
            found[entry.name] = _reader(module)
    return found


def _reader(module) -> Callable[[Path], Iterable[object]]:
    from forbear.audit.intake.base import Options, Tally

    options = Options(zone=ZONE, date_order=DATE_ORDER, region="CN")

    def read(path: Path) -> Iterable[object]:
        module.sniff(path.read_bytes()[:HEAD], path.name)
        return module.read(path, options, Tally())

    return read


def fuzz(name: str, seconds: int) -> None:
    """Fuzz one format in this process; does not return."""
    import atheris

    with atheris.instrument_imports(include=["forbear", "defusedxml", "json", "csv"]):
        from forbear.errors import ForbearError

        read = formats()[name]
    place = Path(tempfile.mkdtemp()) / "log"

    def one(data: bytes) -> None:
        place.write_bytes(data)
        try:
            for _ in read(place):
                pass
        except ForbearError:
            pass

    folder = ROOT / ".fuzz" / name
    corpus = folder / "corpus"
    _plant(corpus)
    atheris.Setup(
        [sys.argv[0], str(corpus), f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=10",
         "-rss_limit_mb=2048", "-print_final_stats=1", "-verbosity=0", f"-artifact_prefix={folder}/"],
        one,
    )  # fmt: skip
    atheris.Fuzz()


def _plant(corpus: Path) -> None:
    """The seeds, cut short: a broken end is a case of its own."""
    corpus.mkdir(parents=True, exist_ok=True)
    for number, path in enumerate(one for seed in SEEDS for one in sorted(seed.rglob("*")) if one.is_file()):
        (corpus / f"seed-{number}").write_bytes(path.read_bytes()[:HEAD])


def _run(name: str, seconds: int) -> bool:
    print(f"{name}: {seconds} s ...", flush=True)
    command = [sys.executable, __file__, "--inside", name, "--seconds", str(seconds)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if ended.returncode:
        print(ended.stdout[-4000:], ended.stderr[-4000:], sep="\n")
    else:
        stats = [line for line in ended.stderr.splitlines() if line.startswith("stat::number_of_executed")]
        print(f"  {' '.join(stats)}  no crash")
    return ended.returncode == 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Feed the intake formats broken files.")
    parser.add_argument("--seconds", type=int, default=60, help="how long, for each format")
    parser.add_argument("--format", help="one format only (the name of its file)")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
