"""A program with sixteen askers, who fight over debtors and write down every answer they were given.

``asker.py NUMBER SECONDS KEY FILE PORT...``: talks to servers on this machine that may die at any moment. What got
no answer is said again, word for word, to any server, until it gets one. Each answer is a line of the file.
"""

from __future__ import annotations

import http.client
import json
import random
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ASKERS = 16
DEBTORS = 20
LEAST = 4
"""So often each asks at least, however long servers take to come back."""
PATIENCE = 120
"""After so many seconds without an answer an asker gives up: no server comes back."""
PHONE = "+12125550123"
CONTACT: Mapping[str, Any] = {
    "channel": "call", "collector": "COL", "person": "P1", "role": "debtor", "debts": ["A"], "address": PHONE,
    "address_kind": "home", "address_source": "given_by_debtor", "purpose": "demand_payment",
}  # fmt: skip
Note = Callable[..., None]


class Asker:
    """One asker: a connection of its own, luck of its own, names of requests of its own."""

    def __init__(self, name: str, key: str, ports: list[int], note: Note) -> None:
        self.name, self.key, self.ports, self.note = name, key, ports, note
        self.luck = random.Random(name)
        self.connection: http.client.HTTPConnection | None = None

    def fight(self, until: float) -> None:
        """Ask, and do with each permit what people do with permits."""
        turn = 0
        while time.monotonic() < until or turn < LEAST:
            turn += 1
            wanted = [self.wanted(f"{self.name}-{turn}-{number}") for number in range(self.luck.choice((1, 1, 1, 4)))]
            answers = self.asked(wanted)
            if self.luck.random() < 0.2:
                self.asked(wanted)
            for answer in answers:
                if answer["permit"]:
                    self.with_permit(answer["permit"]["id"], answer["debtor"])

    def wanted(self, request: str) -> dict[str, Any]:
        """A contact with one of the debtors."""
        return {"request": request, "debtor": f"D{self.luck.randrange(DEBTORS)}", "contact": CONTACT}

    def asked(self, wanted: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The answers to one contact, or to several at once."""
        if len(wanted) > 1:
            answers: list[dict[str, Any]] = self.said("POST", "ask/many", {"contacts": wanted})["answers"]
        else:
            answers = [self.said("POST", "ask", wanted[0])]
        for answer in answers:
            self.note("ask", **answer)
        return answers

    def with_permit(self, permit: str, debtor: str) -> None:
        """Use it mostly, twice at times, for another number at times; or give it back, or forget it."""
        chance = self.luck.random()
        if chance < 0.1:
            return
        if chance < 0.2:
            told = self.said("POST", f"permits/{permit}/release", {})
            self.note("release", permit=permit, debtor=debtor, state=told["state"])
            return
        if chance < 0.3:
            stolen = self.said("POST", f"permits/{permit}/use", {"contact": {**CONTACT, "address": "+12125550199"}})
            self.note("stolen", permit=permit, debtor=debtor, accepted=stolen["accepted"])
        for _ in range(2 if chance > 0.9 else 1):
            used = self.said("POST", f"permits/{permit}/use", {"contact": CONTACT})
            self.note("use", permit=permit, debtor=debtor, accepted=used["accepted"], record=used["record"])
        if used["accepted"] and chance > 0.4:
            told = self.said("POST", f"permits/{permit}/tell", {"contact": {"outcome": "busy"}})
            self.note("tell", permit=permit, debtor=debtor, record=told["record"], receipt=told["receipt"])

    def said(self, method: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The answer, however often it has to be asked for."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                status, answer = self._once(method, path, json.dumps(body))
            except (OSError, http.client.HTTPException, ValueError):
                self.connection = None
                time.sleep(0.05)
                continue
            if status in (200, 409):
                return {**answer, **answer.get("use", {})}
            if status < 500 and status != 429:  # many batches wait
                raise AssertionError(f"{path}: {status} {answer}")
            time.sleep(0.05)
        raise AssertionError(f"{path}: no server answers")

    def _once(self, method: str, path: str, body: str) -> tuple[int, dict[str, Any]]:
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.luck.choice(self.ports), timeout=30)
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        self.connection.request(method, f"/api/v1/{path}", body, headers)
        answer = self.connection.getresponse()
        return answer.status, json.loads(answer.read())


def main() -> None:
    """All askers of this process."""
    number, seconds, key, file, *ports = sys.argv[1:]
    lock = threading.Lock()
    failed: list[BaseException] = []
    with Path(file).open("w", encoding="utf-8") as notes:

        def note(what: str, **answer: Any) -> None:
            with lock:
                notes.write(json.dumps({"what": what, **answer}) + "\n")

        def fight(turn: int) -> None:
            try:
                Asker(f"{number}-{turn}", key, [int(port) for port in ports], note).fight(
                    time.monotonic() + float(seconds)
                )
            except BaseException as error:
                failed.append(error)
                raise

        threads = [threading.Thread(target=fight, args=(turn,)) for turn in range(ASKERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
