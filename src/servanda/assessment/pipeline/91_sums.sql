-- Station 91: `since` of measures of plain events, by adding up in order of time.  SEMANTICS 4.4, 5
--
-- in   searches, search_modes, units, children, event_says, lies, claims, voices, params (all of
--      the first pass)
-- out  growth_0, growth_1, growth_2   unit (by tier) x instant: how `certain` has grown by then
--      first_reached   search x first instant at which n holds
--
-- Without counts nothing holds `certain` down, so of a unit it is the greatest of what each voice
-- adds up to and of the sums over its cells. Each of these only grows, and so does their greatest.
-- A component is a voice, or a family of cells as a negative number. Of an incident that a voice
-- tells of twice it adds what exceeds what it had told before; one that several tell of counts from
-- when the last good report of it has begun, for until then that one lies elsewhere (4.1).

CREATE TABLE growing_units AS
SELECT s.unit_id
FROM searches s
JOIN search_modes m ON m.search_no = s.search_no AND m.is_added_up
UNION
SELECT c.child_id
FROM searches s
JOIN search_modes m ON m.search_no = s.search_no AND m.is_added_up
JOIN children c ON c.parent_id = s.unit_id;

CREATE TABLE met_from AS
SELECT l.unit_id, c.incident_no, MAX(c.begins_at) + 1 AS met_at
FROM growing_units g
JOIN lies l ON l.unit_id = g.unit_id
JOIN claims c
  ON c.matter_id = l.matter_id AND c.position_no = l.position_no AND c.is_event AND c.is_linked
 AND c.is_high_good
GROUP BY l.unit_id, c.incident_no;

CREATE TABLE voice_growth AS
WITH said AS (
    SELECT e.unit_id, u.tier, e.voice_no, e.incident_no, e.statement_no, e.is_told_once, e.low,
           GREATEST(e.ends_at, COALESCE(f.met_at, e.ends_at)) AS ends_at
    FROM event_says e
    CROSS JOIN params p
    JOIN growing_units g ON g.unit_id = e.unit_id
    JOIN units u ON u.unit_id = e.unit_id
    JOIN voices v ON v.voice_no = e.voice_no
    LEFT JOIN met_from f ON f.unit_id = e.unit_id AND f.incident_no = e.incident_no
    WHERE e.level_no = p.standard_no
      AND CASE p.standard_no WHEN 1 THEN TRUE WHEN 2 THEN v.is_low_good ELSE v.is_verified END
),
told_again AS (
    SELECT unit_id, tier, voice_no, incident_no, statement_no, ends_at,
           MAX(low) OVER (PARTITION BY unit_id, voice_no, incident_no
                          ORDER BY ends_at, statement_no
                          ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS reached
    FROM said
    WHERE NOT is_told_once
),
added_up AS (
    SELECT unit_id, tier, voice_no, ends_at, low AS added FROM said WHERE is_told_once
    UNION ALL
    SELECT unit_id, tier, voice_no, ends_at,
           reached - LAG(reached, 1, CAST(0 AS bigint))
                         OVER (PARTITION BY unit_id, voice_no, incident_no
                               ORDER BY ends_at, statement_no)
    FROM told_again
)
SELECT unit_id, tier, voice_no AS component_no, ends_at, CAST(SUM(added) AS bigint) AS added
FROM added_up
GROUP BY unit_id, tier, voice_no, ends_at;

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

CREATE TABLE reached_from AS
SELECT s.search_no, s.unit_id, s.last_at, m.has_linked, MIN(g.ends_at) AS reached_at
FROM searches s
JOIN search_modes m ON m.search_no = s.search_no AND m.is_added_up
JOIN (SELECT unit_id, ends_at, reached FROM growth_0
      UNION ALL
      SELECT unit_id, ends_at, reached FROM growth_1
      UNION ALL
      SELECT unit_id, ends_at, reached FROM growth_2) g ON g.unit_id = s.unit_id
WHERE (s.op = 1 AND g.reached >= s.n_high) OR (s.op = 2 AND g.reached > s.n_high)
GROUP BY s.search_no, s.unit_id, s.last_at, m.has_linked;

-- What is reached when a report begins is found at the next end of one.
CREATE TABLE first_reached AS
SELECT search_no, reached_at AS since_at FROM reached_from WHERE NOT has_linked
UNION ALL
SELECT r.search_no, MIN(c.ends_at)
FROM reached_from r
JOIN lies l ON l.unit_id = r.unit_id
JOIN claims c
  ON c.matter_id = l.matter_id AND c.position_no = l.position_no AND c.hand_rel IS NOT NULL
WHERE r.has_linked AND r.reached_at <= c.ends_at AND c.ends_at <= r.last_at
GROUP BY r.search_no;
