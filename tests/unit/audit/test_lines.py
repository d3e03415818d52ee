import gzip

import pytest

from forbear.audit.intake.base import Options, Tally
from forbear.audit.intake.lines import MAX_LINE, read_head, read_lines, read_pieces, text_of_head
from forbear.audit.result import Rejected
from forbear.errors import RecordError

CHINESE = "逾期还款\n第二行\n"


def lines(path, mend=False, **options):
    """(number, text) of each line, and what is wrong with a line instead of its text."""
    found = read_lines(path, Options(**options), Tally(), mend)
    return [(0, str(one.problem)) if isinstance(one, Rejected) else (one.number, one.text) for one in found]


def tally_of(path, reader=read_pieces, **options):
    tally = Tally()
    list(reader(path, Options(**options), tally))
    return tally


@pytest.mark.parametrize(
    "data",
    [
        CHINESE.encode(),
        CHINESE.encode("utf-8-sig"),
        CHINESE.encode("utf-16"),
        ("a plain line\n" + CHINESE).encode("utf-16-le"),
        ("a plain line\n" + CHINESE).encode("utf-16-be"),
        CHINESE.encode("gb18030"),
        gzip.compress(CHINESE.encode()),
        gzip.compress(CHINESE.encode("utf-16")),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16 with mark", "utf-16-le", "utf-16-be", "gb18030", "gzip", "gzip of utf-16"],
)
def test_the_encoding_of_a_log_is_found_out(tmp_path, data):
    path = tmp_path / "log"
    path.write_bytes(data)
    assert [text for _, text in lines(path)][-2:] == ["逾期还款\n", "第二行\n"]


def test_lines_are_numbered_as_editors_do_whatever_ends_them(tmp_path):
    path = tmp_path / "log"
    path.write_bytes(b"one\r\ntwo\n\nfour\rfive")
    assert lines(path) == [(1, "one\r\n"), (2, "two\n"), (3, "\n"), (4, "four\r"), (5, "five")]


def test_a_guess_at_the_encoding_is_told(tmp_path):
    path = tmp_path / "log"
    path.write_bytes(CHINESE.encode("gb18030"))
    (warning,) = tally_of(path).warnings
    assert "was read as GB 18030" in str(warning)


def test_an_encoding_that_was_named_is_taken(tmp_path):
    path = tmp_path / "log"
    path.write_bytes("Grüße\n".encode("latin-1"))
    assert lines(path, encoding="latin-1") == [(1, "Grüße\n")]


@pytest.mark.parametrize("name", ["utf-9", "rot13", "nonsense", "", "a\0b", "undefined"])
def test_an_encoding_that_does_not_exist_is_refused_with_the_nearest(tmp_path, name):
    path = tmp_path / "log"
    path.write_bytes(b"text")
    if not name:
        assert lines(path, encoding=name) == [(1, "text")]
        return
    with pytest.raises(RecordError, match="is no encoding"):
        lines(path, encoding=name)


def test_text_in_no_known_encoding_is_refused_with_what_to_do(tmp_path):
    path = tmp_path / "log"
    path.write_bytes(bytes(range(0x80, 0x100)) * 4)
    with pytest.raises(RecordError, match=r"neither UTF-8, UTF-16 nor GB 18030.*--encoding"):
        lines(path)


DAMAGED = ("逾期还款，请联系我们。\n" * 3).encode() + b"bad \xff byte\n" + "好\n".encode()


def test_one_damaged_byte_costs_its_line_and_no_other(tmp_path):
    path = tmp_path / "log"
    path.write_bytes(DAMAGED)
    found = lines(path)
    assert [number for number, _ in found] == [1, 2, 3, 0, 5]
    assert found[3][1] == f"{path}:4: this line is not UTF-8. Save the file as UTF-8."


def test_one_damaged_byte_is_mended_and_told_where_that_is_asked_for(tmp_path):
    path = tmp_path / "log"
    path.write_bytes(DAMAGED)
    assert lines(path, mend=True)[3] == (4, "bad \ufffd byte\n")
    (warning,) = tally_of(path).warnings
    assert str(warning).startswith(f"{path}:4: 1 characters from here on are no UTF-8.")


def test_xml_may_say_its_own_encoding(tmp_path):
    path = tmp_path / "log"
    path.write_bytes("<?xml version='1.0' encoding='windows-1252'?><calls>Müller</calls>".encode("cp1252"))
    assert "Müller" in "".join(read_pieces(path, Options(), Tally()))


def test_a_declared_encoding_in_which_the_declaration_is_no_text_is_not_believed(tmp_path):
    path = tmp_path / "log"
    path.write_bytes(b"<?xml version='1.0' encoding='utf-16'?><calls/>")
    assert "".join(read_pieces(path, Options(), Tally())).endswith("<calls/>")


def test_a_line_that_would_fill_the_memory_is_left_out_and_told(tmp_path):
    path = tmp_path / "log"
    path.write_bytes(b"first\n" + b"x" * (2 * MAX_LINE + 7) + b"\nthird\n")
    assert lines(path) == [
        (1, "first\n"),
        (0, f"{path}:2: the line is longer than 1,048,576 characters. The line was left out."),
        (3, "third\n"),
    ]


@pytest.mark.parametrize("reader", [read_lines, read_pieces])
def test_a_compressed_file_that_breaks_off_gives_what_came_before_and_says_so(tmp_path, reader):
    path = tmp_path / "log.gz"
    whole = gzip.compress(b"".join(f"line {number} {number * 7919 % 104729}\n".encode() for number in range(9_999)))
    path.write_bytes(whole[: len(whole) // 2])
    found = list(reader(path, Options(), Tally()))
    assert len(found) > 1
    assert isinstance(found[-1], Rejected)
    assert "breaks off or is damaged here" in str(found[-1].problem)


def test_a_character_cut_off_at_the_end_does_not_make_it_another_encoding(tmp_path):
    path = tmp_path / "log"
    path.write_bytes(CHINESE.encode()[:-2])
    found = lines(path, mend=True)
    assert found[0] == (1, "逾期还款\n")
    assert found[1][1].startswith("第二")


def test_progress_counts_the_bytes_on_the_disk(tmp_path):
    path = tmp_path / "log"
    path.write_bytes(b"line\n" * 200_000)
    counts = []
    list(read_lines(path, Options(progress=counts.append), Tally()))
    assert sum(counts) == path.stat().st_size


def test_the_beginning_of_a_file_is_shown_unpacked_and_never_fails(tmp_path):
    path = tmp_path / "log"
    path.write_bytes(gzip.compress(b"text") + b"rubbish")
    assert read_head(path) == b"text"
    path.write_bytes(gzip.compress(b"text")[:5])
    assert read_head(path) == b""
    assert text_of_head("逾期".encode("gb18030")) == "逾期"
    assert text_of_head(b"\xef\xbb\xbfa\xff") == "a\ufffd"
