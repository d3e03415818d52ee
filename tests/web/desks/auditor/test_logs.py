"""Logs are brought, their columns named, taken in with the least of them, deleted; bad files get a sentence."""

import csv
import gc
import gzip
import io
import re
import tempfile
import zipfile
from pathlib import Path

import duckdb
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from forbear.calendar import HOUR
from forbear.web.desks.auditor import bringing, demo, folders, taking
from forbear.web.desks.auditor.models import DONE, FAILED, WAITING, Gone, Log, Opening
from forbear.web.jobs.models import Job
from forbear.web.jobs.worker import work_once
from forbear.web.people.models import Organisation
from tests.house.tree import ROOT
from tests.support.people import person
from tests.web.desks.auditor.conftest import CSV, killed, zipped
from tests.web.desks.conftest import signed_in

pytestmark = pytest.mark.django_db
CHOICES = {
    "key-at": "column:when", "key-person": "column:who", "key-role": "column:relation", "format": "iso",
    "key-collector": "column:agency", "key-channel": "column:way", "key-direction": "word:outbound",
    "key-outcome": "column:result", "key-address": "column:phone", "key-debtor": "column:customer",
    "zone": "America/New_York", "place": "US-NY", "kind": "third-party-collector", "asked": ["channel", "outcome"],
    "word-channel-0": "call", "word-outcome-0": "conversation", "word-outcome-1": "no_answer",
}  # fmt: skip


@pytest.fixture
def firm(db):
    return Organisation.objects.create(name="Audits", kind="auditor")


@pytest.fixture
def auditor(firm):
    return person("auditor", firm)


@pytest.fixture
def browser(auditor):
    return signed_in(auditor)


def shown(answer):
    return answer.content.decode()


def bring(browser, content, name="calls.csv"):
    file = content if isinstance(content, SimpleUploadedFile) else SimpleUploadedFile(name, content)
    return browser.post("/auditor/logs/new", {"log": file})


def parquet(rows):
    with duckdb.connect() as db, tempfile.NamedTemporaryFile(suffix=".parquet") as file:
        db.sql("SELECT range AS a, 1 AS b FROM range($n)", params={"n": rows}).write_parquet(file.name)
        return Path(file.name).read_bytes()


def packed(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as into:
        for name, content in files.items():
            into.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def taken(browser, **choices):
    answer = bring(browser, CSV.encode())
    assert answer.status_code == 302, shown(answer)
    named = browser.post(answer.url, CHOICES | choices)
    assert named.status_code == 302, shown(named)
    assert work_once()
    return Log.objects.get()


def test_a_table_is_brought_its_columns_named_and_its_rows_counted(browser):
    log = taken(browser)
    assert (log.state, log.rows, log.rejected, log.events, log.debtors) == (DONE, 5, 1, 4, 1), log.faults
    page = shown(browser.get(f"/auditor/logs/{log.pk}/rejected"))
    assert "the time cannot be read" in page
    lines = b"".join(browser.get(f"/auditor/logs/{log.pk}/rejected.csv").streaming_content).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(lines)))[1][0] == "5"


def test_the_columns_are_guessed_and_their_cells_masked(browser):
    page = shown(browser.get(bring(browser, CSV.encode()).url))
    assert 'value="column:when" selected' in page and 'value="column:agency" selected' in page
    assert "+12025550123" not in page and "Agency X" in page


def test_words_that_are_none_of_the_vocabulary_are_asked_for_once(browser):
    answer = bring(browser, CSV.encode())
    told = {name: value for name, value in CHOICES.items() if not name.startswith(("word", "asked"))}
    page = shown(browser.post(answer.url, told))
    assert "phone call" in page and 'name="word-outcome-1"' in page
    assert Log.objects.get().state == "brought"


def test_of_a_log_nobody_s_number_or_name_is_kept(browser, folder):
    log = taken(browser)
    kept = b"".join(path.read_bytes() for path in folders.of(log).rglob("*") if path.is_file())
    with duckdb.connect() as db:
        told = "".join(str(db.read_parquet(str(path)).fetchall()) for path in folders.tables_of(log).rglob("*.parquet"))
    assert b"2025550123" not in kept and "Zhang" not in told and "2025550" not in told
    assert "•••0123-" in told and "'a-" in told and "p-" in told
    assert not (folders.of(log) / folders.RAW).exists()
    assert folders.home().stat().st_mode & 0o077 == 0 and folders.of(log).stat().st_mode & 0o077 == 0


def test_the_same_person_has_the_same_sign_in_two_logs_and_another_in_another_organisation(browser, db):
    def people():
        with duckdb.connect() as base:
            return [
                base.read_parquet(str(folders.tables_of(log) / "debtors.parquet")).fetchall()
                for log in Log.objects.order_by("made_at")
            ]

    for _ in range(2):
        browser.post(bring(browser, CSV.encode()).url, CHOICES)
        work_once()
    other = signed_in(person("auditor", Organisation.objects.create(name="Others", kind="auditor")))
    other.post(bring(other, CSV.encode()).url, CHOICES)
    work_once()
    first, second, third = people()
    assert first == second != third


