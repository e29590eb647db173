-- Station 90: when may a finding have become what it is?                    SEMANTICS 5, `since`
--
-- in   verdicts, measures_now, lies, claims, looks, spots, params
-- out  base_measures  the measures of the first pass
--      searches    search_no, due, measure; one for `since`, one for having been met late
--      candidates  search x end of a report that may fall in the duty, in order of time
--      search_modes    how each search is made
--      answers     search x candidate: does n hold over [t0, u)? none yet
--
CREATE TABLE base_measures AS
SELECT * FROM measures_now;

CREATE TABLE searches AS
SELECT CAST(2 * v.due_id AS bigint) AS search_no, v.due_id, v.measure_id, v.unit_id, v.op, v.n_high,
       FALSE AS is_late, m.matter_id, m.site_id, m.about_key, m.windows_id, m.begins_at,
       m.may_begin_at, m.may_end_at AS last_at, v.closes_at
FROM verdicts v
JOIN base_measures m ON m.measure_id = v.measure_id
WHERE (v.op = 1 AND v.verdict = 'complied') OR (v.op = 2 AND v.verdict = 'violated')
UNION ALL
SELECT CAST(2 * v.due_id + 1 AS bigint), v.due_id, v.measure_id, v.unit_id, v.op, v.n_high,
       TRUE, m.matter_id, m.site_id, m.about_key, m.windows_id, m.begins_at,
       m.may_begin_at, p.as_of, v.closes_at
FROM verdicts v
CROSS JOIN params p
JOIN base_measures m ON m.measure_id = v.measure_id
WHERE v.op = 1 AND v.verdict = 'violated' AND v.may_be_late AND v.is_certain
  AND m.windows_id = 0;

CREATE TABLE candidates AS
WITH ends AS (
    SELECT s.search_no, c.ends_at, c.is_event
    FROM searches s
    JOIN lies l ON l.unit_id = s.unit_id
    JOIN claims c
      ON c.matter_id = l.matter_id AND c.statement_no = l.statement_no
     AND c.hand_rel IS NOT NULL
    WHERE NOT s.is_late AND c.ends_at <= s.last_at
    UNION ALL
    SELECT s.search_no, c.ends_at, c.is_event
    FROM searches s
    JOIN claims c ON c.matter_id = s.matter_id AND c.hand_rel IS NOT NULL
    JOIN spots t
      ON t.matter_id = c.matter_id AND t.thing_id = c.thing_id AND t.place_id = c.place_id
     AND t.site_id = s.site_id
    WHERE s.is_late AND c.begins_at < s.last_at AND s.may_begin_at < c.ends_at
      AND s.closes_at < c.ends_at AND c.ends_at <= s.last_at
)
SELECT search_no, ends_at,
       CAST(row_number() OVER (PARTITION BY search_no ORDER BY ends_at) AS bigint)
           AS candidate_no
FROM (SELECT DISTINCT search_no, ends_at FROM ends) e;

-- How a search is made. Events alone only grow: the first instant is found by halving, and where no
-- two reports share an incident, by adding up (91). Where counts take part, every candidate is asked.
CREATE TABLE search_modes AS
SELECT s.search_no, n.matter_id IS NULL AS is_growing,
       n.matter_id IS NULL AND l.matter_id IS NULL AND NOT s.is_late AND p.standard_no <> 3
           AS is_added_up
FROM searches s
CROSS JOIN params p
LEFT JOIN (
    SELECT matter_id FROM claims WHERE NOT is_event
    UNION
    SELECT matter_id FROM looks
) n ON n.matter_id = s.matter_id
LEFT JOIN (SELECT DISTINCT matter_id FROM claims WHERE is_linked) l ON l.matter_id = s.matter_id;

CREATE TABLE answers AS
SELECT search_no, candidate_no, FALSE AS is_reached FROM candidates WHERE candidate_no < 0;
