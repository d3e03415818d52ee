"""Logs are JSON Lines in which nobody's telephone number, address or name stands."""

import json
import logging

import pytest

from forbear.web.config.logs import JsonLines


def line(message, *values, error=None, **fields):
    trace = (type(error), error, None) if error else None
    record = logging.LogRecord("forbear.x", logging.INFO, "", 0, message, values, trace)
    vars(record).update(fields)
    return json.loads(JsonLines().format(record))


def test_an_entry_says_when_how_grave_who_and_what():
    entry = line("asked %s", 3, status=200, ms=1.5, free=None)
    assert entry.pop("at").endswith("+00:00")
    assert entry == {
        "level": "info",
        "logger": "forbear.x",
        "message": "asked 3",
        "status": 200,
        "ms": 1.5,
        "free": None,
    }


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("call +1 212 555 0123 now", "call •••0123 now"),
        ("to lin.example@mail.example, again", "to •••@mail.example, again"),
        ("打给12125550123了", "打给•••0123了"),
    ],
)
def test_numbers_and_addresses_are_hidden_wherever_they_stand(text, shown):
    assert line(text)["message"] == line("%s", text)["message"] == line("x", route=text)["route"] == shown
    assert shown in line("x", error=ValueError(text))["error"]


@pytest.mark.parametrize("field", ["debtor", "person", "address", "text", "contact", "request"])
def test_fields_about_a_person_are_never_written(field):
    assert line("x", **{field: "Lin Example"})[field] == "•••"


def test_a_path_in_which_ids_of_persons_stand_is_hidden(rf):
    entry = line("Not Found: %s", "/debtors/Lin/parties", request=rf.get("/debtors/Lin/parties"), status_code=404)
    assert entry["message"] == "Not Found: •••" and "Lin" not in json.dumps(entry)
