"""The entry point of ``forbear serve``: the answers, and in each process what the server does by itself."""

from forbear.web.channels import worker
from forbear.web.config.wsgi import application

__all__ = ["application"]

worker.start()
