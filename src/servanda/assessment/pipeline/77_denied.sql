-- Station 77: what is told soundly of a unit, but contested.                       SEMANTICS 4.5.3
--
-- in   lies, claims, incidents, weighed, params
-- out  denied   unit x its contested incidents together, and unit x contested tally inside it: low
--               and high (null: unknown) that `possible` must leave room for
--
-- Sound: proved at `independent`, at `claimed` by anybody.

CREATE TABLE denied AS
WITH told AS (
    SELECT l.unit_id, c.incident_no, MAX(c.low) AS low,
           CASE WHEN COUNT(c.high) = COUNT(*) THEN MAX(c.high) END AS high
    FROM incidents i
    JOIN claims c
      ON c.matter_id = i.matter_id AND c.incident_no = i.incident_no AND c.is_event
     AND c.hand_rel IS NOT NULL
    JOIN lies l ON l.matter_id = c.matter_id AND l.position_no = c.position_no
    WHERE i.is_contested AND NOT i.is_refuted AND NOT i.is_gone AND i.is_sound
    GROUP BY l.unit_id, c.incident_no
)
SELECT unit_id, CAST(SUM(low) AS bigint) AS low,
       CASE WHEN COUNT(high) = COUNT(*) THEN CAST(SUM(high) AS bigint) END AS high
FROM told
GROUP BY unit_id
UNION ALL
SELECT l.unit_id, c.low, c.high
FROM weighed w
CROSS JOIN params p
JOIN claims c
  ON c.matter_id = w.matter_id AND c.statement_no = w.statement_no AND c.hand_rel IS NOT NULL
JOIN lies l ON l.matter_id = c.matter_id AND l.position_no = c.position_no
WHERE w.is_contested AND NOT w.is_gone AND (l.rel & 1) = 1
  AND (p.standard_no = 1 OR c.is_low_good);
