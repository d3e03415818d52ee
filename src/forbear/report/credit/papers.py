"""A page as files: HTML that needs nothing else, and PDF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from forbear.render import page as filled_page
from forbear.render import pdf, template_of
from forbear.report.credit.blocks import Page
from forbear.report.palette import PALETTE
from forbear.report.words import HTML_LANGUAGE


def html(made: Page) -> str:
    """The page for a screen, wide or narrow."""
    context = {"page": made, "language": HTML_LANGUAGE[made.lang], "palette": PALETTE}
    return filled_page("forbear.report", "credit_report.html", context)


def paper(made: Page, at_s: int) -> bytes:
    """The page on paper; ``at_s``: when it was made, in seconds since 1970."""
    return pdf(template_of("forbear.report", "credit_report.typ"), paper_data(made), at_s)


def paper_data(made: Page) -> Mapping[str, Any]:
    """What the template of the paper reads."""
    data = asdict(made)
    for section in data["sections"]:
        for block in section["blocks"]:
            if block["kind"] == "picture":
                block["wide"] = _whole(block["wide"])
                del block["slim"]
    return {**data, "language": HTML_LANGUAGE[made.lang]}


def _whole(svg: str) -> str:
    return str(svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
