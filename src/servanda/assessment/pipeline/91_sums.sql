-- Station 91: `since` of measures of plain events, by adding up in order of time.  SEMANTICS 4.4, 5
--
-- in   searches, search_modes, units, children, event_says, voices, params (all of the
--      first pass)
-- out  growth_0, growth_1, growth_2   unit (by tier) x instant: how `certain` has grown by then
--      first_reached   search x first instant at which n holds
--
-- Without counts nothing holds `certain` down, so of a unit it is the greatest of what each voice
-- adds up to and of the sums over its cells. Each of these only grows, and so does their greatest.
-- A component is a voice, or a family of cells as a negative number.

CREATE TABLE growing_units AS
SELECT s.unit_id
FROM searches s
JOIN search_modes m ON m.search_no = s.search_no AND m.is_added_up
UNION
SELECT c.child_id
FROM searches s
JOIN search_modes m ON m.search_no = s.search_no AND m.is_added_up
JOIN children c ON c.parent_id = s.unit_id;

CREATE TABLE voice_growth AS
SELECT e.unit_id, u.tier, e.voice_no AS component_no, e.ends_at,
       CAST(SUM(e.low) AS bigint) AS added
FROM event_says e
CROSS JOIN params p
JOIN growing_units g ON g.unit_id = e.unit_id
JOIN units u ON u.unit_id = e.unit_id
JOIN voices v ON v.voice_no = e.voice_no
WHERE e.level_no = p.standard_no
  AND CASE p.standard_no WHEN 1 THEN TRUE WHEN 2 THEN v.is_low_good ELSE v.is_verified END
GROUP BY e.unit_id, u.tier, e.voice_no, e.ends_at;

CREATE TABLE growth_0 AS
WITH summed AS (
    SELECT unit_id, ends_at,
           CAST(SUM(added) OVER (PARTITION BY unit_id, component_no ORDER BY ends_at) AS bigint)
               AS reached
    FROM voice_growth
    WHERE tier = 0
),
greatest_yet AS (
    SELECT DISTINCT unit_id, ends_at,
           MAX(reached) OVER (PARTITION BY unit_id ORDER BY ends_at) AS reached
    FROM summed
)
SELECT unit_id, ends_at, reached,
       reached - LAG(reached, 1, CAST(0 AS bigint)) OVER (PARTITION BY unit_id ORDER BY ends_at)
           AS added
FROM greatest_yet;

CREATE TABLE growth_1 AS
WITH components AS (
    SELECT unit_id, component_no, ends_at, added FROM voice_growth WHERE tier = 1
    UNION ALL
    SELECT c.parent_id, CAST(-c.family AS bigint), g.ends_at, CAST(SUM(g.added) AS bigint)
    FROM children c
    JOIN units u ON u.unit_id = c.parent_id AND u.tier = 1
    JOIN growing_units w ON w.unit_id = c.parent_id
    JOIN growth_0 g ON g.unit_id = c.child_id AND g.added > 0
    GROUP BY c.parent_id, c.family, g.ends_at
),
summed AS (
    SELECT unit_id, ends_at,
           CAST(SUM(added) OVER (PARTITION BY unit_id, component_no ORDER BY ends_at) AS bigint)
               AS reached
    FROM components
),
greatest_yet AS (
    SELECT DISTINCT unit_id, ends_at,
           MAX(reached) OVER (PARTITION BY unit_id ORDER BY ends_at) AS reached
    FROM summed
)
SELECT unit_id, ends_at, reached,
       reached - LAG(reached, 1, CAST(0 AS bigint)) OVER (PARTITION BY unit_id ORDER BY ends_at)
           AS added
FROM greatest_yet;

CREATE TABLE growth_2 AS
WITH components AS (
    SELECT unit_id, component_no, ends_at, added FROM voice_growth WHERE tier = 2
    UNION ALL
    SELECT c.parent_id, CAST(-c.family AS bigint), g.ends_at, CAST(SUM(g.added) AS bigint)
    FROM children c
    JOIN units u ON u.unit_id = c.parent_id AND u.tier = 2
    JOIN growing_units w ON w.unit_id = c.parent_id
    JOIN (SELECT unit_id, ends_at, added FROM growth_0
          UNION ALL
          SELECT unit_id, ends_at, added FROM growth_1) g
      ON g.unit_id = c.child_id AND g.added > 0
    GROUP BY c.parent_id, c.family, g.ends_at
),
summed AS (
    SELECT unit_id, ends_at,
           CAST(SUM(added) OVER (PARTITION BY unit_id, component_no ORDER BY ends_at) AS bigint)
               AS reached
    FROM components
)
SELECT DISTINCT unit_id, ends_at,
       MAX(reached) OVER (PARTITION BY unit_id ORDER BY ends_at) AS reached
FROM summed;

CREATE TABLE first_reached AS
SELECT s.search_no, MIN(g.ends_at) AS since_at
FROM searches s
JOIN search_modes m ON m.search_no = s.search_no AND m.is_added_up
JOIN (SELECT unit_id, ends_at, reached FROM growth_0
      UNION ALL
      SELECT unit_id, ends_at, reached FROM growth_1
      UNION ALL
      SELECT unit_id, ends_at, reached FROM growth_2) g ON g.unit_id = s.unit_id
WHERE (s.op = 1 AND g.reached >= s.n_high) OR (s.op = 2 AND g.reached > s.n_high)
GROUP BY s.search_no;
