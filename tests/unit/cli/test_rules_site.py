"""``forbear rules site`` writes the pages and says where they are."""

from forbear.cli.console import Exit
from forbear.rules.catalog import paths


def test_the_site_is_written_and_its_first_page_named(forbear, tmp_path):
    ended = forbear("rules", "site", "--out", tmp_path / "site")
    names = {path.name for path in (tmp_path / "site").iterdir()}
    assert ended.code == Exit.DONE
    assert {"index.html", "index.zh.html", *(f"{name}.html" for name in paths())} <= names
    assert ended.out.strip() == f"{len(names)} pages: {tmp_path / 'site' / 'index.html'}"


def test_the_closing_line_comes_in_chinese_too(forbear, tmp_path):
    assert "页：" in forbear("rules", "site", "--out", tmp_path / "site", "--lang", "zh").out
