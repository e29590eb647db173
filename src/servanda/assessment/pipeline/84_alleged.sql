-- Station 84: the most that is claimed at any standard.                             SEMANTICS 4.6
--
-- in   measure_units, units, matters, children, lies, claims, incidents, weighed, told_twice,
--      settled, params
-- out  asked_units, heeded, claiming, counting, counting_runs   units asked; claims that count, by
--                     themselves and by unit
--      own_claims   unit x speaker: the most that it claims by itself
--      plain_bounds   measure_id, unit_id, certain, possible (null: unbounded), alleged, is_odd
--
-- Tallies that merely overlap allege against a ceiling (is_wide), never for a floor, and never in a
-- sum of cells.

CREATE TABLE asked_units AS
SELECT DISTINCT m.unit_id, u.matter_id, k.direction = 2 AS is_wide
FROM measure_units m
JOIN units u ON u.unit_id = m.unit_id
JOIN matters k ON k.matter_id = u.matter_id
UNION
SELECT c.child_id, u.matter_id, FALSE
FROM children c
JOIN measure_units m ON m.unit_id = c.parent_id
JOIN units u ON u.unit_id = c.child_id;

-- is_alone: the one report of its incident; is_told_once: no speaker tells twice of its incident.
CREATE TABLE heeded AS
SELECT c.matter_id, c.statement_no, c.position_no, c.is_event, c.incident_no, c.series_no, c.source_id,
       c.origin_id, c.claimed, c.begins_at, c.ends_at, NOT c.is_linked AS is_alone,
       t.incident_no IS NULL AS is_told_once
FROM claims c
LEFT JOIN incidents i
  ON i.matter_id = c.matter_id AND i.incident_no = c.incident_no AND c.is_event
LEFT JOIN weighed w ON w.matter_id = c.matter_id AND w.statement_no = c.statement_no
LEFT JOIN told_twice t
  ON t.matter_id = c.matter_id AND t.incident_no = c.incident_no AND c.is_event
WHERE c.hand_rel IS NOT NULL
  AND NOT COALESCE(i.is_refuted OR i.is_gone, w.is_gone, FALSE);

-- Not kept: there are several for each claim.
CREATE VIEW claiming AS
SELECT a.unit_id, (l.rel & 1) = 1 AS is_inside, h.matter_id, h.incident_no,
       h.source_id, h.origin_id, h.claimed, h.begins_at, h.ends_at, h.is_alone, h.is_told_once
FROM heeded h
JOIN lies l ON l.matter_id = h.matter_id AND l.position_no = h.position_no
JOIN (SELECT DISTINCT unit_id FROM asked_units) a ON a.unit_id = l.unit_id
WHERE h.is_event;

CREATE TABLE counting AS
SELECT a.unit_id, a.is_wide, h.source_id, h.origin_id, h.series_no, h.statement_no, h.claimed,
       h.begins_at, h.ends_at
FROM heeded h
JOIN lies l ON l.matter_id = h.matter_id AND l.position_no = h.position_no
JOIN asked_units a ON a.unit_id = l.unit_id
WHERE NOT h.is_event AND (a.is_wide OR (l.rel & 1) = 1);

