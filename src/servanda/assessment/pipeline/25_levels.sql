-- Station 25: how long each level report is valid.                               SEMANTICS 4.8.1
--
-- in   told, remarks, topics, topic_matters, glanced_topics (20), civil_days, params
-- out  holdings   level report: valid from begins_at to ends_at, within the time that matters
--      pieces     the same cut at midnight and where an `observed-none` that looked over it or
--                 another level of its series begins or ends; is_alone: its series has another
--                 level of the same thing, place and hand at that time
--
-- Cut so, a piece is denied as a whole or not at all, and lies in one day.

CREATE TABLE levels_seen AS
SELECT r.remark_no, r.source_id, r.origin_id, r.hand_id, r.begins_at, r.ends_at, r.about_id,
       k.topic_no, k.hand_id AS topic_hand_id
FROM remarks r
JOIN glanced_topics g ON g.thing_id = r.thing_id AND g.place_id = r.place_id
JOIN topics k ON k.topic_no = g.topic_no
WHERE r.stance = 3 AND r.is_level;

CREATE TABLE holdings AS
WITH begun AS (
    SELECT source_id, origin_id, topic_no, begins_at FROM told WHERE kind = 3
    UNION
    SELECT source_id, origin_id, topic_no, begins_at
    FROM levels_seen
    WHERE (hand_id = 0 OR hand_id = topic_hand_id) AND about_id = 0
),
followed AS (
    SELECT source_id, origin_id, topic_no, begins_at,
           LEAD(begins_at) OVER (PARTITION BY source_id, origin_id, topic_no ORDER BY begins_at)
               AS next_at
    FROM begun
),
-- A look that names a matter ends no level of others.
named AS (
    SELECT t.report_no, MIN(s.begins_at) AS next_at
    FROM told t
    JOIN levels_seen s
      ON s.source_id = t.source_id AND s.origin_id = t.origin_id AND s.topic_no = t.topic_no
     AND s.about_id = t.about_id
    WHERE t.kind = 3 AND t.about_id <> 0 AND s.begins_at > t.begins_at
      AND (s.hand_id = 0 OR s.hand_id = s.topic_hand_id)
    GROUP BY t.report_no
),
looked_for AS (
    SELECT topic_no, MIN(begins_at) AS begins_at, MAX(ends_at) AS ends_at
    FROM topic_matters
    WHERE is_level
    GROUP BY topic_no
),
valid AS (
    SELECT t.report_no, t.source_id, t.origin_id, t.series_id, t.topic_no,
           GREATEST(t.begins_at, k.begins_at) AS begins_at,
           LEAST(GREATEST(t.ends_at, LEAST(CAST(1152921504606846976 AS bigint), f.next_at,
                                           n.next_at, t.begins_at + t.holds_us)),
                 k.ends_at, p.as_of) AS ends_at
    FROM told t
    CROSS JOIN params p
    JOIN looked_for k ON k.topic_no = t.topic_no
    JOIN followed f
      ON f.source_id = t.source_id AND f.origin_id = t.origin_id AND f.topic_no = t.topic_no
     AND f.begins_at = t.begins_at
    LEFT JOIN named n ON n.report_no = t.report_no
    WHERE t.kind = 3
)
SELECT v.*,
       series_id <> 0
           AND (COALESCE(MAX(ends_at) OVER before_it > begins_at, FALSE)
                OR COALESCE(LEAD(begins_at) OVER in_order < ends_at, FALSE)) AS is_doubled
FROM valid v
WHERE begins_at < ends_at
WINDOW in_order AS (
           PARTITION BY source_id, origin_id, series_id, topic_no ORDER BY begins_at, report_no),
       before_it AS (
           PARTITION BY source_id, origin_id, series_id, topic_no ORDER BY begins_at, report_no
           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING);

CREATE TABLE doubles AS
SELECT h.report_no, o.begins_at, o.ends_at
FROM holdings h
JOIN holdings o
  ON o.source_id = h.source_id AND o.origin_id = h.origin_id AND o.series_id = h.series_id
 AND o.topic_no = h.topic_no AND o.is_doubled AND o.report_no <> h.report_no
WHERE h.is_doubled AND o.begins_at < h.ends_at AND h.begins_at < o.ends_at;

CREATE TABLE pieces AS
WITH looks_over AS (
    SELECT h.report_no, s.begins_at, s.ends_at
    FROM holdings h
    JOIN levels_seen s ON s.topic_no = h.topic_no
    WHERE s.begins_at < h.ends_at AND h.begins_at < s.ends_at
),
cuts AS (
    SELECT report_no, begins_at AS cut_at FROM holdings
    UNION
    SELECT report_no, ends_at FROM holdings
    UNION
    SELECT h.report_no, d.begins_at
    FROM holdings h
    JOIN civil_days d ON h.begins_at < d.begins_at AND d.begins_at < h.ends_at
    UNION
    SELECT report_no, begins_at FROM looks_over
    UNION
    SELECT report_no, ends_at FROM looks_over
    UNION
    SELECT report_no, begins_at FROM doubles
    UNION
    SELECT report_no, ends_at FROM doubles
),
spans AS (
    SELECT c.report_no, c.cut_at AS begins_at,
           LEAD(c.cut_at) OVER (PARTITION BY c.report_no ORDER BY c.cut_at) AS ends_at,
           h.begins_at AS valid_from, h.ends_at AS valid_to
    FROM cuts c
    JOIN holdings h ON h.report_no = c.report_no
),
numbered AS (
    SELECT report_no, begins_at, ends_at,
           row_number() OVER (PARTITION BY report_no ORDER BY begins_at) AS piece_no
    FROM spans
    WHERE valid_from <= begins_at AND ends_at <= valid_to
),
at_once AS (
    SELECT DISTINCT n.report_no, n.piece_no
    FROM numbered n
    JOIN doubles d
      ON d.report_no = n.report_no AND d.begins_at <= n.begins_at AND n.ends_at <= d.ends_at
)
SELECT n.report_no, CAST(n.piece_no AS bigint) AS piece_no, n.begins_at, n.ends_at,
       a.report_no IS NOT NULL AS is_alone
FROM numbered n
LEFT JOIN at_once a ON a.report_no = n.report_no AND a.piece_no = n.piece_no;
