"""The entry point for a WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

from forbear.web.config import environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", environment.SETTINGS)
environment.prepare()
application = get_wsgi_application()
