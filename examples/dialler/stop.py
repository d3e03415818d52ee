"""A debtor says on the telephone that she is bankrupt: from now on nobody may call about that debt."""

from datetime import UTC, datetime
from pathlib import Path

from forbear.client import Gate

with Gate("http://127.0.0.1:8765", Path("dialler.key").read_text().strip()) as gate:
    now = datetime.now(UTC).isoformat()
    hold = {"kind": "hold", "at": now, "hold": "insolvency", "debts": ["D-1002-card"]}
    told = gate.record("D-1002", hold, request="call-77-bankrupt")
    print(f"recorded as {told.record}")
