"""Tell the gate who owes what to whom, and with which collector the debts are."""

from pathlib import Path

from forbear.client import Gate

DEBT = {"creditor": "Bank Y", "product": "credit_card", "purpose": "consumer"}
HOME = {"kind": "individual", "zones": ["America/New_York"], "place": {"country": "US", "state": "DC"}}

with Gate("http://127.0.0.1:8765", Path("admin.key").read_text().strip()) as gate:
    for debtor in ("D-1001", "D-1002"):
        gate.set_parties(
            {
                "debtor": {"id": debtor, **HOME},
                "collectors": [{"id": "AX", "kind": "third-party-collector"}],
                "debts": [{"id": f"{debtor}-card", **DEBT}],
            }
        )
        print(f"{debtor}: placed with AX")
