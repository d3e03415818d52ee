"""``python -m forbear.web``: Django's own commands (``serve``, ``migrate``, ``check`` ...) for this project."""

import os
import sys

from forbear.web.config import environment


def main() -> None:
    """Make the data folder, then run the command that was named."""
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", environment.SETTINGS)
    environment.prepare()
    execute_from_command_line(["forbear.web", *sys.argv[1:]])


if __name__ == "__main__":
    main()
