-- Station 70: measures fall into units: days, parts, cells.                    SEMANTICS 4, 4.4
--
-- in   measures_now, matters, windows, civil_days, civil_hours, site_parts, called_abouts
-- out  units      one row per distinct stretch of time and place of a matter; measures share them
--      children   unit x unit inside it, by family: 1 days (or windows), 2 parts, 3 days x parts
--      measure_units   the unit of each measure; none where its period is empty
--      stretches  what a report must meet: one per unit, or one per window; and per matter named
--      stretch_days    short stretches by the days that they touch
--
-- A tier 0 unit has no cells, tier 1 one family of tier 0, tier 2 all three families. One stretch may
-- be two units: a night is a cell of all nights, and a measure of its own with two days as cells.
-- A single day that is the measure itself is no cell of it.

CREATE TABLE measure_windows AS
SELECT m.measure_id, w.may_begin_at AS begins_at, LEAST(w.may_end_at, m.until_at) AS ends_at,
       CASE WHEN w.begins_at < LEAST(w.ends_at, m.until_at) THEN w.begins_at
            ELSE w.may_begin_at END AS inner_from,
       CASE WHEN w.begins_at < LEAST(w.ends_at, m.until_at) THEN LEAST(w.ends_at, m.until_at)
            ELSE w.may_begin_at END AS inner_to
FROM measures_now m
JOIN windows w ON w.measure_id = m.windows_id
WHERE m.windows_id <> 0 AND w.may_begin_at < LEAST(w.may_end_at, m.until_at);

CREATE TABLE measure_hulls AS
SELECT m.measure_id, m.matter_id, m.site_id, m.about_key, CAST(0 AS bigint) AS split_key,
       CASE WHEN m.begins_at < m.ends_at THEN m.begins_at ELSE m.may_begin_at END AS inner_from,
       CASE WHEN m.begins_at < m.ends_at THEN m.ends_at ELSE m.may_begin_at END AS inner_to,
       m.may_begin_at AS outer_from, m.may_end_at AS outer_to
FROM measures_now m
WHERE m.windows_id = 0 AND m.may_begin_at < m.may_end_at
UNION ALL
SELECT m.measure_id, m.matter_id, m.site_id, m.about_key,
       CASE WHEN COUNT(*) > 1 THEN m.measure_id ELSE 0 END,
       MIN(w.inner_from), MAX(w.inner_to), MIN(w.begins_at), MAX(w.ends_at)
FROM measures_now m
JOIN measure_windows w ON w.measure_id = m.measure_id
GROUP BY m.measure_id, m.matter_id, m.site_id, m.about_key;

CREATE TABLE measure_days AS
SELECT h.measure_id, h.matter_id, h.site_id, h.about_key, d.day_no AS ordinal,
       CASE WHEN GREATEST(h.inner_from, d.begins_at) < LEAST(h.inner_to, d.ends_at)
            THEN GREATEST(h.inner_from, d.begins_at)
            ELSE GREATEST(h.outer_from, d.begins_at) END AS inner_from,
       CASE WHEN GREATEST(h.inner_from, d.begins_at) < LEAST(h.inner_to, d.ends_at)
            THEN LEAST(h.inner_to, d.ends_at)
            ELSE GREATEST(h.outer_from, d.begins_at) END AS inner_to,
       GREATEST(h.outer_from, d.begins_at) AS outer_from,
       LEAST(h.outer_to, d.ends_at) AS outer_to
FROM measure_hulls h
JOIN measures_now m
  ON m.measure_id = h.measure_id AND m.windows_id = 0 AND NOT m.is_level
JOIN civil_days d ON d.begins_at < h.outer_to AND h.outer_from < d.ends_at
WHERE NOT (d.begins_at <= h.outer_from AND h.outer_to <= d.ends_at
           AND d.begins_at <= h.inner_from AND h.inner_to <= d.ends_at)
UNION ALL
SELECT h.measure_id, h.matter_id, h.site_id, h.about_key,
       CAST(row_number() OVER (PARTITION BY h.measure_id ORDER BY w.begins_at) AS integer),
       w.inner_from, w.inner_to, w.begins_at, w.ends_at
FROM measure_hulls h
JOIN measure_windows w ON w.measure_id = h.measure_id
WHERE h.split_key <> 0;

