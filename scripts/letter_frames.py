"""Write the Word frames of letters, src/forbear/letters/templates/letter.*.docx, which a user may lay his own over.

python scripts/letter_frames.py
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

if TYPE_CHECKING:
    from docx.document import Document as Made
    from docx.styles.style import ParagraphStyle
    from docx.table import _Cell

FOLDER = Path(__file__).resolve().parent.parent / "src" / "forbear" / "letters" / "templates"
FONTS = {"en": ("Calibri", "Microsoft YaHei"), "zh": ("Calibri", "Microsoft YaHei")}
LANGUAGES = {"en": "en-GB", "zh": "zh-CN"}


def main() -> None:
    for lang in LANGUAGES:
        frame(lang).save(str(FOLDER / f"letter.{lang}.docx"))


def frame(lang: str) -> Made:
    """A frame whose paragraphs are filled in by docxtpl; `{%p` holds a tag alone and leaves no line behind."""
    made = Document()
    for section in made.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.5)
    _style(made, lang)
    if lang == "zh":
        _line(made, "{{ subject }}", "Heading 1").alignment = WD_ALIGN_PARAGRAPH.CENTER
    else:
        _only(made, "{%p if frame == 'letter' %}")
        _each(made, "sender", WD_ALIGN_PARAGRAPH.RIGHT)
        _line(made, "")
        _each(made, "recipient")
        _line(made, "")
        _line(made, "{{ date }}")
        _only(made, "{%p endif %}")
        _line(made, "{{ subject }}", "Heading 1")
    _blocks(made)
    _only(made, "{%p if frame == 'letter' %}")
    _line(made, "")
    if lang == "zh":
        _each(made, "sender", WD_ALIGN_PARAGRAPH.RIGHT)
        _line(made, "{{ date }}").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    else:
        _line(made, "")
        _line(made, "{{ signature }}")
    _only(made, "{%p endif %}")
    _only(made, "{%p if enclosures %}")
    _line(made, "{{ enclosed }}{{ enclosures | join('; ') }}")
    _only(made, "{%p endif %}")
    return made


def _style(made: Made, lang: str) -> None:
    latin, eastern = FONTS[lang]
    sizes = {"Normal": 11, "Heading 1": 14, "Heading 2": 11, "List Bullet": 11, "List Number": 11}
    for name, size in sizes.items():
        style: ParagraphStyle = made.styles[name]
        style.font.name, style.font.size = latin, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(kind), None)
        fonts.set(qn("w:eastAsia"), eastern)
        if name.startswith("Heading"):
            style.font.color.rgb = None
            colour = style.element.rPr.find(qn("w:color"))
            if colour is not None:
                style.element.rPr.remove(colour)
    language = made.styles["Normal"].element.get_or_add_rPr().makeelement(qn("w:lang"), {
        qn("w:val"): LANGUAGES[lang], qn("w:eastAsia"): "zh-CN"})  # fmt: skip
    made.styles["Normal"].element.rPr.append(language)
    made.styles["Normal"].paragraph_format.space_after = Pt(6)
    made.core_properties.author = ""
    made.core_properties.title = "{{ subject }}"
    made.core_properties.language = LANGUAGES[lang]


def _blocks(made: Made) -> None:
    _only(made, "{%p for block in body %}")
    _only(made, "{%p if block.kind == 'heading' %}")
    _line(made, "{{ block.text }}", "Heading 2")
    _only(made, "{%p elif block.kind == 'bullets' %}")
    _only(made, "{%p for one in block.entries %}")
    _line(made, "{{ one }}", "List Bullet")
    _only(made, "{%p endfor %}")
    _only(made, "{%p elif block.kind == 'numbered' %}")
    _only(made, "{%p for one in block.entries %}")
    _line(made, "{{ loop.index }}. {{ one }}")
    _only(made, "{%p endfor %}")
    _only(made, "{%p elif block.kind == 'table' %}")
    _table(made)
    _line(made, "")
    _only(made, "{%p else %}")
    _line(made, "{{ block.text }}")
    _only(made, "{%p endif %}")
    _only(made, "{%p endfor %}")


def _table(made: Made) -> None:
    table = made.add_table(rows=4, cols=3, style="Table Grid")
    cells = (
        ("{%tc for cell in block.table.head_cells %}", "{{ cell }}", "{%tc endfor %}"),
        ("{%tr for row in block.table.cells %}", "", ""),
        ("{%tc for cell in row %}", "{{ cell }}", "{%tc endfor %}"),
        ("{%tr endfor %}", "", ""),
    )
    for row, texts in zip(table.rows, cells, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            if text == "{{ cell }}":
                _cell(cell)
            else:
                cell.text = text


def _cell(cell: _Cell) -> None:
    """Numbers stand on the right, heads and totals are bold: a paragraph for each case, of which one stays."""
    cell.text = "{%p if cell.number and cell.strong %}"
    for tag, right, bold in (
        ("{%p elif cell.number %}", True, True),
        ("{%p elif cell.strong %}", True, False),
        ("{%p else %}", False, True),
        ("{%p endif %}", False, False),
    ):
        paragraph = cell.add_paragraph()
        paragraph.add_run("{{ cell.text }}").bold = bold
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
        paragraph.paragraph_format.space_after = paragraph.paragraph_format.space_before = Pt(1)
        cell.add_paragraph(tag)


def _each(made: Made, name: str, alignment: WD_ALIGN_PARAGRAPH | None = None) -> None:
    _only(made, f"{{%p for one in {name} %}}")
    paragraph = _line(made, "{{ one }}")
    paragraph.alignment = alignment
    paragraph.paragraph_format.space_after = Pt(0)
    _only(made, "{%p endfor %}")


def _only(made: Made, tag: str) -> None:
    made.add_paragraph(tag)


def _line(made: Made, text: str, style: str = "Normal"):
    return made.add_paragraph(text, style=style)


if __name__ == "__main__":
    main()
