-- Station 84: the most that is claimed at any standard.                             SEMANTICS 4.6
--
-- in   measure_units, units, matters, children, lies, claims, incidents, weighed, settled, params
-- out  own_claims   unit x speaker: the most that it claims by itself
--      plain_bounds   measure_id, unit_id, certain, possible (null: unbounded), alleged, is_odd
--
-- Tallies that merely overlap allege against a ceiling (is_wide), never for a floor, and never in a
-- sum of cells.

CREATE TABLE claiming AS
WITH asked AS (
    SELECT DISTINCT m.unit_id, k.direction = 2 AS is_wide
    FROM measure_units m
    JOIN units u ON u.unit_id = m.unit_id
    JOIN matters k ON k.matter_id = u.matter_id
    UNION
    SELECT c.child_id, FALSE
    FROM children c
    JOIN measure_units m ON m.unit_id = c.parent_id
)
SELECT a.unit_id, a.is_wide, (l.rel & 1) = 1 AS is_inside, c.matter_id, c.statement_no, c.is_event,
       c.incident_no, c.series_no, c.source_id, c.origin_id, c.claimed, c.begins_at, c.ends_at
FROM asked a
JOIN lies l ON l.unit_id = a.unit_id
JOIN claims c ON c.matter_id = l.matter_id AND c.statement_no = l.statement_no
LEFT JOIN incidents i
  ON i.matter_id = c.matter_id AND i.incident_no = c.incident_no AND c.is_event
LEFT JOIN weighed w ON w.matter_id = c.matter_id AND w.statement_no = c.statement_no
WHERE c.hand_rel IS NOT NULL
  AND NOT COALESCE(i.is_refuted OR i.is_gone, w.is_gone, FALSE);

CREATE TABLE own_claims AS
WITH events AS (
    SELECT unit_id, is_wide, source_id, origin_id, incident_no, MAX(claimed) AS claimed
    FROM claiming
    WHERE is_event AND is_inside
    GROUP BY unit_id, is_wide, source_id, origin_id, incident_no
),
counts AS (
    SELECT unit_id, is_wide, source_id, origin_id, series_no, claimed, begins_at, ends_at
    FROM claiming
    WHERE NOT is_event AND (is_wide OR is_inside)
),
twice AS (
    SELECT DISTINCT t.unit_id, t.is_wide, t.source_id, t.origin_id, t.series_no, e.incident_no
    FROM counts t
    JOIN claiming e
      ON e.unit_id = t.unit_id AND e.is_wide = t.is_wide AND e.source_id = t.source_id
     AND e.origin_id = t.origin_id AND e.is_event AND e.is_inside
    WHERE e.begins_at < t.ends_at AND t.begins_at < e.ends_at
),
event_sums AS (
    SELECT unit_id, is_wide, source_id, origin_id, CAST(SUM(claimed) AS bigint) AS claimed
    FROM events
    GROUP BY unit_id, is_wide, source_id, origin_id
),
count_sums AS (
    SELECT unit_id, is_wide, source_id, origin_id, series_no,
           CAST(SUM(claimed) AS bigint) AS claimed
    FROM counts
    GROUP BY unit_id, is_wide, source_id, origin_id, series_no
),
twice_sums AS (
    SELECT t.unit_id, t.is_wide, t.source_id, t.origin_id, t.series_no,
           CAST(SUM(e.claimed) AS bigint) AS claimed
    FROM twice t
    JOIN events e
      ON e.unit_id = t.unit_id AND e.is_wide = t.is_wide AND e.source_id = t.source_id
     AND e.origin_id = t.origin_id AND e.incident_no = t.incident_no
    GROUP BY t.unit_id, t.is_wide, t.source_id, t.origin_id, t.series_no
),
each_series AS (
    SELECT unit_id, is_wide, source_id, origin_id, claimed FROM event_sums
    UNION ALL
    SELECT c.unit_id, c.is_wide, c.source_id, c.origin_id,
           c.claimed + COALESCE(e.claimed, 0) - COALESCE(t.claimed, 0)
    FROM count_sums c
    LEFT JOIN event_sums e
      ON e.unit_id = c.unit_id AND e.is_wide = c.is_wide AND e.source_id = c.source_id
     AND e.origin_id = c.origin_id
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
    SELECT unit_id, is_wide, CAST(SUM(claimed) AS bigint) AS claimed
    FROM (
        SELECT unit_id, is_wide, incident_no, MAX(claimed) AS claimed
        FROM claiming
        WHERE is_event
        GROUP BY unit_id, is_wide, incident_no
    ) once
    GROUP BY unit_id, is_wide
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
    LEFT JOIN of_incidents i ON i.unit_id = m.unit_id AND i.is_wide = (k.direction = 2)
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
