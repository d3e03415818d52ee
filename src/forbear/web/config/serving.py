"""The entry point of ``forbear serve``: the answers, and in each process what the server does by itself."""

import gc
from contextlib import suppress

from django.conf import settings

from forbear.engine.scalar import compiled
from forbear.errors import InputError
from forbear.web.channels import worker
from forbear.web.config.line import served
from forbear.web.config.wsgi import application as answering
from forbear.web.jobs import worker as jobs
from forbear.web.ledger import gates

__all__ = ["application"]

# What is loaded now stays for good. Looked through again and again by the collector of garbage, with the cases that are
# kept, it would let all callers wait for tenths of a second each time: so it is left out, and the rest seen seldom.
GARBAGE = 100_000, 20, 10
"""After so many new objects, though not within a batch (``garbage.py``); of the middle-aged, which are cases of
debtors and few others, after so many times; of the old, after so many of those."""

with suppress(InputError):  # /health/ready tells of it
    for book in gates.rulebooks():
        compiled(book)
gc.collect()
gc.freeze()
gc.set_threshold(*GARBAGE)
application = served(answering)
worker.start()
if not settings.JOBS_APART:
    jobs.start()