-- The stretches that a series covers without a gap.
CREATE TABLE counting_runs AS
WITH in_order AS (
    SELECT c.*,
           CASE WHEN begins_at <= MAX(ends_at) OVER (
                         PARTITION BY unit_id, is_wide, source_id, origin_id, series_no
                         ORDER BY begins_at, ends_at, statement_no
                         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
                THEN 0 ELSE 1 END AS is_first
    FROM counting c
),
numbered AS (
    SELECT i.*,
           CAST(SUM(is_first) OVER (PARTITION BY unit_id, is_wide, source_id, origin_id, series_no
                                    ORDER BY begins_at, ends_at, statement_no
                                    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
                AS bigint) AS run_no
    FROM in_order i
)
SELECT unit_id, is_wide, source_id, origin_id, series_no, MIN(begins_at) AS begins_at,
       MAX(ends_at) AS ends_at
FROM numbered
GROUP BY unit_id, is_wide, source_id, origin_id, series_no, run_no;

CREATE TABLE own_claims AS
WITH counters AS (
    SELECT DISTINCT unit_id, is_wide, source_id, origin_id FROM counting
),
-- What who counts tells of events, too.
told AS (
    SELECT c.unit_id, k.is_wide, c.source_id, c.origin_id, c.incident_no, c.claimed, c.begins_at,
           c.ends_at
    FROM claiming c
    JOIN counters k
      ON k.unit_id = c.unit_id AND k.source_id = c.source_id AND k.origin_id = c.origin_id
    WHERE c.is_inside
),
twice AS (
    SELECT DISTINCT t.unit_id, t.is_wide, t.source_id, t.origin_id, r.series_no, t.incident_no
    FROM told t
    JOIN counting_runs r
      ON r.unit_id = t.unit_id AND r.is_wide = t.is_wide AND r.source_id = t.source_id
     AND r.origin_id = t.origin_id
    WHERE t.begins_at < r.ends_at AND r.begins_at < t.ends_at
),
once AS (
    SELECT unit_id, is_wide, source_id, origin_id, incident_no, MAX(claimed) AS claimed
    FROM told
    GROUP BY unit_id, is_wide, source_id, origin_id, incident_no
),
event_sums AS (
    SELECT unit_id, source_id, origin_id, CAST(SUM(claimed) AS bigint) AS claimed
    FROM (
        SELECT unit_id, source_id, origin_id, CAST(SUM(claimed) AS bigint) AS claimed
        FROM claiming
        WHERE is_inside AND is_told_once
        GROUP BY unit_id, source_id, origin_id
        UNION ALL
        SELECT unit_id, source_id, origin_id, MAX(claimed)
        FROM claiming
        WHERE is_inside AND NOT is_told_once
        GROUP BY unit_id, source_id, origin_id, incident_no
    ) s
    GROUP BY unit_id, source_id, origin_id
),
count_sums AS (
    SELECT unit_id, is_wide, source_id, origin_id, series_no,
           CAST(SUM(claimed) AS bigint) AS claimed
    FROM counting
    GROUP BY unit_id, is_wide, source_id, origin_id, series_no
),
twice_sums AS (
    SELECT t.unit_id, t.is_wide, t.source_id, t.origin_id, t.series_no,
           CAST(SUM(e.claimed) AS bigint) AS claimed
    FROM twice t
    JOIN once e
      ON e.unit_id = t.unit_id AND e.is_wide = t.is_wide AND e.source_id = t.source_id
     AND e.origin_id = t.origin_id AND e.incident_no = t.incident_no
    GROUP BY t.unit_id, t.is_wide, t.source_id, t.origin_id, t.series_no
),
each_series AS (
    SELECT e.unit_id, a.is_wide, e.source_id, e.origin_id, e.claimed
    FROM event_sums e
    JOIN asked_units a ON a.unit_id = e.unit_id
    UNION ALL
    SELECT c.unit_id, c.is_wide, c.source_id, c.origin_id,
           c.claimed + COALESCE(e.claimed, 0) - COALESCE(t.claimed, 0)
    FROM count_sums c
    LEFT JOIN event_sums e
      ON e.unit_id = c.unit_id AND e.source_id = c.source_id AND e.origin_id = c.origin_id
    LEFT JOIN twice_sums t
      ON t.unit_id = c.unit_id AND t.is_wide = c.is_wide AND t.source_id = c.source_id
     AND t.origin_id = c.origin_id AND t.series_no = c.series_no
)
SELECT unit_id, is_wide, source_id, origin_id, MAX(claimed) AS claimed
FROM each_series
GROUP BY unit_id, is_wide, source_id, origin_id;

CREATE TABLE plain_bounds AS
WITH of_speakers AS (
    SELECT unit_id, is_wide, MAX(claimed) AS claimed FROM own_claims GROUP BY unit_id, is_wide
),
of_incidents AS (
    SELECT unit_id, CAST(SUM(claimed) AS bigint) AS claimed
    FROM (
        SELECT unit_id, CAST(SUM(claimed) AS bigint) AS claimed
        FROM claiming
        WHERE is_alone
        GROUP BY unit_id
        UNION ALL
        SELECT c.unit_id, MAX(c.claimed)
        FROM claiming c
        JOIN (SELECT DISTINCT unit_id FROM measure_units) m ON m.unit_id = c.unit_id
        WHERE NOT c.is_alone
        GROUP BY c.unit_id, c.incident_no
    ) s
    GROUP BY unit_id
),
of_cells AS (
    SELECT unit_id, MAX(claimed) AS claimed
    FROM (
        SELECT c.parent_id AS unit_id, c.family, CAST(SUM(o.claimed) AS bigint) AS claimed
        FROM children c
        JOIN measure_units m ON m.unit_id = c.parent_id
        JOIN of_speakers o ON o.unit_id = c.child_id AND NOT o.is_wide
        GROUP BY c.parent_id, c.family, m.measure_id
    ) families
    GROUP BY unit_id
),
said AS (
    SELECT DISTINCT m.unit_id, k.direction, s.certain, s.possible, s.counted, s.is_odd,
           GREATEST(s.at_least, o.claimed, i.claimed, c.claimed) AS most
    FROM measure_units m
    CROSS JOIN params p
    JOIN units u ON u.unit_id = m.unit_id
    JOIN matters k ON k.matter_id = u.matter_id
    JOIN settled s ON s.unit_id = m.unit_id AND s.level_no = p.standard_no
    LEFT JOIN of_speakers o ON o.unit_id = m.unit_id AND o.is_wide = (k.direction = 2)
    LEFT JOIN of_incidents i ON i.unit_id = m.unit_id
    LEFT JOIN of_cells c ON c.unit_id = m.unit_id
)
SELECT m.measure_id, u.unit_id,
       COALESCE(s.certain, 0) AS certain, s.possible,
       COALESCE(CASE WHEN s.direction = 2 AND s.counted IS NOT NULL AND s.possible IS NOT NULL
                     THEN LEAST(s.most, GREATEST(s.counted, s.possible)) ELSE s.most END, 0)
           AS alleged,
       COALESCE(s.is_odd, FALSE) AS is_odd
FROM measures_now m
LEFT JOIN measure_units u ON u.measure_id = m.measure_id
LEFT JOIN said s ON s.unit_id = u.unit_id;
