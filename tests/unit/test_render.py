import struct
import zlib

import jinja2
import pytest

from forbear.render import chart, page, picture


def spec(text):
    return {
        "data": {"values": [{"name": text}]},
        "mark": {"type": "text", "fontSize": 40},
        "encoding": {"text": {"field": "name"}},
        "background": "white",
        "width": 200,
        "height": 60,
    }


def ink(png):
    """How many bytes of the picture's rows are not those of white paper."""
    data, place = b"", 8
    while place < len(png):
        (length,), kind = struct.unpack(">I", png[place : place + 4]), png[place + 4 : place + 8]
        data += png[place + 8 : place + 8 + length] if kind == b"IDAT" else b""
        place += 12 + length
    return sum(byte not in (0, 1, 2, 3, 4, 255) for byte in zlib.decompress(data))


def test_chinese_labels_are_in_the_picture_and_can_be_seen():
    svg = chart(spec("张三"))
    assert "张三" in svg
    assert ink(picture(svg)) > ink(picture(chart(spec(" ")))) + 300


def test_names_in_a_chart_are_escaped():
    svg = chart(spec("<script>alert(1)</script>&\"'"))
    assert "<script" not in svg
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;" in svg


def test_a_chart_names_no_address():
    assert "http" not in chart(spec("a"))


def test_a_chart_fetches_nothing():
    remote = spec("a") | {"data": {"url": "http://127.0.0.1:9/rows.json"}}
    with pytest.raises(ValueError, match=r"(?i)url|allowed"):
        chart(remote)


def test_a_template_that_names_what_it_was_not_given_is_an_error():
    with pytest.raises(jinja2.UndefinedError):
        page("forbear.report", "audit_report.html", {})
