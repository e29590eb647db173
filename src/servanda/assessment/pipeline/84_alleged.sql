-- Station 84: the most that is claimed at any standard.                             SEMANTICS 4.6
--
-- in   measure_units, units, matters, children, lies, claims, accounts, weighed, settled,
--      due_terms, params
-- out  own_cells   units that are a cell of themselves
--      asked_units, claiming, counting, counting_runs   units asked; events and tallies that count
--      own_claims   unit x speaker: the most that it claims by itself
--      open_ended   measures that make something due, of which somebody tells without saying how much
--      plain_bounds   measure_id, unit_id, certain, possible (null: unbounded), alleged, is_odd
--
-- Tallies that merely overlap allege against a ceiling (is_wide), never for a floor, and never in a
-- sum of cells.

-- A day that is asked for by itself is its own cell: there the tallies that merely overlap it do not
-- keep its events from being added up (4.2).
CREATE TABLE own_cells AS
SELECT DISTINCT m.unit_id, u.matter_id
FROM measure_units m
JOIN units u ON u.unit_id = m.unit_id
LEFT JOIN (SELECT DISTINCT parent_id FROM children WHERE family = 1) c ON c.parent_id = m.unit_id
WHERE c.parent_id IS NULL;

CREATE TABLE asked_units AS
SELECT DISTINCT m.unit_id, u.matter_id, k.direction = 2 AS is_wide
FROM measure_units m
JOIN units u ON u.unit_id = m.unit_id
JOIN matters k ON k.matter_id = u.matter_id
UNION
SELECT c.child_id, u.matter_id, FALSE
FROM children c
JOIN measure_units m ON m.unit_id = c.parent_id
JOIN units u ON u.unit_id = c.child_id
UNION
SELECT unit_id, matter_id, FALSE FROM own_cells;

-- Not kept: there are several for each claim.
CREATE VIEW claiming AS
SELECT l.unit_id, (l.rel & 1) = 1 AS is_inside, h.position_no, h.incident_no, h.source_id,
       h.origin_id, h.claimed, h.begins_at, h.ends_at, h.is_linked, h.is_told_once
FROM accounts h
JOIN lies l ON l.matter_id = h.matter_id AND l.position_no = h.position_no
WHERE NOT h.is_refuted AND l.unit_id IN (SELECT unit_id FROM asked_units);

CREATE TABLE counting AS
SELECT a.unit_id, a.is_wide, c.source_id, c.origin_id, c.series_no, c.statement_no,
       COALESCE(c.high, c.low) AS claimed, c.low, c.high, c.begins_at, c.ends_at
FROM weighed w
JOIN claims c
  ON c.matter_id = w.matter_id AND c.statement_no = w.statement_no AND c.hand_rel IS NOT NULL
