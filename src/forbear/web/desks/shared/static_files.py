"""Files of pages under hashed names, without a step that builds them: a browser may keep each for ever."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path, PurePosixPath

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.middleware import WhiteNoiseMiddleware

FOLDER = "shared"
LIBRARIES = ("django_htmx/htmx-2.min.js",)
"""Files of packages that pages use; no others are served."""
DIGITS = 12


class HashedFiles(StaticFilesStorage):
    """Addresses of static files with a hash of what they hold."""

    def url(self, name: str | None) -> str:
        """``/static/shared/app.0123456789ab.css``."""
        return super().url(hashed_name(name or ""))


class ServedFiles(WhiteNoiseMiddleware):
    """Serves the files of the frame and the named ones of libraries, and nothing else."""

    def add_files_from_finders(self) -> None:
        """Each file under its hashed name."""
        for name in served():
            path = str(path_of(name))
            self.add_file_to_dictionary(f"{self.static_prefix}{hashed_name(name)}", path)

    def immutable_file_test(self, path: str, url: str) -> bool:
        """All of them: another content has another name."""
        return True


def served() -> tuple[str, ...]:
    """The names of all files that pages may use."""
    own = Path(__file__).parent / "static" / FOLDER
    return (*(f"{FOLDER}/{path.name}" for path in sorted(own.iterdir())), *LIBRARIES)


@cache
def hashed_name(name: str) -> str:
    """The name of a file with the hash of what it holds; raises ValueError where there is no such file."""
    path = PurePosixPath(name)
    digest = hashlib.sha256(path_of(name).read_bytes()).hexdigest()[:DIGITS]
    return str(path.with_name(f"{path.stem}.{digest}{path.suffix}"))


def path_of(name: str) -> Path:
    """Where a file lies; raises ValueError where there is none of that name."""
    found = finders.find(name)
    if found is None:
        raise ValueError(f"there is no static file {name!r}")
    return Path(str(found))
