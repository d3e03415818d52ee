"""What may come in: sizes, kinds, JSON that means one thing; and the one shape of errors."""

import gzip
import json

import pytest

from forbear.web.api.guard import MOST_BYTES, unpack
from tests.support.api import Asker, asked

SHAPE = {"code", "what", "where", "why", "hint", "problems"}


def sent(collector, body, **headers):
    status, error = collector("POST", "ask", body, **headers)
    assert set(error) == SHAPE and error["problems"][0]["what"] == error["what"]
    return status, error["code"]


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"[" * 100_000, b"\xff", b'{"request": "1", "request": "2"}', b'{"x": NaN}', b'{"x": 1e999999999999}',
        b'{"x": 123456789012345678901234567890}', b'{"x": "\\u0000"}', b'{"x": "\\ud800"}', b'{"\\uDFFF": 1}',
    ],
    ids=range(10),
)  # fmt: skip
def test_what_is_no_json_or_means_two_things_is_refused(collector, body):
    status, code = sent(collector, body)
    assert (status, code) in ((400, "json"), (422, "missing"))
    assert status == 400 or b"999" in body


def test_a_number_is_no_yes_or_no_and_a_text_no_number(collector):
    for changes in ({"could_leave_message": 0}, {"could_leave_message": "true"}, {"duration_s": "3"}):
        assert sent(collector, asked("1", **changes)) == (422, "value-invalid")
    assert sent(collector, {**asked("1"), "debtor": 1}) == (422, "string_type")
    assert sent(collector, {**asked("1"), "debter": "P1"}) == (422, "extra_forbidden")


def test_a_misspelt_key_is_refused_with_the_nearest_one(collector):
    status, error = collector("POST", "ask", asked("1", chanel="call"))
    assert status == 422 and "'channel'" in error["hint"]


def test_a_body_may_be_packed_and_an_answer_is_where_the_caller_takes_it(collector):
    packed = gzip.compress(json.dumps(asked("1")).encode())
    assert collector("POST", "ask", packed, Content_Encoding="gzip") == collector("POST", "ask", asked("1"))
    body = {"contacts": [asked(str(number)) for number in range(5)]}
    status, answers = collector("POST", "ask/many", body, Accept_Encoding="gzip")
    assert (status, collector.last.headers["Content-Encoding"]) == (200, "gzip")
    assert len(answers["answers"]) == 5


def test_what_is_too_great_packed_or_unpacked_is_refused(collector):
    assert sent(collector, b" " * (MOST_BYTES + 1)) == (413, "too-great")
    bomb = gzip.compress(b" " * (4 * MOST_BYTES))
    assert len(unpack(bomb)) == MOST_BYTES + 1
    assert sent(collector, bomb, Content_Encoding="gzip") == (413, "too-great")


def test_what_is_no_gzip_is_refused_and_so_is_one_that_ends_too_soon(collector):
    for body in (b"none", gzip.compress(b"{}")[:-9]):
        assert sent(collector, body, Content_Encoding="gzip") == (400, "gzip")


def test_other_kinds_of_bodies_are_refused(collector):
    assert sent(collector, b"a=1", Content_Type="application/x-www-form-urlencoded") == (415, "media-type")
    assert sent(collector, b"{}", Content_Encoding="br") == (415, "media-type")


def test_an_address_or_method_that_is_not_there_is_told_in_the_same_shape(collector):
    status, error = collector("GET", "nothing")
    assert (status, error["code"], set(error)) == (404, "address-unknown", SHAPE)
    status, error = collector("GET", "ask")
    assert (status, error["code"], collector.last.headers["Allow"]) == (405, "method", "POST")


def test_a_fault_of_ours_tells_nothing_of_it_and_is_no_html(collector, monkeypatch):
    from forbear.web.api import asking

    monkeypatch.setattr(asking, "_answers", lambda *_: 1 // 0)
    status, error = collector("POST", "ask", asked("1"))
    assert (status, error["code"]) == (500, "fault") and "Zero" not in json.dumps(error)


def test_a_key_that_asks_too_often_waits_and_another_does_not(server, clock):
    from forbear.calendar import SECOND
    from forbear.web.access.keys import new_key

    slow = Asker(new_key("slow", "", ["ask"], clock(), rate=1)[1])
    assert [slow("GET", "rulebooks")[0] for _ in range(3)] == [200, 200, 429]
    assert slow.last.headers["Retry-After"] == "1"
    assert server("GET", "rulebooks")[0] == 200
    clock.at += SECOND
    assert slow("GET", "rulebooks")[0] == 200
