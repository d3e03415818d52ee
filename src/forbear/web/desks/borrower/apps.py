"""The Django application of the borrower's desk."""

from typing import ClassVar

from django.apps import AppConfig

from forbear.web.desks.shared.desk import Desk


class BorrowerConfig(AppConfig):
    """Cases and their documents."""

    name = "forbear.web.desks.borrower"
    label = "borrower"
    desks: ClassVar = (Desk("borrower.desk", "case.see", "borrower", "case.begin", "borrower.clients"),)
    demo: ClassVar = "forbear.web.desks.borrower.demo"
