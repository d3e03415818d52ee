"""What a person reads of an HTML page, as lines of text, and what the page refers to."""

from __future__ import annotations

from html.parser import HTMLParser

BLOCKS = {
    "p",
    "h1",
    "h2",
    "h3",
    "li",
    "tr",
    "section",
    "article",
    "figure",
    "figcaption",
    "dt",
    "dd",
    "summary",
    "svg",
    "header",
    "footer",
    "title",
}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = [""]
        self.attributes: list[tuple[str, str, str]] = []
        self.tags: list[str] = []
        self.styles = ""
        self._inside_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self._inside_style = tag == "style"
        if tag in BLOCKS:
            self.lines.append({"h1": "# ", "h2": "## ", "h3": "### ", "li": "- "}.get(tag, ""))
        elif tag in ("td", "th", "text"):
            self.lines[-1] += " | " if self.lines[-1] else "| "

    def handle_endtag(self, tag: str) -> None:
        self._inside_style = False
        if tag in BLOCKS:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if self._inside_style:
            self.styles += data
        elif data.strip():
            self.lines[-1] += " ".join(data.split()) + " "


def read(html: str) -> _Reader:
    """The page read once: ``lines``, ``tags``, ``attributes`` as (tag, name, value), ``styles``."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def text_of(html: str) -> str:
    """The visible text, one block a line, without spare spaces or empty lines."""
    lines = (" ".join(line.split()) for line in read(html).lines)
    return "".join(line + "\n" for line in lines if line.strip(" |#-"))