def test_what_waits_to_be_named_lies_sealed(browser):
    bring(browser, CSV.encode())
    log = Log.objects.get()
    raw = (folders.of(log) / folders.RAW).read_bytes()
    assert b"2025550123" not in raw and b"phone call" not in raw


BAD = {
    "nothing": (b"", "holds no rows"),
    "only spaces": (b"  \n", "holds no rows"),
    "a header alone": (b"a,b\n", "holds no rows"),
    "one column": (b"hello\nworld\n", "no table with columns"),
    "columns that stand twice": (b"a,a\n1,2\n", "no sound header"),
    "another encoding": ("名,号\n".encode("gb18030") + b"1,2\n", "not written in UTF-8"),
    "a telephone's log": (b"<?xml version='1.0'?><calls/>", "no table of contacts"),
    "a program": (b"\x7fELF\x00\x00\x01", "no table of contacts"),
    "broken Parquet": (b"PAR1" + b"\x07" * 500, "is broken"),
    "a broken ZIP": (b"PK\x03\x04" + b"\x07" * 500, "ZIP is broken"),
    "a ZIP of pictures": (packed(picture_dot_png=b"\x89PNG"), "neither one table"),
    "two tables": (packed(a_dot_csv=CSV, b_dot_csv=CSV), "neither one table"),
    "broken gzip": (gzip.compress(CSV.encode())[:40], "is broken"),
    "no file": (None, "No file was chosen"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_told_in_a_sentence_and_nothing_is_kept(browser, name):
    content, words = BAD[name]
    answer = browser.post("/auditor/logs/new") if content is None else bring(browser, content)
    assert answer.status_code == 422 and words in shown(answer), shown(answer)
    assert not Log.objects.exists() and not Job.objects.exists()


def test_a_bomb_is_refused_before_it_unfolds(browser, monkeypatch):
    monkeypatch.setattr(bringing, "A_LITTLE", 1000)
    bomb = b"a,b\n" + b"0,0\n" * 500_000
    for content in (packed(bomb_dot_csv=bomb), gzip.compress(bomb)):
        answer = bring(browser, content)
        assert answer.status_code == 422 and "unfolds to more" in shown(answer)


def test_a_parquet_file_of_too_many_rows_is_refused(browser, monkeypatch):
    monkeypatch.setattr(bringing, "MOST_ROWS", 10)
    answer = bring(browser, parquet(11))
    assert answer.status_code == 422 and "unfolds to more" in shown(answer)


def test_names_in_a_zip_lead_nowhere(browser):
    content = packed(**{"__/__/etc/debtors_dot_parquet": b"x", "events____/x_dot_parquet": b"y"})
    bring(browser, content)
    work_once()
    assert Log.objects.get().state == FAILED


def test_a_zip_whose_tables_are_broken_fails_with_a_sentence(browser):
    bring(browser, packed(debtors_dot_parquet=b"PAR1xxxx", events__a_dot_parquet=b"PAR1xxxx"))
    assert work_once()
    log = Log.objects.get()
    page = shown(browser.get(f"/auditor/logs/{log.pk}/"))
    assert log.state == FAILED and "cannot be read" in page and "forbear-" not in page
    assert [path.name for path in folders.of(log).iterdir()] == [folders.RAW]


def test_columns_that_do_not_fit_are_told(browser):
    answer = bring(browser, CSV.encode())
    wrong = browser.post(answer.url, CHOICES | {"key-person": "column:nobody"})
    assert wrong.status_code == 422 and "Nothing says who was contacted" in shown(wrong)
    zoneless = browser.post(answer.url, CHOICES | {"zone": ""})
    assert zoneless.status_code == 422 and "say no zone" in shown(zoneless)
    file = browser.post(answer.url, {"file": "[columns]\nat = 'whenn'"})
    assert file.status_code == 422 and "Did you mean" in shown(file)


def test_a_log_of_the_server_is_listed_and_other_names_lead_nowhere(browser, firm, tmp_path, monkeypatch):
    monkeypatch.setenv("FORBEAR_LOGS", str(tmp_path))
    own = tmp_path / str(firm.pk)
    own.mkdir()
    (own / "june.csv").write_text(CSV)
    (tmp_path / "secret.csv").write_text(CSV)
    (own / "away.csv").symlink_to(tmp_path / "secret.csv")
    page = shown(browser.get("/auditor/logs/new"))
    assert "june.csv" in page and "away.csv" not in page and "secret" not in page
    for name in ("../secret.csv", "away.csv", "/etc/passwd"):
        assert browser.post("/auditor/logs/new", {"folder": name}).status_code == 422
    answer = browser.post("/auditor/logs/new", {"folder": "june.csv"})
    browser.post(answer.url, CHOICES)
    assert work_once()
    assert Log.objects.get().events == 4 and (own / "june.csv").exists()


def test_deleting_a_log_leaves_counts_and_nothing_else(browser, made_up):
    bring(browser, zipped(made_up))
    work_once()
    log = Log.objects.get()
    assert "What stays" in shown(browser.get(f"/auditor/logs/{log.pk}/delete"))
    place = folders.of(log)
    assert place.is_dir() and log.events > 2000
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("django.db.transaction.on_commit", lambda do: do())
        browser.post(f"/auditor/logs/{log.pk}/delete")
    assert not Log.objects.exists() and not Job.objects.exists() and not place.exists()
    left = Gone.objects.get()
    assert (left.log, left.rows, left.sha256) == (log.pk, log.events, log.sha256)
    assert "1 log was deleted" in shown(browser.get("/auditor/"))


def test_the_csv_of_rejected_rows_is_written_down_as_carried_out(browser):
    log = taken(browser)
    b"".join(browser.get(f"/auditor/logs/{log.pk}/rejected.csv").streaming_content)
    assert [(one.what, one.log) for one in Opening.objects.all()] == [("rejected", log.pk)]


def test_an_intake_that_is_cut_off_leaves_nothing_and_is_done_again(browser, monkeypatch):
    answer = bring(browser, CSV.encode())
    browser.post(answer.url, CHOICES)
    log = Log.objects.get()
    with monkeypatch.context() as patched:
        patched.setattr(taking.thinning, "thin", killed)
        with pytest.raises(KeyboardInterrupt):
            work_once()
    assert [path.name for path in folders.of(log).iterdir()] == [folders.RAW]
    assert "The intake broke off" in shown(browser.get(f"/auditor/logs/{log.pk}/"))
    browser.post(f"/auditor/logs/{log.pk}/again")
    assert work_once()
    log.refresh_from_db()
    assert log.state == DONE and log.events == 4


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the file of the torn request ends here
def test_an_upload_that_is_cut_off_leaves_no_file(browser, firm, monkeypatch):
    before = set(folders.of_organisation(firm.pk).rglob("*raw*"))
    with monkeypatch.context() as patched:
        patched.setattr("forbear.web.desks.auditor.pieces.os.fsync", killed)
        with pytest.raises(KeyboardInterrupt):
            bring(browser, CSV.encode())
    assert not Log.objects.exists()
    assert set(folders.of_organisation(firm.pk).rglob("*raw*")) == before
    gc.collect()


def test_a_raw_file_that_was_changed_is_not_read(browser):
    bring(browser, CSV.encode())
    log = Log.objects.get()
    raw = folders.of(log) / folders.RAW
    content = raw.read_bytes()
    raw.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    browser.post(f"/auditor/logs/{log.pk}/columns", CHOICES)
    assert work_once()
    log.refresh_from_db()
    assert log.state == FAILED and "not whole" in shown(browser.get(f"/auditor/logs/{log.pk}/"))


def test_waiting_logs_show_how_far_they_are(browser, made_up):
    answer = bring(browser, zipped(made_up))
    log = Log.objects.get()
    assert log.state == WAITING and answer.url == f"/auditor/logs/{log.pk}/"
    assert "being taken in" in shown(browser.get(answer.url))
    assert "hx-get" in shown(browser.get(f"{answer.url}progress"))
    work_once()
    assert browser.get(f"{answer.url}progress").status_code == 286


def test_a_file_with_which_nobody_goes_on_is_deleted_after_a_day(browser, firm):
    bring(browser, CSV.encode())
    log = Log.objects.get()
    folders.tidy(firm.pk)
    assert (folders.of(log) / folders.RAW).exists()
    log.made_at -= 25 * HOUR
    log.save()
    folders.tidy_all()
    assert not (folders.of(log) / folders.RAW).exists()
    assert "was deleted" in shown(browser.get(f"/auditor/logs/{log.pk}/"))


def test_a_demonstration_has_a_log_that_is_audited_when_the_work_is_done(auditor, firm, monkeypatch):
    monkeypatch.setattr(demo, "CONTACTS", 300)
    for _ in range(2):
        demo.fill({"auditor": auditor}, {"firm": firm})
    assert Log.objects.count() == 2
    while work_once():
        pass
    assert Log.objects.get(state=DONE).audits.get().state == DONE
    waiting = Log.objects.get(state="brought")
    page = shown(signed_in(auditor).get(f"/auditor/logs/{waiting.pk}/columns"))
    assert page.count(" selected") >= 8


HOW_TO = (ROOT / "docs/how-to/audit-in-the-browser.md").read_text(encoding="utf-8")


def block(kind):
    return re.search(rf"^```{kind}\n(.*?)^```$", HOW_TO, re.MULTILINE | re.DOTALL)[1]


def test_the_how_to_page_s_table_is_taken_in_by_its_form_and_by_its_mapping_file(browser):
    answer = bring(browser, block("csv").encode())
    guessed = browser.get(answer.url)
    selects = re.findall(r'name="key-\w+">(.*?)</select>', shown(guessed), re.DOTALL)
    chosen = [one for select in selects for one in re.findall(r'<option value="([^"]+)" selected', select)]
    assert len(chosen) == 8
    browser.post(answer.url, {"file": block("toml")})
    assert work_once()
    log = Log.objects.get()
    assert (log.state, log.events, log.rejected, log.zone) == (DONE, 3, 1, "America/New_York"), log.faults
