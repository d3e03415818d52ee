"""What is looked at before the server starts, each with what to do (Django's system checks)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error

from forbear.errors import InputError
from forbear.web.config import environment
from forbear.web.config.reach import is_for_others, public_names

TAG = "forbear"
"""The checks of settings; ``serve`` makes these alone, since Django's own would load all that only workers need."""
SHORTEST_KEY = 50
SHORTEST_TOKEN = 20
FEWEST_LETTERS = 5
NETWORK_FILES = {
    "9p",
    "afs",
    "ceph",
    "cifs",
    "fuse.glusterfs",
    "fuse.sshfs",
    "lustre",
    "ncpfs",
    "nfs",
    "nfs4",
    "smb3",
    "smbfs",
}
"""Kinds of file systems on which SQLite's locks cannot be trusted."""
MOUNTS = Path("/proc/mounts")
OTHERS_MAY = 0o077


def time_zone(**_: Any) -> list[CheckMessage]:
    """Instants are kept in UTC."""
    if settings.USE_TZ and settings.TIME_ZONE == "UTC":
        return []
    hint = "Set USE_TZ = True and TIME_ZONE = 'UTC'; local times come from the rulebooks' zones."
    return [Error("The time zone of the server is not UTC.", hint=hint, id="forbear.E001")]


def debug(**_: Any) -> list[CheckMessage]:
    """Debug pages show settings and data to anybody."""
    public = public_names()
    if not settings.DEBUG or not public:
        return []
    hint = "Unset FORBEAR_DEBUG, or listen at 127.0.0.1 only and take the name out of FORBEAR_HOSTS."
    return [Error(f"Debugging is on and the server answers at {public[0]}.", hint=hint, id="forbear.E002")]


def strangers(**_: Any) -> list[CheckMessage]:
    """Where people come in without a password, only this machine is answered."""
    if not (settings.PRIVATE or settings.DEMO):
        return []
    public = public_names()
    if not public and not settings.PROXIES:
        return []
    what = f"answers at {public[0]}" if public else "stands behind another server"
    hint = "Unset FORBEAR_PRIVATE and FORBEAR_DEMO, or listen at 127.0.0.1 only and take names out of FORBEAR_HOSTS."
    return [Error(f"Nobody is asked for a password, and the server {what}.", hint=hint, id="forbear.E008")]


def modes(**_: Any) -> list[CheckMessage]:
    """Invented people and a real one do not share a server."""
    if not (settings.PRIVATE and settings.DEMO):
        return []
    hint = "Unset one of FORBEAR_PRIVATE and FORBEAR_DEMO."
    return [Error("The server cannot be private and a demonstration.", hint=hint, id="forbear.E009")]


def tls(**_: Any) -> list[CheckMessage]:
    """People sign in over TLS: their cookies go no other way."""
    public = public_names()
    if not public or settings.PROXIES:
        return []
    hint = "Put a server that speaks TLS in front and say --proxies 1 (FORBEAR_PROXIES); programs need nothing."
    return [checks.Warning(f"No TLS stands before {public[0]}: people cannot sign in.", hint=hint, id="forbear.W010")]


def key(**_: Any) -> list[CheckMessage]:
    """The secret key is kept, strong, and for nobody else to read."""
    hint = "Unset FORBEAR_SECRET_KEY: a strong key is then made and kept in the data folder."
    path = environment.data_folder() / environment.KEY_FILE
    if not settings.KEY_IS_KEPT:
        how = "Start with forbear serve, which makes one in the data folder, or set FORBEAR_SECRET_KEY."
        return [
            checks.Warning("There is no secret key; one was made that is lost at the end.", hint=how, id="forbear.W003")
        ]
    if len(settings.SECRET_KEY) < SHORTEST_KEY or len(set(settings.SECRET_KEY)) < FEWEST_LETTERS:
        return [Error("The secret key is weak.", hint=hint, id="forbear.E003")]
    if path.is_file() and path.stat().st_mode & OTHERS_MAY:
        return [checks.Warning(f"Others may read {path}.", hint=f"Run: chmod 600 {path}", id="forbear.W004")]
    return []


def counts(**_: Any) -> list[CheckMessage]:
    """The counts of a server that others reach are shown to whoever has the token."""
    hint = f"Set FORBEAR_METRICS_TOKEN to {SHORTEST_TOKEN} letters or more, and give it to what reads the counts."
    if settings.METRICS_TOKEN and len(settings.METRICS_TOKEN) < SHORTEST_TOKEN:
        return [Error("The token for the counts is too short.", hint=hint, id="forbear.E011")]
    if settings.METRICS_TOKEN or not is_for_others():
        return []
    return [checks.Warning("Nobody can read the counts (/metrics): they have no token.", hint=hint, id="forbear.W011")]


def pack_key(**_: Any) -> list[CheckMessage]:
    """The key that signs evidence packs is one, and is for nobody else to read."""
    from forbear.web.desks.proof.signing import signer

    try:
        signer()
    except InputError as error:
        return [Error(str(problem), id="forbear.E012") for problem in error.problems]
    path = Path(settings.PACK_KEY)
    if settings.PACK_KEY and path.stat().st_mode & OTHERS_MAY:
        return [checks.Warning(f"Others may read {path}.", hint=f"Run: chmod 600 {path}", id="forbear.W012")]
    return []


def folder(**_: Any) -> list[CheckMessage]:
    """SQLite stands on a disk of this machine."""
    place = settings.DATABASES["default"]
    if place["ENGINE"] != environment.SQLITE:
        return []
    kind = kind_of_files(Path(place["NAME"]), MOUNTS.read_text(encoding="utf-8") if MOUNTS.exists() else "")
    if kind not in NETWORK_FILES:
        return []
    hint = "Choose a folder on a disk of this machine with FORBEAR_DATA, or PostgreSQL with DATABASE_URL."
    return [Error(f"The SQLite file stands on a network folder ({kind}).", hint=hint, id="forbear.E005")]


def rules(**_: Any) -> list[CheckMessage]:
    """Somebody has chosen rulebooks, and they are there."""
    from forbear.web.ledger.gates import rulebooks

    try:
        if rulebooks():
            return []
    except InputError as error:
        return [Error(str(problem), id="forbear.E006") for problem in error.problems]
    hint = "Name them with --rules or --place (FORBEAR_RULES, FORBEAR_PLACES); forbear rules list shows them."
    return [checks.Warning("No rulebook is chosen: everything will be refused.", hint=hint, id="forbear.W006")]


def tables(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """The tables are those of this version."""
    from forbear.web.ledger.state import waiting_migrations

    waiting = waiting_migrations() if "default" in (databases or ()) else []
    if not waiting:
        return []
    hint = "Run: python -m forbear.web migrate (forbear serve does it by itself)"
    return [Error(f"The database lacks {', '.join(waiting)}.", hint=hint, id="forbear.E007")]


OF_SETTINGS = (time_zone, debug, strangers, modes, tls, key, counts, pack_key, folder, rules)


def kind_of_files(path: Path, mounts: str) -> str:
    """The kind of the file system that holds a path, by the list of what is mounted; empty where it is not told."""
    kinds = {Path(line.split()[1]): line.split()[2] for line in mounts.splitlines()}
    return next((kinds[above] for above in (path, *path.parents) if above in kinds), "")
