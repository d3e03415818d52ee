"""Every variable that the server reads stands in docs/reference/settings.md, with what holds where it is not set."""

from __future__ import annotations

import re
from math import prod

from tests.house.tree import ROOT, none_of, sources

PAGE = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
TOLD = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", PAGE, re.MULTILINE))
"""Variable → what the page says of it where it is not set."""


def texts():
    return "\n".join(module.text for module in sources())


def test_the_page_of_settings_names_each_variable_and_no_other():
    read = set(re.findall(r"FORBEAR_[A-Z_]+|DATABASE_URL", texts()))
    none_of(sorted(read - set(TOLD)), "Say in docs/reference/settings.md what these variables are for:")
    none_of(sorted(set(TOLD) - read), "Nothing reads these variables any more (docs/reference/settings.md):")


def test_the_page_of_settings_says_what_holds_where_nothing_is_set():
    usual = {
        name: str(prod(map(int, number.split("*"))))
        for name, number in re.findall(r"number\(\"(FORBEAR_\w+)\", ([\d* ]+)\)", texts())
    }
    usual |= dict(re.findall(r"(?:text|get)\(\"(FORBEAR_\w+)\", \"([^\"]+)\"\)", texts()))
    assert len(usual) > 8
    none_of(
        (f"{name}: {value}" for name, value in sorted(usual.items()) if f"`{value}`" not in TOLD.get(name, "")),
        "The page says otherwise:",
    )
