-- Station 90: when may a finding have become what it is?                    SEMANTICS 5, `since`
--
-- in   verdicts, measures_now, units, lies, claims, looks, remarks, declared, matter_things, spots,
--      site_parts, site_places, civil_days, windows, called_abouts, params (is_dated)
-- out  base_measures   the measures of the first pass
--      searches    search_no, due, measure; one for `since`, one for having been met late
--      search_abouts   search x the matter that a look which bears on it names: none (0), its own
--      site_looks  matter x site x what is named x period in which somebody looked over it and
--                  saw none
--      held_counts     search x period of a count that meets it
--      held_down   searches in which a count or look may hold `certain` down
--      search_modes    how each search is made
--      told_ends, breaks   searches that are asked x end of a report, x instant that parts two
--      candidates  search x end of a report that may fall in the duty, in order of time
--      answers     search x candidate: does n hold over [t0, u)? none yet
--
-- Events alone only grow: the longer [t0, u), the more of them lie in it, and of the reports of an
-- incident fewer lie elsewhere. Where nothing else speaks of the unit the first instant is found by
-- adding up (91). Otherwise candidates are asked (92), by stretches: within a stretch no count,
-- look, coverage, window or day begins or ends, so that `certain` only grows in it unless good
-- statements contradict each other at its end.

CREATE TABLE base_measures AS
SELECT * FROM measures_now;

CREATE TABLE searches AS
SELECT CAST(2 * v.due_id AS bigint) AS search_no, v.due_id, v.measure_id, v.unit_id, v.op, v.n_high,
       FALSE AS is_late, m.matter_id, m.site_id, m.about_key, m.windows_id, m.begins_at,
       m.may_begin_at, m.may_end_at AS last_at, v.closes_at
FROM verdicts v
CROSS JOIN params p
JOIN base_measures m ON m.measure_id = v.measure_id
WHERE v.mode = 0
  AND ((v.op = 1 AND v.verdict = 'complied') OR (v.op = 2 AND v.verdict = 'violated'))
  -- 1.6: where nobody asks since when, it still decides whether a floor cut short has lapsed.
  AND (p.is_dated OR (v.op = 1 AND v.cut_at <= p.as_of))
UNION ALL
SELECT CAST(2 * v.due_id + 1 AS bigint), v.due_id, v.measure_id, v.unit_id, v.op, v.n_high,
       TRUE, m.matter_id, m.site_id, m.about_key, m.windows_id, m.begins_at,
       m.may_begin_at, p.as_of, v.closes_at
FROM verdicts v
CROSS JOIN params p
JOIN base_measures m ON m.measure_id = v.measure_id
WHERE v.op = 1 AND v.verdict = 'violated' AND v.may_be_late AND v.is_certain
  AND m.windows_id = 0 AND v.mode = 0 AND p.is_dated;

-- A look that names a matter says nothing of others (76).
CREATE TABLE search_abouts AS
SELECT search_no, CAST(0 AS bigint) AS about_no FROM searches
UNION ALL
SELECT s.search_no, a.about_id
FROM searches s
JOIN called_abouts a ON a.called_no = s.about_key
WHERE s.about_key <> 0;

-- Who looked over the site of a search, or a part of it, and saw none.
CREATE TABLE site_looks AS
SELECT DISTINCT w.matter_id, w.site_id, w.about_no, r.begins_at, r.ends_at
FROM (
    SELECT DISTINCT s.matter_id, s.site_id, a.about_no
    FROM searches s
    JOIN search_abouts a ON a.search_no = s.search_no
) w
JOIN looks k ON k.matter_id = w.matter_id
JOIN remarks r ON r.remark_no = k.remark_no AND r.about_id = w.about_no
JOIN matter_things t ON t.matter_id = k.matter_id AND t.thing_id = r.thing_id
JOIN (
    SELECT site_id, site_id AS part_site_id FROM searches
    UNION
    SELECT s.site_id, p.part_site_id FROM searches s JOIN site_parts p ON p.site_id = s.site_id
) x ON x.site_id = w.site_id
JOIN site_places p ON p.site_id = x.part_site_id AND p.place_id = r.place_id
WHERE (t.rel & CAST(p.rel AS integer) & 2) = 2;

