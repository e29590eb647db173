-- Station 81: in a contradicted cell a source's figures count for no more than its `certain`.
--                                                                                   SEMANTICS 4.4
-- in   bad_cells, event_says, tally_parts, coincidences, levels, readings, lies
-- out  capped   due unit x reading x voice: the most that any series of it adds up to under caps;
--               only of units with a contradicted cell
--
-- Runs only where a cell is contradicted. Done for days, parts and cells apart; the least counts.

CREATE TABLE capped_parts AS
WITH bad_units AS (
    SELECT DISTINCT unit_id FROM bad_cells
),
firsts AS (
    SELECT unit_id, level_no, voice_no, incident_no, position_no, low
    FROM (
        SELECT e.unit_id, e.level_no, e.voice_no, e.incident_no, e.position_no, e.low,
               row_number() OVER (PARTITION BY e.unit_id, e.level_no, e.voice_no, e.incident_no
                                  ORDER BY e.low DESC, e.statement_no) AS place_no
        FROM event_says e
        JOIN bad_units b ON b.unit_id = e.unit_id
        WHERE NOT e.is_told_once
    ) ranked
    WHERE place_no = 1
    UNION ALL
    SELECT e.unit_id, e.level_no, e.voice_no, e.incident_no, e.position_no, e.low
    FROM event_says e
    JOIN bad_units b ON b.unit_id = e.unit_id
    WHERE e.is_told_once
),
tallied AS (
    SELECT t.unit_id, v.level_no, t.voice_no, t.series_no, t.position_no, t.low
    FROM tally_parts t
    JOIN bad_units b ON b.unit_id = t.unit_id
    CROSS JOIN levels v
)
SELECT unit_id, level_no, voice_no, CAST(0 AS bigint) AS series_no, position_no,
       CAST(SUM(low) AS bigint) AS low
FROM firsts
GROUP BY unit_id, level_no, voice_no, position_no
UNION ALL
SELECT unit_id, level_no, voice_no, series_no, position_no, low FROM tallied
UNION ALL
SELECT f.unit_id, f.level_no, f.voice_no, s.series_no, f.position_no,
       CAST(SUM(f.low) AS bigint)
FROM firsts f
JOIN (SELECT DISTINCT unit_id, level_no, voice_no, series_no FROM tallied) s
  ON s.unit_id = f.unit_id AND s.level_no = f.level_no AND s.voice_no = f.voice_no
LEFT JOIN coincidences o
  ON o.unit_id = f.unit_id AND o.level_no = f.level_no AND o.voice_no = f.voice_no
 AND o.series_no = s.series_no AND o.incident_no = f.incident_no
WHERE o.unit_id IS NULL
GROUP BY f.unit_id, f.level_no, f.voice_no, s.series_no, f.position_no;

-- Few cells are contradicted: what lies in them is looked up first.
CREATE TABLE bad_lies AS
SELECT l.unit_id AS child_id, l.position_no
FROM lies l
JOIN (SELECT DISTINCT child_id FROM bad_cells) b ON b.child_id = l.unit_id
WHERE (l.rel & 1) = 1;

CREATE TABLE homes AS
SELECT p.unit_id, b.family, b.cap_no, p.position_no, MIN(b.child_id) AS child_id
FROM bad_lies l
JOIN bad_cells b ON b.child_id = l.child_id
JOIN (SELECT DISTINCT unit_id, position_no FROM capped_parts) p
  ON p.unit_id = b.unit_id AND p.position_no = l.position_no
GROUP BY p.unit_id, b.family, b.cap_no, p.position_no;

CREATE TABLE capped AS
WITH by_cell AS (
    SELECT p.unit_id, p.level_no, r.cap_no, p.voice_no, p.series_no, f.family, h.child_id,
           CAST(SUM(p.low) AS bigint) AS low
    FROM capped_parts p
    JOIN readings r ON r.level_no = p.level_no
    JOIN (SELECT DISTINCT unit_id, family, cap_no FROM bad_cells) f
      ON f.unit_id = p.unit_id AND f.cap_no = r.cap_no
    LEFT JOIN homes h
      ON h.unit_id = p.unit_id AND h.family = f.family AND h.cap_no = f.cap_no
     AND h.position_no = p.position_no
    GROUP BY p.unit_id, p.level_no, r.cap_no, p.voice_no, p.series_no, f.family, h.child_id
),
by_family AS (
    SELECT c.unit_id, c.level_no, c.cap_no, c.voice_no, c.series_no, c.family,
           CAST(SUM(LEAST(c.low, b.certain)) AS bigint) AS low
    FROM by_cell c
    LEFT JOIN bad_cells b
      ON b.unit_id = c.unit_id AND b.family = c.family AND b.child_id = c.child_id
     AND b.cap_no = c.cap_no
    GROUP BY c.unit_id, c.level_no, c.cap_no, c.voice_no, c.series_no, c.family
),
by_series AS (
    SELECT unit_id, level_no, cap_no, voice_no, series_no, MIN(low) AS low
    FROM by_family
    GROUP BY unit_id, level_no, cap_no, voice_no, series_no
)
SELECT unit_id, level_no, cap_no, voice_no, MAX(low) AS low
FROM by_series
GROUP BY unit_id, level_no, cap_no, voice_no;