CREATE TABLE unit_roles AS
WITH shapes AS (
    SELECT h.*, d.measure_id IS NOT NULL AS has_days, s.site_id IS NOT NULL AS has_parts
    FROM measure_hulls h
    LEFT JOIN (SELECT DISTINCT measure_id FROM measure_days) d ON d.measure_id = h.measure_id
    LEFT JOIN (SELECT DISTINCT site_id FROM site_parts) s ON s.site_id = h.site_id
),
whole AS (
    SELECT measure_id, 1 AS role, CAST(0 AS integer) AS ordinal, site_id, matter_id, about_key,
           split_key, inner_from, inner_to, outer_from, outer_to,
           CASE WHEN has_days THEN 1 ELSE 0 END + CASE WHEN has_parts THEN 1 ELSE 0 END AS tier
    FROM shapes
),
by_day AS (
    SELECT d.measure_id, 2 AS role, d.ordinal, d.site_id, d.matter_id, d.about_key,
           CAST(0 AS bigint) AS split_key, d.inner_from, d.inner_to, d.outer_from, d.outer_to,
           CASE WHEN s.has_parts THEN 1 ELSE 0 END AS tier
    FROM measure_days d
    JOIN shapes s ON s.measure_id = d.measure_id
)
SELECT * FROM whole
UNION ALL
SELECT * FROM by_day
UNION ALL
SELECT w.measure_id, 3, w.ordinal, p.part_site_id, w.matter_id, w.about_key, w.split_key,
       w.inner_from, w.inner_to, w.outer_from, w.outer_to, w.tier - 1
FROM whole w
JOIN site_parts p ON p.site_id = w.site_id
UNION ALL
SELECT d.measure_id, 4, d.ordinal, p.part_site_id, d.matter_id, d.about_key, d.split_key,
       d.inner_from, d.inner_to, d.outer_from, d.outer_to, 0
FROM by_day d
JOIN site_parts p ON p.site_id = d.site_id;

CREATE TABLE units AS
SELECT CAST(row_number() OVER (ORDER BY matter_id, about_key, site_id, split_key, inner_from,
                               inner_to, outer_from, outer_to, tier) AS bigint) AS unit_id,
       u.*
FROM (
    SELECT DISTINCT matter_id, about_key, site_id, split_key, inner_from, inner_to, outer_from,
           outer_to, tier
    FROM unit_roles
) u;

CREATE TABLE role_units AS
SELECT r.measure_id, r.role, r.ordinal, r.site_id, u.unit_id
FROM unit_roles r
JOIN units u
  ON u.matter_id = r.matter_id AND u.about_key = r.about_key AND u.site_id = r.site_id
 AND u.split_key = r.split_key AND u.inner_from = r.inner_from AND u.inner_to = r.inner_to
 AND u.outer_from = r.outer_from AND u.outer_to = r.outer_to AND u.tier = r.tier;

CREATE TABLE measure_units AS
SELECT measure_id, unit_id FROM role_units WHERE role = 1;

CREATE TABLE children AS
SELECT a.unit_id AS parent_id, b.role - 1 AS family, b.unit_id AS child_id
FROM role_units a
JOIN role_units b ON b.measure_id = a.measure_id AND b.role > 1
WHERE a.role = 1
UNION
SELECT a.unit_id, 2, b.unit_id
FROM role_units a
JOIN role_units b ON b.measure_id = a.measure_id AND b.role = 4 AND b.ordinal = a.ordinal
WHERE a.role = 2
UNION
SELECT a.unit_id, 1, b.unit_id
FROM role_units a
JOIN role_units b ON b.measure_id = a.measure_id AND b.role = 4 AND b.site_id = a.site_id
WHERE a.role = 3;

CREATE TABLE stretches AS
WITH spans AS (
    SELECT unit_id, matter_id, site_id, about_key, FALSE AS is_split, inner_from, inner_to,
           outer_from, outer_to, outer_from AS hull_from, outer_to AS hull_to
    FROM units
    WHERE split_key = 0
    UNION ALL
    SELECT u.unit_id, u.matter_id, u.site_id, u.about_key, TRUE, w.inner_from, w.inner_to,
           w.begins_at, w.ends_at, u.outer_from, u.outer_to
    FROM units u
    JOIN measure_windows w ON w.measure_id = u.split_key
    WHERE u.split_key <> 0
),
-- 5.3: a reply that names no matter, or one that the trigger named.
named AS (
    SELECT s.*, CAST(-1 AS bigint) AS about_no FROM spans s WHERE about_key = 0
    UNION ALL
    SELECT s.*, CAST(0 AS bigint) FROM spans s WHERE about_key <> 0
    UNION ALL
    SELECT s.*, a.about_id
    FROM spans s
    JOIN called_abouts a ON a.called_no = s.about_key
    WHERE s.about_key <> 0
)
SELECT n.*, k.is_level, f.day_no AS first_day, l.day_no AS last_day,
       COALESCE(l.day_no - f.day_no <= 2, FALSE) AS is_short
FROM named n
JOIN matters k ON k.matter_id = n.matter_id
LEFT JOIN civil_hours f
  ON f.hour_at = n.outer_from - mod(n.outer_from, 3600000000)
 AND f.begins_at <= n.outer_from AND n.outer_from < f.ends_at
LEFT JOIN civil_hours l
  ON l.hour_at = n.outer_to - 1 - mod(n.outer_to - 1, 3600000000)
 AND l.begins_at <= n.outer_to - 1 AND n.outer_to - 1 < l.ends_at;

CREATE TABLE stretch_days AS
SELECT s.*, s.first_day + n.k AS day_no
FROM stretches s
CROSS JOIN (VALUES (0), (1), (2)) AS n(k)
WHERE s.is_short AND s.first_day + n.k <= s.last_day;
