-- What stands on record now, a view for each table, for people who look in with Datasette, psql or
-- a spreadsheet. `seq` leads to the row itself and its history, `entry_no` to its receipt.

CREATE VIEW receipts AS
SELECT entry_no, entered_at, author, reason, feed, file, file_sha256, file_bytes, importer,
    importer_version, licence, seen_at, rows_read, rows_new, rows_changed, rows_withdrawn,
    rows_unchanged, rows_repeated, rows_rejected, first_seq, last_seq
FROM entries;

CREATE VIEW standing AS
SELECT r.seq, r.entry_no, e.entered_at, e.author, e.feed, r.table_name, r.row_key, r.change,
    r.file_row, r.cells, r.original, r.fault
FROM rows r JOIN entries e ON e.entry_no = r.entry_no
WHERE r.change NOT IN ('withdrawn', 'dropped')
    AND NOT EXISTS (SELECT 1 FROM rows n WHERE n.replaces_seq = r.seq);

CREATE VIEW withdrawn AS
SELECT r.seq, r.entry_no, e.entered_at, e.author, e.feed, r.table_name, r.row_key, r.change,
    r.replaces_seq, r.cells
FROM rows r JOIN entries e ON e.entry_no = r.entry_no
WHERE r.change IN ('withdrawn', 'dropped');

CREATE VIEW rejected AS
SELECT seq, entry_no, entered_at, feed, table_name, file_row, fault ->> 'code' AS code,
    fault ->> 'reason' AS reason, fault ->> 'hint' AS hint, cells
FROM standing WHERE fault IS NOT NULL;

CREATE VIEW reports AS
SELECT seq, entry_no, entered_at, author, feed, change, cells ->> 'report' AS "report", cells
    ->> 'source' AS "source", cells ->> 'origin' AS "origin", cells ->> 'recorded_at' AS
    "recorded_at", cells ->> 'begins' AS "begins", cells ->> 'ends' AS "ends", cells ->>
    'kind' AS "kind", cells ->> 'series' AS "series", cells ->> 'actor' AS "actor", cells ->>
    'act' AS "act", cells ->> 'object' AS "object", cells ->> 'attributes' AS "attributes",
    cells ->> 'list' AS "list", cells ->> 'recipient' AS "recipient", cells ->> 'manner' AS
    "manner", cells ->> 'quantity' AS "quantity", cells ->> 'quantity_low' AS "quantity_low",
    cells ->> 'quantity_high' AS "quantity_high", cells ->> 'average_per' AS "average_per",
    cells ->> 'unit' AS "unit", cells ->> 'area' AS "area", cells ->> 'area_from' AS
    "area_from", cells ->> 'latitude' AS "latitude", cells ->> 'longitude' AS "longitude",
    cells ->> 'radius_m' AS "radius_m", cells ->> 'about' AS "about", cells ->> 'stance' AS
    "stance", cells ->> 'of' AS "of", cells ->> 'replaces' AS "replaces", cells ->>
    'withdrawn' AS "withdrawn", cells ->> 'means' AS "means", cells ->> 'place' AS "place",
    cells ->> 'text' AS "text", cells ->> 'language' AS "language", cells ->> 'link' AS
    "link", cells ->> 'licence' AS "licence", cells ->> 'note' AS "note"
FROM standing WHERE table_name = 'reports' AND fault IS NULL;

CREATE VIEW sources AS
SELECT seq, entry_no, entered_at, author, feed, change, cells ->> 'source' AS "source", cells
    ->> 'name' AS "name", cells ->> 'kind' AS "kind", cells ->> 'affiliation' AS
    "affiliation", cells ->> 'leaning' AS "leaning", cells ->> 'language' AS "language", cells
    ->> 'link' AS "link", cells ->> 'reason' AS "reason", cells ->> 'recorded_at' AS
    "recorded_at"
FROM standing WHERE table_name = 'sources' AND fault IS NULL;

