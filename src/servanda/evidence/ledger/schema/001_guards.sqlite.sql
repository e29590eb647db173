-- Nothing is changed, taken out or put in between. (`INSERT OR REPLACE` deletes without a trigger;
-- the triggers on inserting stop it.)

CREATE TRIGGER rows_no_update BEFORE UPDATE ON rows
BEGIN SELECT RAISE(ABORT, 'a ledger only grows: rows are never changed'); END;
CREATE TRIGGER rows_no_delete BEFORE DELETE ON rows
BEGIN SELECT RAISE(ABORT, 'a ledger only grows: rows are never deleted'); END;
CREATE TRIGGER rows_at_end BEFORE INSERT ON rows
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM rows)
BEGIN SELECT RAISE(ABORT, 'a ledger only grows at its end'); END;

CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'a ledger only grows: entries are never changed'); END;
CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'a ledger only grows: entries are never deleted'); END;
CREATE TRIGGER entries_at_end BEFORE INSERT ON entries
WHEN NEW.entry_no <> (SELECT coalesce(max(entry_no), 0) + 1 FROM entries)
BEGIN SELECT RAISE(ABORT, 'a ledger only grows at its end'); END;

CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'a ledger only grows: its name is never changed'); END;
CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'a ledger only grows: its name is never deleted'); END;
CREATE TRIGGER ledger_once BEFORE INSERT ON ledger
WHEN EXISTS (SELECT 1 FROM ledger)
BEGIN SELECT RAISE(ABORT, 'a ledger has one name'); END;

CREATE TRIGGER files_no_update BEFORE UPDATE ON files
BEGIN SELECT RAISE(ABORT, 'a ledger only grows: files are never changed'); END;
CREATE TRIGGER files_no_delete BEFORE DELETE ON files
BEGIN SELECT RAISE(ABORT, 'a ledger only grows: files are never deleted'); END;
CREATE TRIGGER files_once BEFORE INSERT ON files
WHEN EXISTS (SELECT 1 FROM files WHERE sha256 = NEW.sha256)
BEGIN SELECT RAISE(ABORT, 'the file is in the ledger'); END;

CREATE TRIGGER file_parts_no_update BEFORE UPDATE ON file_parts
BEGIN SELECT RAISE(ABORT, 'a ledger only grows: files are never changed'); END;
CREATE TRIGGER file_parts_no_delete BEFORE DELETE ON file_parts
BEGIN SELECT RAISE(ABORT, 'a ledger only grows: files are never deleted'); END;
CREATE TRIGGER file_parts_once BEFORE INSERT ON file_parts
WHEN EXISTS (SELECT 1 FROM file_parts WHERE sha256 = NEW.sha256 AND part_no = NEW.part_no)
BEGIN SELECT RAISE(ABORT, 'the file is in the ledger'); END;
