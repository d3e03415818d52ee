"""Finding rulebooks: those that ship with Forbear and those of a user's own folder.

Books of conduct judge contacts, and only they are found here unless somebody asks for a credit book, or for any.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

from forbear.errors import Problem, RulebookError, nearest
from forbear.places import Places, shipped
from forbear.rules.format import Rulebook
from forbear.rules.load import load
from forbear.vocabulary import CONDUCT, CREDIT, Vocabulary

_RULEBOOKS = Path(__file__).resolve().parent.parent / "rulebooks"
SHIPPED = _RULEBOOKS / "conduct"
SHIPPED_CREDIT = _RULEBOOKS / "credit"
EVERYTHING = (SHIPPED, SHIPPED_CREDIT)


def paths(folders: Iterable[Path] = (SHIPPED,)) -> Mapping[str, Path]:
    """Rulebook id → file or folder. A folder that holds ``book.toml`` is one rulebook."""
    return {path.stem if path.is_file() else path.name: path for folder in folders for path in _under(folder)}


def _under(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_dir():
            if (path / "book.toml").is_file():
                yield path
            else:
                yield from _under(path)
        elif path.suffix == ".toml":
            yield path


@cache
def _shipped() -> Mapping[str, Path]:
    """Where each shipped rulebook is, whatever it is about."""
    return paths(EVERYTHING)


@lru_cache(maxsize=256)
def _loaded(path: Path) -> Rulebook:
    return load(path)


def get(name: str) -> Rulebook:
    """The shipped book of conduct of that id, or the one at that path; raises RulebookError with the nearest name."""
    return _about(any_book(name), CONDUCT)


def credit_book(name: str) -> Rulebook:
    """The shipped credit book of that id, or the one at that path; raises RulebookError with the nearest name."""
    return _about(any_book(name), CREDIT)


def _about(book: Rulebook, words: Vocabulary) -> Rulebook:
    """The book, where it is about what was asked; raises RulebookError where it is not."""
    if book.words is words:
        return book
    reads = {
        "conduct": "judges contacts and reads no person's file",
        "credit": "reads a person's file and judges no contact",
    }
    hint = "forbear rules list shows what each rulebook is about"
    raise RulebookError(
        Problem("", f"the rulebook {book.id!r} {reads[book.subject]}", hint=hint, code="rulebook-subject")
    )


def any_book(name: str) -> Rulebook:
    """The shipped rulebook of that id, whatever it is about, or the one at that path; raises RulebookError."""
    known = _shipped()
    if name in known:
        return _loaded(known[name])
    if name.endswith(".toml") or Path(name).is_dir():
        return _own(Path(name))
    hint = nearest(name, known) or f"Known: {', '.join(sorted(known))}"
    raise RulebookError(Problem("", f"there is no rulebook {name!r}", hint=hint, code="rulebook-unknown"))


def _own(path: Path) -> Rulebook:
    if not path.exists():
        raise RulebookError(Problem("", f"there is no file {str(path)!r}", code="file-missing"))
    return _loaded(path.resolve())


def all_books() -> list[Rulebook]:
    """Every shipped rulebook of conduct, by id; raises RulebookError with the problems of all that are faulty."""
    return _all((SHIPPED,))


def credit_books() -> list[Rulebook]:
    """Every shipped credit book, by id; raises RulebookError with the problems of all that are faulty."""
    return _all((SHIPPED_CREDIT,))


def _all(folders: Iterable[Path]) -> list[Rulebook]:
    books: list[Rulebook] = []
    problems: list[Problem] = []
    for name in sorted(paths(folders)):
        try:
            books.append(any_book(name))
        except RulebookError as error:
            problems.extend(error.problems)
    if problems:
        raise RulebookError(problems)
    return books


def for_place(country: str, state: str = "", city: str = "") -> list[Rulebook]:
    """The shipped rulebooks of a place and of what holds it (state, country, union); drafts included."""
    known = shipped()
    place = known.of({"country": country, "state": state, "city": city})
    return [book for book in all_books() if known.relation(known.of(book.place), place) == "inside"]


def of_country(country: str, table: Places | None = None) -> list[Rulebook]:
    """The shipped rulebooks of a country, of all its states and cities, and of what holds it; drafts included."""
    known = table or shipped()
    near = known.of({"country": country})
    return [book for book in all_books() if known.relation(known.of(book.place), near) != "outside"]


def chosen(names: Iterable[str], codes: Iterable[str] = ()) -> list[Rulebook]:
    """The books of conduct named, and all of some places (``CN``, ``US-NY-NYC``), each once; raises RulebookError."""
    books = {name: get(name) for name in names}
    for code in codes:
        asked = shipped().read(code)
        found = for_place(asked.country, asked.state, asked.city)
        if not found:
            known = sorted({shipped().of(book.place).code for book in all_books()})
            hint = f"There are rulebooks for: {', '.join(known)}"
            raise RulebookError(Problem("--place", f"no rulebook for {code!r}", hint=hint, code="place-unknown"))
        books.update({book.id: book for book in found})
    return list(books.values())