CREATE VIEW coverage AS
SELECT seq, entry_no, entered_at, author, feed, change, cells ->> 'source' AS "source", cells
    ->> 'role' AS "role", cells ->> 'act' AS "act", cells ->> 'object' AS "object", cells ->>
    'attributes' AS "attributes", cells ->> 'unit' AS "unit", cells ->> 'area' AS "area",
    cells ->> 'begins' AS "begins", cells ->> 'ends' AS "ends", cells ->> 'reason' AS
    "reason", cells ->> 'recorded_at' AS "recorded_at"
FROM standing WHERE table_name = 'coverage' AND fault IS NULL;

CREATE VIEW words AS
SELECT seq, entry_no, entered_at, author, feed, change, cells ->> 'source' AS "source", cells
    ->> 'word' AS "word", cells ->> 'low' AS "low", cells ->> 'high' AS "high", cells ->>
    'reason' AS "reason", cells ->> 'recorded_at' AS "recorded_at"
FROM standing WHERE table_name = 'words' AND fault IS NULL;

CREATE VIEW links AS
SELECT seq, entry_no, entered_at, author, feed, change, cells ->> 'reports' AS "reports",
    cells ->> 'link' AS "link", cells ->> 'by' AS "by", cells ->> 'reason' AS "reason", cells
    ->> 'recorded_at' AS "recorded_at"
FROM standing WHERE table_name = 'links' AND fault IS NULL;

CREATE VIEW marks AS
SELECT seq, entry_no, entered_at, author, feed, change, cells ->> 'report' AS "report", cells
    ->> 'mark' AS "mark", cells ->> 'by' AS "by", cells ->> 'reason' AS "reason", cells ->>
    'recorded_at' AS "recorded_at"
FROM standing WHERE table_name = 'marks' AND fault IS NULL;

CREATE VIEW rulings AS
SELECT seq, entry_no, entered_at, author, feed, change, cells ->> 'ruling' AS "ruling", cells
    ->> 'subject' AS "subject", cells ->> 'says' AS "says", cells ->> 'bearer' AS "bearer",
    cells ->> 'begins' AS "begins", cells ->> 'ends' AS "ends", cells ->> 'by' AS "by", cells
    ->> 'reason' AS "reason", cells ->> 'recorded_at' AS "recorded_at"
FROM standing WHERE table_name = 'rulings' AND fault IS NULL;

CREATE VIEW totals AS
SELECT seq, entry_no, entered_at, author, feed, change, cells ->> 'of' AS "of", cells ->>
    'low' AS "low", cells ->> 'high' AS "high", cells ->> 'declared_by' AS "declared_by",
    cells ->> 'accepted_by' AS "accepted_by", cells ->> 'reason' AS "reason", cells ->>
    'recorded_at' AS "recorded_at"
FROM standing WHERE table_name = 'totals' AND fault IS NULL;

CREATE VIEW notes AS
SELECT seq, entry_no, entered_at, author, feed, change, cells ->> 'subject' AS "subject",
    cells ->> 'text' AS "text", cells ->> 'by' AS "by", cells ->> 'recorded_at' AS
    "recorded_at"
FROM standing WHERE table_name = 'notes' AND fault IS NULL;

CREATE VIEW attachments AS
SELECT seq, entry_no, entered_at, author, feed, change, cells ->> 'about' AS "about", cells
    ->> 'name' AS "name", cells ->> 'sha256' AS "sha256", cells ->> 'bytes' AS "bytes"
FROM standing WHERE table_name = 'attachments' AND fault IS NULL;

CREATE VIEW agreements AS
SELECT seq, entry_no, entered_at, author, feed, change, cells ->> 'name' AS "name", cells ->>
    'title' AS "title", cells ->> 'sha256' AS "sha256", cells ->> 'text_sha256' AS
    "text_sha256", cells ->> 'areas' AS "areas", cells ->> 'areas_sha256' AS "areas_sha256"
FROM standing WHERE table_name = 'agreements' AND fault IS NULL;

CREATE VIEW outside AS
SELECT seq, entry_no, entered_at, author, feed, change, cells ->> 'table' AS "table", cells
    ->> 'path' AS "path", cells ->> 'sha256' AS "sha256", cells ->> 'bytes' AS "bytes"
FROM standing WHERE table_name = 'outside' AND fault IS NULL;
