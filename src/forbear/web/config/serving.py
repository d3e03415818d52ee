"""The entry point of ``forbear serve``: the answers, and in each process what the server does by itself."""

from django.conf import settings

from forbear.web.channels import worker
from forbear.web.config.wsgi import application
from forbear.web.jobs import worker as jobs

__all__ = ["application"]

worker.start()
if not settings.JOBS_APART:
    jobs.start()
