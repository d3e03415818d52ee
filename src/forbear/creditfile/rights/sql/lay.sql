-- The records of a store: one chain, only ever added to. Words of a person lie beside it, so that they can be erased.
CREATE TABLE IF NOT EXISTS record (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    person TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS record_of_person ON record (person, seq);
CREATE TABLE IF NOT EXISTS words (
    sha256 TEXT PRIMARY KEY,
    person TEXT NOT NULL,
    salt TEXT NOT NULL,
    words TEXT NOT NULL
) STRICT;
CREATE TRIGGER IF NOT EXISTS record_is_not_changed BEFORE UPDATE ON record
BEGIN SELECT raise(ABORT, 'a record is never changed'); END;
CREATE TRIGGER IF NOT EXISTS record_is_not_removed BEFORE DELETE ON record
BEGIN SELECT raise(ABORT, 'a record is never removed'); END;
-- INSERT OR REPLACE would remove a row without a word.
CREATE TRIGGER IF NOT EXISTS record_comes_last BEFORE INSERT ON record
WHEN new.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM record)
BEGIN SELECT raise(ABORT, 'a record is added at the end'); END;
CREATE TRIGGER IF NOT EXISTS words_are_not_changed BEFORE UPDATE ON words
BEGIN SELECT raise(ABORT, 'words are never changed'); END;