JOIN lies l ON l.matter_id = c.matter_id AND l.position_no = c.position_no
JOIN asked_units a ON a.unit_id = l.unit_id
WHERE NOT w.is_gone AND (a.is_wide OR (l.rel & 1) = 1);

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
-- What nobody tells twice of, position by position.
placed_sums AS (
    SELECT matter_id, position_no, source_id, origin_id, CAST(SUM(claimed) AS bigint) AS claimed,
           MIN(begins_at) AS begins_at, MIN(ends_at) AS ends_at
    FROM accounts
    WHERE NOT is_refuted AND is_told_once
    GROUP BY matter_id, position_no, source_id, origin_id
),
inside_sums AS (
    SELECT l.unit_id, p.position_no, p.source_id, p.origin_id, p.claimed, p.begins_at, p.ends_at
    FROM placed_sums p
    JOIN lies l ON l.matter_id = p.matter_id AND l.position_no = p.position_no
    WHERE (l.rel & 1) = 1 AND l.unit_id IN (SELECT unit_id FROM asked_units)
),
-- What who counts tells of events, too.
told AS (
    SELECT c.unit_id, k.is_wide, c.source_id, c.origin_id, CAST(0 AS bigint) AS incident_no,
           c.position_no, c.claimed, c.begins_at, c.ends_at
    FROM inside_sums c
    JOIN counters k
      ON k.unit_id = c.unit_id AND k.source_id = c.source_id AND k.origin_id = c.origin_id
    UNION ALL
    SELECT c.unit_id, k.is_wide, c.source_id, c.origin_id, c.incident_no, CAST(0 AS bigint),
           c.claimed, c.begins_at, c.ends_at
    FROM claiming c
    JOIN counters k
      ON k.unit_id = c.unit_id AND k.source_id = c.source_id AND k.origin_id = c.origin_id
    WHERE c.is_inside AND NOT c.is_told_once
),
twice AS (
    SELECT DISTINCT t.unit_id, t.is_wide, t.source_id, t.origin_id, r.series_no, t.incident_no,
           t.position_no
    FROM told t
    JOIN counting_runs r
      ON r.unit_id = t.unit_id AND r.is_wide = t.is_wide AND r.source_id = t.source_id
     AND r.origin_id = t.origin_id
    WHERE t.begins_at < r.ends_at AND r.begins_at < t.ends_at
),
once AS (
    SELECT unit_id, is_wide, source_id, origin_id, incident_no, position_no,
           MAX(claimed) AS claimed
    FROM told
    GROUP BY unit_id, is_wide, source_id, origin_id, incident_no, position_no
),
event_sums AS (
    SELECT unit_id, source_id, origin_id, CAST(SUM(claimed) AS bigint) AS claimed
    FROM (
        SELECT unit_id, source_id, origin_id, claimed FROM inside_sums
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
     AND e.position_no = t.position_no
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

-- "Dozens were freed": an act that no report bounds, or a tally with a low above all that are told.
CREATE TABLE open_ended AS
WITH due_units AS (
    SELECT DISTINCT m.unit_id, t.measure_id
    FROM due_terms t
    JOIN measure_units m ON m.measure_id = t.measure_id
),
tops AS (
    SELECT unit_id, MAX(high) AS most FROM counting WHERE NOT is_wide GROUP BY unit_id
)
SELECT d.measure_id
FROM due_units d
JOIN lies l ON l.unit_id = d.unit_id
JOIN accounts a ON a.matter_id = l.matter_id AND a.position_no = l.position_no
WHERE NOT a.is_refuted
GROUP BY d.measure_id, d.unit_id, a.incident_no
HAVING COUNT(a.high) = 0
UNION
SELECT d.measure_id
FROM due_units d
JOIN counting c ON c.unit_id = d.unit_id AND NOT c.is_wide
JOIN tops t ON t.unit_id = c.unit_id
WHERE c.high IS NULL AND (t.most IS NULL OR c.low > t.most);

CREATE TABLE plain_bounds AS
WITH of_speakers AS (
    SELECT unit_id, is_wide, MAX(claimed) AS claimed FROM own_claims GROUP BY unit_id, is_wide
),
of_incidents AS (
    SELECT unit_id, CAST(SUM(claimed) AS bigint) AS claimed
    FROM (
        SELECT l.unit_id, CAST(SUM(a.claimed) AS bigint) AS claimed
        FROM (
            SELECT matter_id, position_no, CAST(SUM(claimed) AS bigint) AS claimed
            FROM accounts
            WHERE NOT is_refuted AND NOT is_linked
            GROUP BY matter_id, position_no
        ) a
        JOIN lies l ON l.matter_id = a.matter_id AND l.position_no = a.position_no
        JOIN (SELECT DISTINCT unit_id FROM measure_units) m ON m.unit_id = l.unit_id
        GROUP BY l.unit_id
        UNION ALL
        SELECT c.unit_id, MAX(c.claimed)
        FROM claiming c
        JOIN (SELECT DISTINCT unit_id FROM measure_units) m ON m.unit_id = c.unit_id
        WHERE c.is_linked
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
           GREATEST(s.at_least, o.claimed, n.claimed, i.claimed, c.claimed) AS most
    FROM measure_units m
    CROSS JOIN params p
    JOIN units u ON u.unit_id = m.unit_id
    JOIN matters k ON k.matter_id = u.matter_id
    JOIN settled s ON s.unit_id = m.unit_id AND s.level_no = p.standard_no
    LEFT JOIN of_speakers o ON o.unit_id = m.unit_id AND o.is_wide = (k.direction = 2)
    LEFT JOIN own_cells w ON w.unit_id = m.unit_id
    LEFT JOIN of_speakers n ON n.unit_id = w.unit_id AND NOT n.is_wide
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
