"""Dial a queue from a CSV file, each call under a permit."""

import csv
import sys
from pathlib import Path

from forbear.client import Gate, NotUsedError


def dial(number):
    """Here your telephone system calls; this one reaches nobody."""
    return "no_answer"


def work_on(gate, job):
    contact = {
        "channel": "call", "collector": "AX", "person": job["debtor"], "role": "debtor",
        "debts": [job["debt"]], "address": job["number"], "purpose": "demand_payment",
    }  # fmt: skip
    answer = gate.ask(job["debtor"], contact, request=job["job"])
    if answer.permit is None:
        return "; ".join([answer.word, *answer.reasons()])
    if answer.permit.state != "granted":
        return f"done before ({answer.permit.state})"
    try:
        gate.use(answer.permit.id, contact)  # what happened since may forbid it
    except NotUsedError as error:
        return f"not called: {error}"
    outcome = dial(job["number"])
    gate.tell(answer.permit.id, {"outcome": outcome})
    return f"called, {outcome}"


key = Path("dialler.key").read_text().strip()
with Gate("http://127.0.0.1:8765", key) as gate, Path(sys.argv[1]).open(newline="") as queue:
    for job in csv.DictReader(queue):
        print(f"{job['job']}: {work_on(gate, job)}")
