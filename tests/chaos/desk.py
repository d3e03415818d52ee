"""The one person of a private server, with a browser that outlives the server."""

from __future__ import annotations

import io
import json
import re
import socket
import zipfile
from pathlib import Path
from typing import Any

import httpx

from tests.chaos.servers import Server
from tests.web.desks.test_money import BASICS, DEBT

SAMPLE = Path(__file__).parents[2] / "src/forbear/sample"
LOGS = ("borrower-calls.xml", "borrower-sms.xml")
NUMBERS = ("+861000000501", "+861000000701")
ME = {"name": "Lin Example", "address": "Room 302\n8 Example Road", "email": "lin@example.org"}


class Desk:
    """What she does, by HTTP."""

    def __init__(self, server: Server, log: Path, browser: httpx.Client) -> None:
        link = re.findall(r"/open/\S+", log.read_text(encoding="utf-8"))[-1]
        self.server, self.browser = server, browser
        self.post(link, {}, page=link)
        self.case = self.post("/borrower/", {"place": "CN", "zone": "Asia/Shanghai"}).url.path.rstrip("/")
        self.post(f"{self.case}/letters/me", ME)
        self.post(f"{self.case}/money/basics", BASICS)
        self.post(f"{self.case}/debt", DEBT)

    def url(self, path: str) -> str:
        """An address of the server as it is now."""
        return f"http://127.0.0.1:{self.server.port}{path}"

    def get(self, path: str) -> httpx.Response:
        """A page, which answers."""
        answer = self.browser.get(self.url(path))
        assert answer.status_code == 200, (path, answer.status_code)
        return answer

    def post(self, path: str, told: dict[str, Any], files: Any = None, page: str = "/") -> httpx.Response:
        """Send a form; raises httpx.HTTPError where the server goes away meanwhile."""
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', self.get(page).text)
        assert token
        answer = self.browser.post(self.url(path), data={**told, "csrfmiddlewaretoken": token[1]}, files=files)
        assert answer.status_code < 400, (path, answer.status_code, answer.text[-2000:])
        return answer

    def bring(self) -> None:
        """Bring the logs and keep what is of two numbers."""
        told = {"whose": "debtor", "keep": "yes"}
        for place, number in enumerate(NUMBERS):
            told |= {f"number-{place}": number, f"is-{place}": "on", f"name-{place}": f"Agency {place}",
                     f"kind-{place}": "third-party-collector"}  # fmt: skip
        self.post(f"{self.case}/phone", told, [("log", (name, (SAMPLE / name).read_bytes())) for name in LOGS])

    def write(self) -> None:
        """Write a letter."""
        self.post(f"{self.case}/letters/new/ask-for-statement", {"to": DEBT["name"]})

    def begin_upload(self) -> socket.socket:
        """Half of a file that never ends."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.browser.cookies.items())
        head = (
            f"POST {self.case}/phone HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\nContent-Length: 50000000\r\n"
            "Content-Type: multipart/form-data; boundary=cut\r\n\r\n--cut\r\n"
            'Content-Disposition: form-data; name="log"; filename="planted.xml"\r\n\r\n'
        )
        line = socket.create_connection(("127.0.0.1", self.server.port))
        line.sendall(head.encode() + b"planted-in-an-upload " * 200_000)
        return line

    def everything(self) -> dict[str, bytes]:
        """All that the case holds, by name, after looking at each of its pages."""
        for page in ("/", "/phone", "/findings", "/money", "/letters", "/seen"):
            self.get(f"{self.case}{page}")
        with zipfile.ZipFile(io.BytesIO(self.get(f"{self.case}/everything.zip").content)) as folder:
            return {name.removeprefix("forbear/"): folder.read(name) for name in folder.namelist()}

    def letters(self) -> list[dict[str, Any]]:
        """The list of letters, each of which has its files and no other file is there."""
        held = self.everything()
        listed = json.loads(held.get("letters.json", b"[]"))
        files = {f"letters/{one['number']}/{name}" for one in listed for name in ("letter.json", *one["files"])}
        assert files == {name for name in held if name.startswith("letters/")}
        return listed

    def events(self) -> list[bytes]:
        """The events on the log, each once."""
        lines = self.everything().get("log.jsonl", b"").splitlines()[1:]
        assert len(set(lines)) == len(lines)
        return lines
