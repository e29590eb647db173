-- Station 92: which instants to ask next.                                   SEMANTICS 5, `since`
--
-- in   searches, candidates, answers, base_measures
-- out  probes        measure_id x search x candidate; empty: everything is known
--      measures_now  [t0, u) of each, for stations 70 to 80 (a measure read until an instant, 4.3)
--
-- Sought is the last candidate at which n does not hold. What is earlier than one known not to hold
-- no longer matters. In a stretch that is clear at its end, n holds after it has once held. Few
-- candidates are asked all at once; else the first and the last of each stretch, then, where that
-- leaves a choice, 32 more of a clear stretch, or all of one that is not clear. Of what is to be
-- asked of one search at most 48 are at once, from begin to end: where n does not hold at one, all
-- earlier ones need not be asked.

CREATE TABLE open_candidates AS
WITH failed AS (
    SELECT search_no, MAX(candidate_no) AS last_no
    FROM answers
    WHERE NOT is_reached
    GROUP BY search_no
),
asked AS (
    SELECT c.search_no, c.stretch_no, c.candidate_no, a.is_reached, a.is_clear
    FROM candidates c
    JOIN answers a ON a.search_no = c.search_no AND a.candidate_no = c.candidate_no
),
stretches_asked AS (
    SELECT a.search_no, a.stretch_no,
           MIN(a.candidate_no) FILTER (WHERE a.is_reached) AS reached_no,
           bool_or(a.candidate_no = l.last_no) AS is_begun,
           bool_or(a.is_clear AND a.candidate_no = l.last_no) AS is_clear
    FROM asked a
    JOIN (
        SELECT search_no, stretch_no, MAX(candidate_no) AS last_no
        FROM candidates
        GROUP BY search_no, stretch_no
    ) l ON l.search_no = a.search_no AND l.stretch_no = a.stretch_no
    GROUP BY a.search_no, a.stretch_no
)
SELECT c.search_no, c.stretch_no, c.candidate_no, c.ends_at, c.candidates,
       COALESCE(s.is_begun, FALSE) AS is_begun, COALESCE(s.is_clear, FALSE) AS is_clear
FROM candidates c
LEFT JOIN failed f ON f.search_no = c.search_no
LEFT JOIN stretches_asked s ON s.search_no = c.search_no AND s.stretch_no = c.stretch_no
LEFT JOIN answers a ON a.search_no = c.search_no AND a.candidate_no = c.candidate_no
WHERE a.search_no IS NULL AND c.candidate_no > COALESCE(f.last_no, 0)
  AND NOT COALESCE(s.is_clear AND c.candidate_no > s.reached_no, FALSE);

CREATE TABLE probes AS
WITH tiles AS (
    SELECT o.*,
           NTILE(32) OVER (PARTITION BY search_no, stretch_no ORDER BY candidate_no) AS tile
    FROM open_candidates o
),
placed_in_tile AS (
    SELECT t.*,
           row_number() OVER (PARTITION BY search_no, stretch_no, tile
                              ORDER BY candidate_no DESC) AS tile_place,
           row_number() OVER (PARTITION BY search_no, stretch_no
                              ORDER BY candidate_no) AS first_place,
           row_number() OVER (PARTITION BY search_no, stretch_no
                              ORDER BY candidate_no DESC) AS last_place
    FROM tiles t
),
to_ask AS (
    SELECT search_no, candidate_no, ends_at,
           NTILE(48) OVER (PARTITION BY search_no ORDER BY candidate_no) AS part
    FROM placed_in_tile
    WHERE candidates <= 40
       OR (NOT is_begun AND (first_place = 1 OR last_place = 1))
       OR (is_begun AND is_clear AND tile_place = 1)
       OR (is_begun AND NOT is_clear)
),
thinned AS (
    SELECT search_no, candidate_no, ends_at,
           row_number() OVER (PARTITION BY search_no, part ORDER BY candidate_no DESC) AS part_place
    FROM to_ask
)
SELECT CAST(row_number() OVER (ORDER BY search_no, candidate_no) AS bigint) AS measure_id,
       search_no, candidate_no, ends_at
FROM thinned
WHERE part_place = 1;

CREATE TABLE measures_now AS
SELECT q.measure_id, s.matter_id, s.site_id, s.about_key, s.windows_id,
       s.begins_at,
       CASE WHEN s.is_late THEN q.ends_at ELSE LEAST(b.ends_at, q.ends_at) END AS ends_at,
       s.may_begin_at,
       CASE WHEN s.is_late THEN q.ends_at ELSE LEAST(b.may_end_at, q.ends_at) END AS may_end_at,
       LEAST(b.until_at, q.ends_at) AS until_at, FALSE AS is_level
FROM probes q
JOIN searches s ON s.search_no = q.search_no
JOIN base_measures b ON b.measure_id = s.measure_id;
