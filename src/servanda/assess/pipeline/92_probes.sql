-- Station 92: which instants to ask next.                                   SEMANTICS 5, `since`
--
-- in   searches, search_modes, candidates, answers, params
-- out  probes        measure_id x search x candidate; empty: everything has been answered
--      measures_now  [t0, u) of each, for stations 70 to 80 (a measure read until an instant, 4.3)

CREATE TABLE probes AS
WITH ranges AS (
    SELECT c.search_no,
           COALESCE(MAX(a.candidate_no) FILTER (WHERE NOT a.is_reached), 0) AS after_no,
           COALESCE(MIN(a.candidate_no) FILTER (WHERE a.is_reached), MAX(c.candidate_no) + 1)
               AS before_no,
           COUNT(a.candidate_no) > 0 AS is_begun
    FROM candidates c
    LEFT JOIN answers a ON a.search_no = c.search_no AND a.candidate_no = c.candidate_no
    GROUP BY c.search_no
),
tiles AS (
    SELECT c.search_no, c.candidate_no, c.ends_at, m.is_growing,
           NTILE(32) OVER (PARTITION BY c.search_no ORDER BY c.candidate_no) AS tile
    FROM candidates c
    JOIN ranges r ON r.search_no = c.search_no
    JOIN search_modes m ON m.search_no = c.search_no
    WHERE NOT m.is_added_up AND r.after_no < c.candidate_no AND c.candidate_no < r.before_no
      AND (m.is_growing OR NOT r.is_begun)
),
picked AS (
    SELECT search_no, candidate_no, ends_at
    FROM (
        SELECT t.*, row_number() OVER (PARTITION BY search_no, tile
                                       ORDER BY candidate_no DESC) AS place_no
        FROM tiles t
    ) ranked
    WHERE NOT is_growing OR place_no = 1
)
SELECT CAST(row_number() OVER (ORDER BY k.search_no, k.candidate_no) AS bigint) AS measure_id,
       k.search_no, k.candidate_no, k.ends_at
FROM picked k;

CREATE TABLE measures_now AS
SELECT q.measure_id, s.matter_id, s.site_id, s.about_key, s.windows_id,
       s.begins_at,
       CASE WHEN s.is_late THEN q.ends_at ELSE LEAST(b.ends_at, q.ends_at) END AS ends_at,
       s.may_begin_at,
       CASE WHEN s.is_late THEN q.ends_at ELSE LEAST(b.may_end_at, q.ends_at) END AS may_end_at,
       LEAST(b.until_at, q.ends_at) AS until_at
FROM probes q
JOIN searches s ON s.search_no = q.search_no
JOIN base_measures b ON b.measure_id = s.measure_id;
