"""``forbear`` as a command of a shell, out of a process in which its modules and rulebooks are loaded already.

Each command runs in a process of its own, a copy of the warm one, with the words, folder, environment and streams that
the shell gave it. What is tested of starting itself starts the program (``tests/unit/cli/test_main.py``).
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import forbear

LATER = ("docxtpl", "fontTools.subset", "holidays", "typer._adapters", "typst", "zipcodes")
"""What is loaded where it is used; a copy would load it again each time."""
COMMAND = """#!{python} -IS
import json, os, signal, socket, sys
if sys.argv[1:2] == ["serve"]:  # it is stopped by the number of its process
    os.execv("{program}", ["{program}", *sys.argv[1:]])
warm = socket.socket(socket.AF_UNIX)
warm.connect("{address}")
told = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
socket.send_fds(warm, [len(told).to_bytes(4, "big")], [0, 1, 2])
warm.sendall(told)
sys.exit(warm.recv(1)[0])
"""


@contextmanager
def warm_command(folder: Path, environment: dict[str, str]) -> Iterator[Path]:
    """A folder that holds the command ``forbear``, to be put before others in ``PATH``."""
    address, commands = folder / "warm", folder / "bin"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(address))
        listening.listen()
        words = [sys.executable, "-m", "tests.support.warm", str(listening.fileno())]
        told = environment | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        with subprocess.Popen(words, env=told, stdout=subprocess.DEVNULL, pass_fds=[listening.fileno()]) as process:
            commands.mkdir()
            program = commands / "forbear"
            beside = Path(sys.executable).with_name("forbear")
            program.write_text(COMMAND.format(python=sys.executable, program=beside, address=address), encoding="utf-8")
            program.chmod(0o755)
            try:
                yield commands
            finally:
                process.terminate()


def main() -> None:
    """Load what commands need, then run each that is asked for in a copy of this process."""
    from forbear.rules import catalog

    for name in (*_modules(), *LATER):
        import_module(name)
    catalog.all_books()
    catalog.credit_books()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.freeze()
    listening = socket.socket(fileno=int(sys.argv[1]))
    while True:
        asked, _ = listening.accept()
        if not os.fork():
            listening.close()
            _keep(asked)
        asked.close()


def _modules() -> Iterator[str]:
    """All of the package but the application, whose modules want its settings."""
    root = Path(forbear.__file__).parent
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root.parent).with_suffix("").parts
        if parts[1] != "web" and path.stem != "__main__":
            yield ".".join(parts).removesuffix(".__init__")


def _keep(asked: socket.socket) -> None:
    """Run a command in another copy, so that it may become another program, and tell how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    length, streams, _, _ = socket.recv_fds(asked, 4, 3)
    with asked.makefile("rb") as stream:
        words, folder, environment = json.loads(stream.read(int.from_bytes(length, "big")))
    if command := os.fork():
        asked.sendall(bytes([os.waitstatus_to_exitcode(os.waitpid(command, 0)[1]) & 0xFF]))
        os._exit(0)
    asked.close()
    for own, stream_number in enumerate(streams):
        os.dup2(stream_number, own)
        os.close(stream_number)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.argv = ["forbear", *words]
    os._exit(_run())


def _run() -> int:
    """The exit code of the command; as at the end of Python, what nobody caught goes to the hook."""
    from forbear.cli.main import run

    code = 0
    try:
        run()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException as error:  # noqa: BLE001
        sys.excepthook(type(error), error, error.__traceback__)
        code = 1
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):
            stream.flush()
    return code


if __name__ == "__main__":
    main()
