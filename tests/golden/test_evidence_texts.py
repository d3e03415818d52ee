import pypdfium2
import pytest

from forbear import __version__
from forbear.evidence.pages import Making, Told
from forbear.evidence.summary import summary
from forbear.render import pdf, template_of
from tests.support.audit_fixture import fake_result
from tests.support.packs import MADE_AT


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_summary_of_an_evidence_pack_reads_as_before(lang, golden):
    making = Making(lang, MADE_AT, writer="Lin Example", ignored={"double": 3}, signed_by="ab" * 32)
    document = pdf(template_of("forbear.evidence", "evidence.typ"), summary(Told.of(fake_result(), making)), 0)
    pages = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(document))
    text = "\n\n".join(pages).replace("\r\n", "\n").replace(__version__, "VERSION")
    golden(f"evidence_summary.{lang}.txt", text.rstrip() + "\n")
