-- Station 64: duties on levels fall into stretches in which nothing changes.       SEMANTICS 4.8.2
--
-- in   measures_asked, dues, matters, matter_things, windows, claims, spots, declared, last_words,
--      looks, remarks, site_places, civil_days, civil_hours, params
-- out  level_stretches   measure x stretch: its time, the measure that asks it, whether it lies
--                        in the narrow period
--      measures_now      measures to be worked out in this pass: all but levels as they are, and
--                        one for each stretch
--
-- Stretches are cut for all measures of a matter and site together, at midnight too: a further cut
-- changes no figure, and so the whole and its days share them.

CREATE TABLE level_spans AS
WITH cuts AS (
    -- 4.8.4: cut short, it is judged up to the cut.
    SELECT measure_id, MIN(cut_at) AS cut_at FROM dues WHERE cut_at IS NOT NULL GROUP BY measure_id
),
spans AS (
    SELECT m.measure_id, m.matter_id, m.site_id, m.about_key, m.may_begin_at AS begins_at,
           LEAST(m.may_end_at, p.as_of, c.cut_at) AS ends_at, m.begins_at AS inner_from,
           m.ends_at AS inner_to
    FROM measures_asked m
    CROSS JOIN params p
    LEFT JOIN cuts c ON c.measure_id = m.measure_id
    WHERE m.is_level AND m.windows_id = 0
    UNION ALL
    SELECT m.measure_id, m.matter_id, m.site_id, m.about_key, w.may_begin_at,
           LEAST(w.may_end_at, p.as_of, c.cut_at), w.begins_at, w.ends_at
    FROM measures_asked m
    CROSS JOIN params p
    JOIN windows w ON w.measure_id = m.windows_id
    LEFT JOIN cuts c ON c.measure_id = m.measure_id
    WHERE m.is_level AND m.windows_id <> 0
)
SELECT * FROM spans WHERE begins_at < ends_at;

CREATE TABLE level_cuts AS
WITH sites AS (
    SELECT matter_id, site_id, MIN(begins_at) AS begins_at, MAX(ends_at) AS ends_at
    FROM level_spans
    GROUP BY matter_id, site_id
),
changes AS (
    SELECT c.matter_id, s.site_id, c.begins_at, c.ends_at
    FROM claims c
    JOIN spots s
      ON s.matter_id = c.matter_id AND s.thing_id = c.thing_id AND s.place_id = c.place_id
    WHERE c.is_level
    UNION ALL
    SELECT k.matter_id, k.site_id, d.begins_at, d.ends_at
    FROM sites k
    JOIN matter_things t ON t.matter_id = k.matter_id
    JOIN declared d ON d.thing_id = t.thing_id
    JOIN site_places s ON s.site_id = k.site_id AND s.place_id = d.place_id
    UNION ALL
    SELECT k.matter_id, k.site_id, w.spoken_until, w.spoken_until
    FROM sites k
    JOIN matter_things t ON t.matter_id = k.matter_id
    JOIN declared d ON d.thing_id = t.thing_id AND d.role = 2
    JOIN last_words w ON w.source_id = d.source_id
    UNION ALL
    SELECT k.matter_id, k.site_id, r.begins_at, r.ends_at
    FROM sites k
    JOIN looks l ON l.matter_id = k.matter_id
    JOIN remarks r ON r.remark_no = l.remark_no
),
cuts AS (
    SELECT matter_id, site_id, begins_at AS cut_at FROM changes
    UNION
    SELECT matter_id, site_id, ends_at FROM changes
    UNION
    SELECT matter_id, site_id, begins_at FROM level_spans
    UNION
    SELECT matter_id, site_id, ends_at FROM level_spans
    UNION
    SELECT matter_id, site_id, inner_from FROM level_spans
    UNION
    SELECT matter_id, site_id, inner_to FROM level_spans
    UNION
    SELECT s.matter_id, s.site_id, d.begins_at
    FROM sites s
    JOIN civil_days d ON s.begins_at <= d.begins_at AND d.begins_at < s.ends_at
)
SELECT c.matter_id, c.site_id, c.cut_at AS begins_at,
       LEAD(c.cut_at) OVER (PARTITION BY c.matter_id, c.site_id ORDER BY c.cut_at) AS ends_at
FROM cuts c
JOIN sites s
  ON s.matter_id = c.matter_id AND s.site_id = c.site_id
 AND s.begins_at <= c.cut_at AND c.cut_at <= s.ends_at;

CREATE TABLE level_pieces AS
WITH dated AS (
    SELECT c.matter_id, c.site_id, c.begins_at, c.ends_at, h.day_no
    FROM level_cuts c
    JOIN civil_hours h
      ON h.hour_at = c.begins_at - mod(c.begins_at, 3600000000)
     AND h.begins_at <= c.begins_at AND c.begins_at < h.ends_at
    WHERE c.ends_at IS NOT NULL
)
SELECT s.measure_id, s.matter_id, s.site_id, s.about_key, c.begins_at, c.ends_at,
       s.inner_from <= c.begins_at AND c.ends_at <= s.inner_to AS is_inner
FROM level_spans s
JOIN civil_days d ON d.begins_at < s.ends_at AND s.begins_at < d.ends_at
JOIN dated c
  ON c.matter_id = s.matter_id AND c.site_id = s.site_id AND c.day_no = d.day_no
 AND s.begins_at <= c.begins_at AND c.ends_at <= s.ends_at;

CREATE TABLE level_asked AS
SELECT (SELECT COALESCE(MAX(measure_id), 0) FROM measures_asked)
           + CAST(row_number() OVER (ORDER BY matter_id, site_id, about_key, begins_at) AS bigint)
           AS stretch_id,
       a.*
FROM (SELECT DISTINCT matter_id, site_id, about_key, begins_at, ends_at FROM level_pieces) a;

CREATE TABLE level_stretches AS
SELECT p.measure_id, a.stretch_id, p.begins_at, p.ends_at, p.is_inner
FROM level_pieces p
JOIN level_asked a
  ON a.matter_id = p.matter_id AND a.site_id = p.site_id AND a.about_key = p.about_key
 AND a.begins_at = p.begins_at;

CREATE TABLE measures_now AS
SELECT measure_id, matter_id, site_id, about_key, windows_id, begins_at, ends_at, may_begin_at,
       may_end_at, until_at, is_level
FROM measures_asked
WHERE NOT is_level
UNION ALL
SELECT stretch_id, matter_id, site_id, about_key, 0, begins_at, ends_at, begins_at, ends_at,
       ends_at, TRUE
FROM level_asked;
