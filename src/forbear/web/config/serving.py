"""The entry point of ``forbear serve``: the answers, and in each process what the server does by itself."""

import gc
import sys
from contextlib import suppress

from django.conf import settings

from forbear.engine.scalar import compiled
from forbear.errors import InputError
from forbear.web.channels import worker
from forbear.web.config.wsgi import application
from forbear.web.jobs import worker as jobs
from forbear.web.ledger import gates

__all__ = ["application"]

# What is loaded now stays for good. Looked through again and again by the collector of garbage, with the cases that are
# kept, it would let all callers wait for tenths of a second each time: so it is left out, and the rest seen seldom.
GARBAGE = 100_000, 4, 50
"""After so many new objects, so that most of what a batch of a thousand needs for a moment is gone by then; of the
middle-aged, after so many times; of the old, after so many of those."""

SWITCH_SECONDS = 0.001
"""So long a thread keeps Python when another wants it, which is once after each statement of the database: with
Python's own 0.005 single asks waited for seconds beside batches (``gate/precedence.py``)."""

with suppress(InputError):  # /health/ready tells of it
    for book in gates.rulebooks():
        compiled(book)
sys.setswitchinterval(SWITCH_SECONDS)
gc.collect()
gc.freeze()
gc.set_threshold(*GARBAGE)
worker.start()
if not settings.JOBS_APART:
    jobs.start()
