"""A client of the gate's HTTP API, for programs in Python: synchronous (`Gate`) and asynchronous (`AsyncGate`).

```python
from forbear.client import Gate

with Gate("http://127.0.0.1:8765", key) as gate:
    answer = gate.ask("P1", contact, request="job-17")
    if answer.permit:
        gate.use(answer.permit.id, contact)   # raises where the contact may not be made any more
        outcome = call(contact)               # only now
        gate.tell(answer.permit.id, {"outcome": outcome})
```

Needs the extra ``client``: ``pip install 'forbear[client]'``.
"""

from forbear.client.answers import Answer, Permit, Recorded
from forbear.client.asynchronous import AsyncGate
from forbear.client.errors import GateError, NotUsedError, UnreachableError
from forbear.client.synchronous import Gate

__all__ = ["Answer", "AsyncGate", "Gate", "GateError", "NotUsedError", "Permit", "Recorded", "UnreachableError"]
