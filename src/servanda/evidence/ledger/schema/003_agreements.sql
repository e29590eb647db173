-- What a source takes back openly: a report of its own that replaces the one it names. The files of
-- this step for each database add it to `withdrawn`, and show agreements as text.

CREATE VIEW taken_back AS
SELECT w.seq, w.entry_no, w.entered_at, w.author, w.feed, w.cells ->> 'source' AS "source",
    w.cells ->> 'replaces' AS "report", w.cells ->> 'recorded_at' AS "recorded_at",
    w.cells ->> 'note' AS "note"
FROM standing w
WHERE w.table_name = 'reports' AND w.fault IS NULL AND w.cells ->> 'withdrawn' = 'true';