-- Counts that meet the unit.
CREATE TABLE held_counts AS
SELECT s.search_no, c.begins_at, c.ends_at
FROM searches s
JOIN lies l ON l.unit_id = s.unit_id
JOIN claims c
  ON c.matter_id = l.matter_id AND c.position_no = l.position_no AND NOT c.is_event
 AND c.hand_rel IS NOT NULL
WHERE NOT s.is_late
UNION
SELECT s.search_no, c.begins_at, c.ends_at
FROM searches s
JOIN claims c ON c.matter_id = s.matter_id AND NOT c.is_event AND c.hand_rel IS NOT NULL
JOIN spots t
  ON t.matter_id = c.matter_id AND t.thing_id = c.thing_id AND t.place_id = c.place_id
 AND t.site_id = s.site_id
WHERE s.is_late AND c.begins_at < s.last_at AND s.may_begin_at < c.ends_at;

-- Many look over the time of many searches: whether anybody did is known from the last end of all
-- looks that began before a search's last instant.
CREATE TABLE held_down AS
WITH in_time AS (
    SELECT matter_id, site_id, about_no, begins_at AS instant, 1 AS turn, ends_at,
           CAST(NULL AS bigint) AS search_no, CAST(NULL AS bigint) AS may_begin_at
    FROM site_looks
    UNION ALL
    SELECT s.matter_id, s.site_id, a.about_no, s.last_at, 0, CAST(NULL AS bigint), s.search_no,
           s.may_begin_at
    FROM searches s
    JOIN search_abouts a ON a.search_no = s.search_no
),
reached AS (
    SELECT search_no, may_begin_at,
           MAX(ends_at) OVER (PARTITION BY matter_id, site_id, about_no ORDER BY instant, turn
                              ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS reached_at
    FROM in_time
)
SELECT search_no FROM reached WHERE search_no IS NOT NULL AND reached_at > may_begin_at
UNION
SELECT search_no FROM held_counts;

CREATE TABLE search_modes AS
SELECT s.search_no, l.unit_id IS NOT NULL AS has_linked,
       n.search_no IS NULL AND NOT s.is_late AND p.standard_no <> 3
       AND (s.op = 2 OR s.n_high > 0)
       -- What reaches into several windows meets them one after the other.
       AND (l.unit_id IS NULL OR u.split_key = 0) AS is_added_up
FROM searches s
CROSS JOIN params p
LEFT JOIN held_down n ON n.search_no = s.search_no
LEFT JOIN units u ON u.unit_id = s.unit_id
LEFT JOIN (
    SELECT DISTINCT l.unit_id
    FROM (SELECT DISTINCT unit_id FROM searches) s
    JOIN lies l ON l.unit_id = s.unit_id
    JOIN claims c
      ON c.matter_id = l.matter_id AND c.position_no = l.position_no AND c.is_linked
) l ON l.unit_id = s.unit_id;

CREATE TABLE told_ends AS
SELECT s.search_no, c.ends_at
FROM searches s
JOIN search_modes m ON m.search_no = s.search_no AND NOT m.is_added_up
JOIN lies l ON l.unit_id = s.unit_id
JOIN claims c
  ON c.matter_id = l.matter_id AND c.position_no = l.position_no
 AND c.hand_rel IS NOT NULL
WHERE NOT s.is_late AND c.ends_at <= s.last_at
UNION
SELECT s.search_no, c.ends_at
FROM searches s
JOIN claims c ON c.matter_id = s.matter_id AND c.hand_rel IS NOT NULL
JOIN spots t
  ON t.matter_id = c.matter_id AND t.thing_id = c.thing_id AND t.place_id = c.place_id
 AND t.site_id = s.site_id
WHERE s.is_late AND c.begins_at < s.last_at AND s.may_begin_at < c.ends_at
  AND s.closes_at < c.ends_at AND c.ends_at <= s.last_at;

-- A break parts what is told before it from what is told after it: there have to be both.
CREATE TABLE breaks AS
WITH asked AS (
    SELECT s.search_no, s.matter_id, s.site_id, s.windows_id, s.may_begin_at, s.last_at,
           e.first_end, e.last_end
    FROM searches s
    JOIN (
        SELECT search_no, MIN(ends_at) AS first_end, MAX(ends_at) AS last_end
        FROM told_ends
        GROUP BY search_no
        HAVING COUNT(*) > 1
    ) e ON e.search_no = s.search_no
),
periods AS (
    SELECT search_no, begins_at, ends_at FROM held_counts
    UNION ALL
    SELECT s.search_no, k.begins_at, k.ends_at
    FROM asked s
    JOIN search_abouts a ON a.search_no = s.search_no
    JOIN site_looks k
      ON k.matter_id = s.matter_id AND k.site_id = s.site_id AND k.about_no = a.about_no
     AND k.begins_at < s.last_at AND s.may_begin_at < k.ends_at
     AND k.begins_at <= s.last_end AND s.first_end <= k.ends_at
    UNION ALL
    SELECT s.search_no, d.begins_at, d.ends_at
    FROM asked s
    JOIN matter_things t ON t.matter_id = s.matter_id
    JOIN declared d
      ON d.thing_id = t.thing_id AND d.role = 1
     AND d.begins_at < s.last_at AND s.may_begin_at < d.ends_at
),
found AS (
    SELECT search_no, begins_at AS break_at FROM periods
    UNION
    SELECT search_no, ends_at FROM periods
    UNION
    SELECT s.search_no, d.begins_at
    FROM asked s
    JOIN civil_days d ON s.may_begin_at <= d.begins_at AND d.begins_at <= s.last_at
    UNION
    SELECT s.search_no, CASE n.k WHEN 0 THEN w.begins_at WHEN 1 THEN w.ends_at
                                 WHEN 2 THEN w.may_begin_at ELSE w.may_end_at END
    FROM asked s
    JOIN windows w ON w.measure_id = s.windows_id
    CROSS JOIN (VALUES (0), (1), (2), (3)) AS n(k)
)
SELECT f.search_no, f.break_at
FROM found f
JOIN asked s
  ON s.search_no = f.search_no AND s.first_end <= f.break_at AND f.break_at <= s.last_end;

-- A break counts once at its instant and once after it: what ends then is whole at that instant,
-- and contains nothing longer.
CREATE TABLE candidates AS
WITH marks_in_time AS (
    SELECT search_no, ends_at AS instant, 1 AS turn, 0 AS is_break FROM told_ends
    UNION ALL
    SELECT b.search_no, b.break_at, n.turn, 1
    FROM breaks b
    CROSS JOIN (VALUES (0), (2)) AS n(turn)
),
numbered AS (
    SELECT search_no, instant, turn,
           SUM(is_break) OVER (PARTITION BY search_no ORDER BY instant, turn
                               ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS breaks_before
    FROM marks_in_time
)
SELECT search_no, instant AS ends_at, CAST(breaks_before AS bigint) AS stretch_no,
       CAST(row_number() OVER (PARTITION BY search_no ORDER BY instant) AS bigint)
           AS candidate_no,
       COUNT(*) OVER (PARTITION BY search_no) AS candidates
FROM numbered
WHERE turn = 1;

CREATE TABLE answers AS
SELECT search_no, candidate_no, FALSE AS is_reached, FALSE AS is_clear
FROM candidates
WHERE candidate_no < 0;
