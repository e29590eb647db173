-- Station 88: why a finding is disputed.                          SEMANTICS 5, after the tables
--
-- in   verdicts, looked_levels, idle_bounds, units, children, matters, lies, claims,
--      accounts, incidents, weighed, own_claims, own_cells, settled,
--      params
-- out  reasons   due x the first reason that holds: alleged, contradicted, hand unknown,
--                uncertain, exception claimed
--
-- Every incident that may fall in the duty and every tally that counts for what is alleged is a
-- piece; a piece that is plainly certain gives no reason.

-- 4.8.4: of a level the stretches are asked that make the dispute.
CREATE TABLE disputed AS
SELECT v.due_id, v.unit_id, v.certain, v.is_odd
FROM verdicts v
WHERE v.verdict = 'disputed' AND v.mode = 0
UNION ALL
SELECT v.due_id, s.unit_id, s.certain, s.is_odd
FROM verdicts v
JOIN looked_levels s ON s.measure_id = v.measure_id
WHERE v.verdict = 'disputed'
  AND ((v.op = 2 AND s.alleged > v.n_low)
       OR (v.op = 1 AND (v.n_high IS NULL OR s.certain < v.n_high)));

CREATE TABLE disputed_units AS
SELECT DISTINCT d.unit_id, k.direction = 2 AS is_wide, d.certain, d.is_odd
FROM disputed d
JOIN units u ON u.unit_id = d.unit_id
JOIN matters k ON k.matter_id = u.matter_id;

CREATE TABLE incident_pieces AS
WITH met AS (
    SELECT l.unit_id, l.matter_id, h.incident_no,
           COUNT(*) FILTER (WHERE h.is_high_good) AS good_reports,
           bool_or(h.is_above) AS is_above,
           COUNT(*) FILTER (WHERE (l.rel & 1) = 1) = 0
               OR COUNT(*) FILTER (WHERE h.high IS NULL) > 0
               OR MAX(h.high) > MAX(h.low) FILTER (WHERE (l.rel & 1) = 1) AS is_open
    FROM (SELECT DISTINCT unit_id FROM disputed_units) d
    JOIN lies l ON l.unit_id = d.unit_id
    JOIN accounts h
      ON h.matter_id = l.matter_id AND h.position_no = l.position_no AND NOT h.is_refuted
    GROUP BY l.unit_id, l.matter_id, h.incident_no
)
SELECT m.unit_id,
       -- Good reports that put it elsewhere. Where one names others only, it has a rival.
       i.is_contested OR i.has_rival OR (i.reports > 1 AND m.good_reports < i.good_reports)
           OR m.is_above AS is_contradicted,
       i.is_proved, i.is_named_now, i.is_pleaded, m.is_open
FROM met m
JOIN incidents i ON i.matter_id = m.matter_id AND i.incident_no = m.incident_no;

CREATE TABLE reasons AS
WITH speakers_above AS (
    -- 5.0.1: who claims more than `certain`, of the whole or of a day, part or cell.
    SELECT d.unit_id, o.source_id, o.origin_id
    FROM disputed_units d
    JOIN own_claims o
      ON o.unit_id = d.unit_id AND o.is_wide = d.is_wide AND o.claimed > d.certain
    UNION
    SELECT d.unit_id, o.source_id, o.origin_id
    FROM disputed_units d
    CROSS JOIN params p
    JOIN children c ON c.parent_id = d.unit_id
    JOIN settled s ON s.unit_id = c.child_id AND s.level_no = p.standard_no
    JOIN own_claims o
      ON o.unit_id = c.child_id AND NOT o.is_wide AND o.claimed > s.certain
    UNION
    SELECT d.unit_id, o.source_id, o.origin_id
    FROM disputed_units d
    JOIN own_cells c ON c.unit_id = d.unit_id
    JOIN own_claims o ON o.unit_id = d.unit_id AND NOT o.is_wide AND o.claimed > d.certain
),
of_incidents AS (
    SELECT unit_id,
           CASE WHEN is_contradicted THEN 'contradicted'
                WHEN NOT is_proved THEN 'alleged'
                WHEN NOT is_named_now THEN 'hand unknown'
                WHEN is_open THEN 'uncertain'
                WHEN is_pleaded THEN 'exception claimed'
                ELSE '' END AS reason
    FROM incident_pieces
),
of_tallies AS (
    SELECT l.unit_id,
           CASE WHEN w.is_contested THEN 'contradicted'
                WHEN NOT CASE p.standard_no WHEN 1 THEN TRUE WHEN 2 THEN c.is_low_good
                                            ELSE c.is_verified END
                THEN CASE WHEN a.unit_id IS NOT NULL THEN 'alleged' ELSE '' END
                WHEN (c.hand_rel & 1) = 0 THEN 'hand unknown'
                WHEN c.high IS NULL OR c.high <> c.low OR (l.rel & 1) = 0 THEN 'uncertain'
                WHEN w.is_pleaded THEN 'exception claimed'
                ELSE '' END AS reason
    FROM disputed_units d
    CROSS JOIN params p
    JOIN lies l ON l.unit_id = d.unit_id
    JOIN claims c ON c.matter_id = l.matter_id AND c.position_no = l.position_no
    JOIN weighed w
      ON w.matter_id = c.matter_id AND w.statement_no = c.statement_no AND NOT w.is_gone
    LEFT JOIN speakers_above a
      ON a.unit_id = d.unit_id AND a.source_id = c.source_id AND a.origin_id = c.origin_id
    WHERE NOT c.is_event AND (d.is_wide OR (l.rel & 1) = 1)
),
every AS (
    SELECT unit_id, reason FROM of_incidents
    UNION ALL
    SELECT unit_id, reason FROM of_tallies
    UNION ALL
    SELECT unit_id, CASE WHEN is_odd THEN 'contradicted' ELSE '' END FROM disputed_units
)
SELECT d.due_id,
       CASE WHEN bool_or(reason = 'contradicted') THEN 'contradicted'
            WHEN bool_or(reason = 'alleged') THEN 'alleged'
            WHEN bool_or(reason = 'hand unknown') THEN 'hand unknown'
            WHEN bool_or(reason = 'uncertain') THEN 'uncertain'
            WHEN bool_or(reason = 'exception claimed') THEN 'exception claimed'
            ELSE 'uncertain' END AS reason
FROM disputed d
JOIN every e ON e.unit_id = d.unit_id
GROUP BY d.due_id
UNION ALL
SELECT v.due_id, i.reason
FROM verdicts v
JOIN idle_bounds i ON i.measure_id = v.measure_id
WHERE v.verdict = 'disputed';
