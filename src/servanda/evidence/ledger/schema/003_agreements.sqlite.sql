DROP VIEW withdrawn;

CREATE VIEW withdrawn AS
SELECT r.seq, r.entry_no, e.entered_at, e.author, e.feed, r.table_name, r.row_key, r.change,
    r.replaces_seq, r.cells
FROM rows r JOIN entries e ON e.entry_no = r.entry_no
WHERE r.change IN ('withdrawn', 'dropped')
UNION ALL
SELECT r.seq, t.entry_no, t.entered_at, t.author, t.feed, r.table_name, r.row_key,
    'taken back' AS change, r.replaces_seq, r.cells
FROM taken_back t
JOIN standing s ON s.table_name = 'reports' AND s.cells ->> 'source' = t.source
    AND s.cells ->> 'report' = t.report
JOIN rows r ON r.seq = s.seq;

-- Parts are put together as bytes, so that none is cut inside a letter.
CREATE VIEW agreement_texts AS
SELECT r.seq, r.entry_no, e.entered_at, e.author, e.reason, r.change,
    r.change NOT IN ('withdrawn', 'dropped')
        AND NOT EXISTS (SELECT 1 FROM rows n WHERE n.replaces_seq = r.seq) AS is_standing,
    r.cells ->> 'name' AS name, r.cells ->> 'title' AS title, r.cells ->> 'sha256' AS sha256,
    r.cells ->> 'text_sha256' AS text_sha256,
    (SELECT CAST(group_concat(content, '') AS TEXT)
        FROM (SELECT content FROM file_parts p WHERE p.sha256 = r.cells ->> 'sha256'
            ORDER BY part_no)) AS text
FROM rows r JOIN entries e ON e.entry_no = r.entry_no
WHERE r.table_name = 'agreements';
