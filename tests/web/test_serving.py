"""``forbear serve`` as a person runs it: it starts with nothing there, answers, and stops on Ctrl-C."""

import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests.support.servers import free_port

pytestmark = [pytest.mark.loopback, pytest.mark.slow]
PATIENCE = 60
LIVES = re.compile(r'request_seconds_count\{method="GET",route="health/live",status="200"\} (\S+)')


def fetched(address):
    """The body at an address as soon as there is one."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(address) as answer:  # noqa: S310 (of this machine)
                return answer.read().decode()
        except urllib.error.URLError:
            assert time.monotonic() < until
            time.sleep(0.1)


def test_two_processes_make_what_they_need_answer_count_together_and_stop_cleanly(tmp_path):
    port = free_port()
    left_out = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "FORBEAR_SECRET_KEY")
    told = {name: value for name, value in os.environ.items() if name not in left_out}
    words = ["serve", "--port", str(port), "--data", str(tmp_path / "data"), "--rules", "us-reg-f", "--workers", "2"]
    with subprocess.Popen(
        [sys.executable, "-c", "from forbear.cli.main import run; run()", *words], env=told, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    ) as process:  # fmt: skip
        try:
            assert '"ready": true' in fetched(f"http://127.0.0.1:{port}/health/ready")
            assert [json.loads(fetched(f"http://127.0.0.1:{port}/health/live")) for _ in range(9)] == [
                {"live": True}
            ] * 9
            assert LIVES.search(fetched(f"http://127.0.0.1:{port}/metrics")).group(1) == "9.0"
            process.send_signal(signal.SIGINT)
            said, errors = process.communicate(timeout=PATIENCE)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 0, errors
    assert said.startswith(f"Forbear answers at http://127.0.0.1:{port}") and said.endswith("Stopped.\n")
    assert {path.name for path in (tmp_path / "data").iterdir()} >= {"secret.key", "ledger.sqlite3"}
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "data" / "ledger.sqlite3").stat().st_mode) == 0o600
