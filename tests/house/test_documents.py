"""Documents are held to the truth: commands, paths, tests and people named in them exist."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from scripts import docs, references
from tests.house.test_commands import TARGETS
from tests.house.tree import HOUSE, ROOT, checks, files, none_of

DOCUMENTS = [path for path in files(".md") if "tests" not in path.relative_to(ROOT).parts]
README = ROOT / "README.md"
FIRST_SCREEN = 30
PEOPLE = re.compile(r"- \*\*[A-Z][\w ,]+\.\*\* \S")
NAMED_TEST = re.compile(r"`(test_\w+\.py)::(test_\w+)`")
ROOTS = ("src/", "tests/", "docs/", "scripts/", "benchmarks/", "requirements/")


def test_every_command_in_the_documents_exists():
    none_of(
        (
            f"{path.relative_to(ROOT)}: `{command}`: {fault}"
            for path in DOCUMENTS
            for command in _commands(path.read_text(encoding="utf-8"))
            if (fault := _fault(command))
        ),
        "These commands do not exist (any more); mend the document or the command:",
    )


def test_the_reference_of_commands_is_what_the_program_says():
    page = docs.PAGE.read_text(encoding="utf-8")
    assert page == docs.page(), "the commands changed: run `make docs` and read the difference"


def test_the_references_of_files_and_letters_are_what_the_program_says():
    none_of(
        (
            name
            for name, text in references.pages().items()
            if text != (references.FOLDER / name).read_text(encoding="utf-8")
        ),
        "A table changed and its page did not: run `make docs` and read the difference:",
    )


def test_the_pages_of_the_rulebooks_are_what_the_files_say():
    made, folder = docs.catalogue(), docs.CATALOGUE
    stand = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*"))}
    none_of(
        (name for name in sorted(made.keys() | stand.keys()) if made.get(name) != stand.get(name)),
        "A rulebook changed and its page did not: run `make docs` and read the difference:",
    )


def test_every_path_in_the_documents_exists():
    none_of(
        (
            f"{path.relative_to(ROOT)}: `{named}`"
            for path in DOCUMENTS
            for named in _paths(path)
            if not (ROOT / named).exists()
        ),
        "These paths do not exist (any more):",
    )


def test_the_first_screen_of_the_readme_shows_the_result_and_how_to_get_it():
    screen = "\n".join(README.read_text(encoding="utf-8").splitlines()[:FIRST_SCREEN])
    first = re.findall(r"```sh\n(.*?)```", screen, re.DOTALL)[0]
    commands = [line.split("#")[0].strip() for line in first.splitlines()]
    assert commands == ["make demo", "make test"], "two commands do everything, and nothing stands before them"
    picture = re.search(r"!\[[^\]]+\]\(([^)\s]+)\)", screen)
    assert picture, f"the first {FIRST_SCREEN} lines of README.md show no picture of the report"
    assert (ROOT / picture[1]).exists(), f"{picture[1]} is not there"


def test_every_entry_of_the_change_log_names_whom_it_affects():
    lines = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()
    entries = [line for line in lines if line.startswith("- ")]
    assert entries, "CHANGELOG.md has no entries"
    none_of(
        (line for line in entries if not PEOPLE.match(line)),
        "Begin with the people: `- **Auditors, collectors.** What changes for them`:",
    )


def test_every_decision_gives_its_drawbacks_and_alternatives():
    none_of(
        (
            f"{path.name}: {part}"
            for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))
            for part in ("Motivation", "Choice", "Drawbacks", "Alternatives")
            if f"**{part}.**" not in path.read_text(encoding="utf-8")
        ),
        "A decision without these cannot be judged later:",
    )


def test_every_rule_of_the_style_page_names_a_test_that_exists():
    text = (ROOT / "STYLE.md").read_text(encoding="utf-8")
    rules = re.split(r"\n(?=- |## )", text)
    none_of(
        (rule for rule in rules if rule.startswith("- ") and not NAMED_TEST.search(rule)),
        "No test enforces these rules of STYLE.md:",
    )
    none_of(sorted(_named() - _house_tests()), "STYLE.md names tests that do not exist:")


def test_every_house_test_stands_in_the_style_page():
    none_of(sorted(_house_tests() - _named()), "Say in STYLE.md which rule these enforce:")


def _named() -> set[str]:
    return {"::".join(one) for one in NAMED_TEST.findall((ROOT / "STYLE.md").read_text(encoding="utf-8"))}


def _house_tests() -> set[str]:
    return {
        f"{module.path.name}::{name}"
        for module in checks()
        if module.path.parent == HOUSE
        for name in re.findall(r"^def (test_\w+)", module.text, re.MULTILINE)
    }


def _commands(text: str) -> Iterator[str]:
    """What a reader would type: lines of shell blocks, and `make …` and `forbear …` within sentences."""
    for block in re.findall(r"```(?:sh|bash|shell|console)\n(.*?)```", text, re.DOTALL):
        joined = block.replace("\\\n", " ")
        yield from (line.removeprefix("$ ").strip() for line in joined.splitlines())
    outside = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    yield from re.findall(r"`((?:make|forbear|\.venv/bin/forbear) [a-z][^`]*)`", outside)


def _fault(command: str) -> str:
    try:
        words = shlex.split(command, comments=True)
    except ValueError as error:
        return str(error)
    words = words[: next((at for at, word in enumerate(words) if word in {"|", ">", "&&", ";"}), len(words))]
    if words and words[0] == "make":
        targets = [word for word in words[1:] if "=" not in word]
        return ", ".join(f"no target {word}" for word in targets if word not in TARGETS)
    if words and Path(words[0]).name == "forbear":
        return _forbear_fault([word for word in words[1:] if word not in {"…", "..."}])
    return ""


def _forbear_fault(words: list[str]) -> str:
    """Walk down the commands; what is no command is an argument, an option must exist where it stands."""
    command = _program()
    options = _options(command)
    for word in words:
        if word.startswith("--"):
            if word.split("=")[0] not in options:
                return f"no option {word}"
        elif hasattr(command, "commands"):
            if word not in command.commands:
                return f"no command {word}"
            command = command.commands[word]
            options |= _options(command)
    return ""


def _options(command) -> set[str]:
    return {"--help", *(name for one in command.params for name in (*one.opts, *one.secondary_opts))}


@cache
def _program():
    import typer

    from forbear.cli.main import COMMANDS, app_with

    return typer.main.get_command(app_with(*COMMANDS))


def _paths(path: Path) -> Iterator[str]:
    """Paths in `backticks` and link targets of this checkout; placeholders as <place> are left alone."""
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for named in re.findall(r"`([^`\s]+)`", text):
        plain = named.split("::")[0].rstrip("/")
        if named.startswith(ROOTS) and not re.search(r"[<>*…{}]", named):
            yield plain
    for target in re.findall(r"\]\(([^)\s#]+)[^)]*\)", text):
        if "://" not in target and not target.startswith("mailto:"):
            yield (path.parent / target).resolve().relative_to(ROOT).as_posix()
