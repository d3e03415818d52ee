import hashlib
from importlib.resources import files
from pathlib import Path

from forbear.audit.assemble import Log, assemble
from forbear.audit.intake.base import Options
from forbear.audit.marks import read_marks
from forbear.audit.texts import texts_of

SAMPLE = Path(str(files("forbear") / "sample"))


def read(wanted=None):
    marks = read_marks(SAMPLE / "collectors.toml")
    logs = [Log(SAMPLE / f"borrower-{kind}.xml") for kind in ("calls", "sms")]
    options = Options(region="CN")
    made = assemble(logs, marks, options, "CN")
    kept = {str(each.get("text_sha256")) for each in made.history if each.get("text_sha256")}
    return kept, texts_of(logs, marks, options, kept if wanted is None else wanted)


def test_the_words_of_marked_numbers_are_found_by_what_the_history_keeps_of_them():
    kept, texts = read()
    assert set(texts) == kept != set()
    assert all(hashlib.sha256(text.encode()).hexdigest() == key for key, text in texts.items())


def test_what_others_wrote_is_not_given_out():
    private = hashlib.sha256("晚上一起吃饭吗？".encode()).hexdigest()
    assert "晚上一起吃饭吗？" in (SAMPLE / "borrower-sms.xml").read_text(encoding="utf-8")
    assert read({private})[1] == {}
