"""``python -m forbear.web``: Django's own commands (``serve``, ``migrate``, ``check`` ...) for this project."""

import os
import sys

from forbear.web.config import environment

FOR_NOBODY_ELSE = 0o077
"""What is taken away from the rights on each file that the server makes."""


def main() -> None:
    """Make the data folder, then run the command that was named."""
    from django.core.management import execute_from_command_line

    os.umask(FOR_NOBODY_ELSE)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", environment.SETTINGS)
    environment.prepare()
    execute_from_command_line(["forbear.web", *sys.argv[1:]])


if __name__ == "__main__":
    main()
