"""Several processes of one server on PostgreSQL: each has connections of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support import postgres

pytestmark = [pytest.mark.loopback, pytest.mark.slow]
PATIENCE = 60


def status(request):
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 (of this machine)
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def wait_for(port):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            return socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.1)
    raise TimeoutError


def test_processes_of_a_server_do_not_speak_into_one_another_s_connections(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    told = {
        **os.environ, "FORBEAR_DATA": str(tmp_path), "DATABASE_URL": postgres.new_database(), "FORBEAR_WORKERS": "2",
        "FORBEAR_RULES": "us-bankruptcy", "FORBEAR_LOG_LEVEL": "ERROR",
    }  # fmt: skip
    program = [sys.executable, "-m", "forbear.web"]
    new = [*program, "key", "new", "house", "--role", "admin"]
    key = subprocess.run(new, env=told, check=True, capture_output=True, text=True).stdout.strip()

    def place(number):
        parties = {"debtor": {"id": f"D{number}"}, "collectors": [{"id": "AX"}], "debts": [{"id": "card"}]}
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        url = f"http://127.0.0.1:{port}/api/v1/parties"
        body = json.dumps(parties).encode()
        return status(urllib.request.Request(url, body, headers, method="PUT"))

    serve = [*program, "serve", "--port", str(port)]
    with subprocess.Popen(serve, env=told, stdout=subprocess.DEVNULL, start_new_session=True) as process:
        try:
            wait_for(port)
            with ThreadPoolExecutor(8) as callers:
                assert set(callers.map(place, range(60))) == {200}
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
