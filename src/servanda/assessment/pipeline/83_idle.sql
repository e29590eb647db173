-- Station 83: time without an act.                                                    SEMANTICS 4.9
--
-- in   params, measures_asked, measures_now, measure_units, units, windows, matters, matter_things,
--      site_places, looks, remarks, remark_voices, declared, last_words, voices, lies, claims,
--      incidents, weighed, event_inside
-- out  idle_pieces   idle measure x piece of time in which nothing changes: whether it is
--                    certainly, possibly, allegedly without the act
--      idle_bounds   idle measure: certain, possible, alleged, in microseconds; reason of a dispute
--      idle_certain  its certain pieces with what they and those before them add up to
--
-- Every question is a sweep: what begins adds one, what ends takes one away.

CREATE TABLE idle_measures AS
SELECT m.measure_id, m.matter_id, m.site_id, m.mode, u.unit_id
FROM measures_asked m
LEFT JOIN measure_units u ON u.measure_id = m.measure_id
WHERE m.mode IN (2, 3);

CREATE TABLE idle_spans AS
SELECT m.measure_id, m.begins_at AS inner_from, m.ends_at AS inner_to,
       m.may_begin_at AS outer_from, m.may_end_at AS outer_to
FROM measures_asked m
WHERE m.mode IN (2, 3) AND m.windows_id = 0
UNION ALL
SELECT m.measure_id, w.begins_at, w.ends_at, w.may_begin_at, w.may_end_at
FROM measures_asked m
JOIN windows w ON w.measure_id = m.windows_id
WHERE m.mode IN (2, 3) AND m.windows_id <> 0;

-- ---- 4.9.2: when the act was told, by whom, and when it was certainly done ----------------------

CREATE TABLE idle_acts AS
SELECT i.measure_id, c.source_id, c.begins_at, c.ends_at,
       NOT COALESCE(n.is_contested AND NOT n.is_told_well, w.is_contested AND NOT c.is_low_good)
           AS is_act,
       COALESCE(n.is_sound, p.standard_no = 1 OR c.is_low_good) AS is_sound
FROM idle_measures i
CROSS JOIN params p
JOIN lies l ON l.unit_id = i.unit_id
JOIN claims c
  ON c.matter_id = l.matter_id AND c.position_no = l.position_no AND c.hand_rel IS NOT NULL
LEFT JOIN incidents n
  ON n.matter_id = c.matter_id AND n.incident_no = c.incident_no AND c.is_event
LEFT JOIN weighed w ON w.matter_id = c.matter_id AND w.statement_no = c.statement_no
WHERE NOT COALESCE(n.is_gone, w.is_gone) AND (c.is_event OR c.high IS NULL OR c.high <> 0);

CREATE TABLE idle_breaches AS
SELECT measure_id, begins_at, ends_at
FROM (
    SELECT i.measure_id, e.incident_no, MAX(e.begins_at) AS begins_at, MIN(e.ends_at) AS ends_at
    FROM idle_measures i
    JOIN event_inside e ON e.unit_id = i.unit_id AND e.is_certain_now
    GROUP BY i.measure_id, e.incident_no
) shared
WHERE begins_at < ends_at AND ends_at - begins_at <= 3600000000;

-- ---- 4.9.1: who says that there was no act ------------------------------------------------------

CREATE TABLE idle_watches AS
WITH watching AS (
    SELECT i.measure_id, d.source_id, d.begins_at, LEAST(d.ends_at, w.spoken_until, p.as_of)
               AS ends_at
    FROM idle_measures i
    CROSS JOIN params p
    JOIN matter_things t ON t.matter_id = i.matter_id
    JOIN declared d ON d.thing_id = t.thing_id AND d.role = 2
    JOIN site_places s ON s.site_id = i.site_id AND s.place_id = d.place_id
    JOIN last_words w ON w.source_id = d.source_id
    WHERE (t.rel & CAST(s.rel AS integer) & 2) = 2
),
barred AS (
    SELECT i.measure_id, d.source_id, d.begins_at, d.ends_at
    FROM idle_measures i
    JOIN matter_things t ON t.matter_id = i.matter_id
    JOIN declared d ON d.thing_id = t.thing_id AND d.role = 3
    JOIN site_places s ON s.site_id = i.site_id AND s.place_id = d.place_id
    UNION ALL
    SELECT measure_id, source_id, begins_at, ends_at FROM idle_acts
),
turns AS (
    SELECT measure_id, source_id, begins_at AS instant, 1 AS watches, 0 AS bars
    FROM watching WHERE begins_at < ends_at
    UNION ALL
    SELECT measure_id, source_id, ends_at, -1, 0 FROM watching WHERE begins_at < ends_at
    UNION ALL
    SELECT b.measure_id, b.source_id, b.begins_at, 0, 1
    FROM barred b
    JOIN (SELECT DISTINCT measure_id, source_id FROM watching) w
      ON w.measure_id = b.measure_id AND w.source_id = b.source_id
    UNION ALL
    SELECT b.measure_id, b.source_id, b.ends_at, 0, -1
    FROM barred b
    JOIN (SELECT DISTINCT measure_id, source_id FROM watching) w
      ON w.measure_id = b.measure_id AND w.source_id = b.source_id
),
at_instants AS (
    SELECT measure_id, source_id, instant, CAST(SUM(watches) AS bigint) AS watches,
           CAST(SUM(bars) AS bigint) AS bars
    FROM turns
    GROUP BY measure_id, source_id, instant
)
SELECT measure_id, source_id, instant AS begins_at,
       LEAD(instant) OVER in_order AS ends_at,
       CAST(SUM(watches) OVER in_order AS bigint) > 0
           AND CAST(SUM(bars) OVER in_order AS bigint) = 0 AS is_quiet
FROM at_instants
WINDOW in_order AS (PARTITION BY measure_id, source_id ORDER BY instant);

CREATE TABLE idle_claims AS
SELECT i.measure_id, v.source_id, v.origin_id, v.is_high_good, v.is_high_proof, v.is_verified,
       r.begins_at, LEAST(r.ends_at, p.as_of) AS ends_at
FROM idle_measures i
CROSS JOIN params p
JOIN looks k ON k.matter_id = i.matter_id
JOIN remarks r ON r.remark_no = k.remark_no
JOIN remark_voices v ON v.matter_id = k.matter_id AND v.remark_no = k.remark_no
JOIN matter_things t ON t.matter_id = i.matter_id AND t.thing_id = r.thing_id
JOIN site_places s ON s.site_id = i.site_id AND s.place_id = r.place_id
WHERE (t.rel & CAST(s.rel AS integer) & 2) = 2 AND r.about_id = 0
  AND r.begins_at < LEAST(r.ends_at, p.as_of)
UNION ALL
SELECT w.measure_id, v.source_id, v.origin_id, v.is_high_good, v.is_high_proof, v.is_verified,
       w.begins_at, w.ends_at
FROM idle_watches w
JOIN idle_measures i ON i.measure_id = w.measure_id
JOIN matters m ON m.matter_id = i.matter_id
JOIN voices v
  ON v.direction = m.direction AND v.judged_id = m.judged_id AND v.source_id = w.source_id
 AND v.origin_id = w.source_id AND v.voice_kind = 1
WHERE w.is_quiet;

-- ---- one sweep over all ----------------------------------------------------------------------

CREATE TABLE idle_pieces AS
WITH speaker_turns AS (
    SELECT measure_id, source_id, origin_id, begins_at AS instant, 1 AS step
    FROM idle_claims
    JOIN params p ON p.standard_no = 3
    WHERE is_high_proof
    UNION ALL
    SELECT measure_id, source_id, origin_id, ends_at, -1
    FROM idle_claims
    JOIN params p ON p.standard_no = 3
    WHERE is_high_proof
),
speaker_instants AS (
    SELECT measure_id, source_id, origin_id, instant, CAST(SUM(step) AS bigint) AS step
    FROM speaker_turns
    GROUP BY measure_id, source_id, origin_id, instant
),
speaker_counts AS (
    SELECT measure_id, source_id, origin_id, instant AS begins_at,
           LEAD(instant) OVER in_order AS ends_at,
           CAST(SUM(step) OVER in_order AS bigint) AS speaking
    FROM speaker_instants
    WINDOW in_order AS (PARTITION BY measure_id, source_id, origin_id ORDER BY instant)
),
speaker_spans AS (
    SELECT measure_id, source_id, origin_id, source_id <> origin_id AS is_relay, begins_at,
           ends_at
    FROM speaker_counts
    WHERE speaking > 0
),
-- When two origins speak; of two relays neither has it from the other (3.3.1).
spans_of_two AS (
    SELECT a.measure_id, GREATEST(a.begins_at, b.begins_at) AS begins_at,
           LEAST(a.ends_at, b.ends_at) AS ends_at
    FROM speaker_spans a
    JOIN speaker_spans b
      ON b.measure_id = a.measure_id AND a.origin_id < b.origin_id
     AND a.begins_at < b.ends_at AND b.begins_at < a.ends_at
     AND NOT (a.is_relay AND b.is_relay
              AND (a.origin_id = b.source_id OR b.origin_id = a.source_id))
),
claim_spans AS (
    SELECT measure_id, begins_at, ends_at,
           1 AS anyone, CASE WHEN is_high_good THEN 1 ELSE 0 END AS good,
           CASE WHEN is_verified THEN 1 ELSE 0 END AS verified
    FROM idle_claims
),
turns AS (
    SELECT measure_id, begins_at AS instant, anyone, good, verified, 0 AS twos, 0 AS acts,
           0 AS sound_acts, 0 AS breaches, 0 AS inners, 0 AS outers
    FROM claim_spans
    UNION ALL
    SELECT measure_id, ends_at, -anyone, -good, -verified, 0, 0, 0, 0, 0, 0 FROM claim_spans
    UNION ALL
    SELECT measure_id, begins_at, 0, 0, 0, 1, 0, 0, 0, 0, 0 FROM spans_of_two
    UNION ALL
    SELECT measure_id, ends_at, 0, 0, 0, -1, 0, 0, 0, 0, 0 FROM spans_of_two
    UNION ALL
    SELECT measure_id, begins_at, 0, 0, 0, 0, 1, CASE WHEN is_sound THEN 1 ELSE 0 END, 0, 0, 0
    FROM idle_acts WHERE is_act
    UNION ALL
    SELECT measure_id, ends_at, 0, 0, 0, 0, -1, CASE WHEN is_sound THEN -1 ELSE 0 END, 0, 0, 0
    FROM idle_acts WHERE is_act
    UNION ALL
    SELECT measure_id, begins_at, 0, 0, 0, 0, 0, 0, 1, 0, 0 FROM idle_breaches
    UNION ALL
    SELECT measure_id, ends_at, 0, 0, 0, 0, 0, 0, -1, 0, 0 FROM idle_breaches
    UNION ALL
    SELECT measure_id, inner_from, 0, 0, 0, 0, 0, 0, 0, 1, 0 FROM idle_spans
    WHERE inner_from < inner_to
    UNION ALL
    SELECT measure_id, inner_to, 0, 0, 0, 0, 0, 0, 0, -1, 0 FROM idle_spans
    WHERE inner_from < inner_to
    UNION ALL
    SELECT measure_id, outer_from, 0, 0, 0, 0, 0, 0, 0, 0, 1 FROM idle_spans
    WHERE outer_from < outer_to
    UNION ALL
    SELECT measure_id, outer_to, 0, 0, 0, 0, 0, 0, 0, 0, -1 FROM idle_spans
    WHERE outer_from < outer_to
),
at_instants AS (
    SELECT measure_id, instant,
           CAST(SUM(anyone) AS bigint) AS anyone,
           CAST(SUM(good) AS bigint) AS good,
           CAST(SUM(verified) AS bigint) AS verified,
           CAST(SUM(twos) AS bigint) AS twos,
           CAST(SUM(acts) AS bigint) AS acts,
           CAST(SUM(sound_acts) AS bigint) AS sound_acts,
           CAST(SUM(breaches) AS bigint) AS breaches,
           CAST(SUM(inners) AS bigint) AS inners,
           CAST(SUM(outers) AS bigint) AS outers
    FROM turns
    GROUP BY measure_id, instant
),
running AS (
    SELECT measure_id, instant AS begins_at, LEAD(instant) OVER in_order AS ends_at,
           CAST(SUM(anyone) OVER in_order AS bigint) AS anyone,
           CAST(SUM(good) OVER in_order AS bigint) AS good,
           CAST(SUM(verified) OVER in_order AS bigint) AS verified,
           CAST(SUM(twos) OVER in_order AS bigint) AS twos,
           CAST(SUM(acts) OVER in_order AS bigint) AS acts,
           CAST(SUM(sound_acts) OVER in_order AS bigint) AS sound_acts,
           CAST(SUM(breaches) OVER in_order AS bigint) AS breaches,
           CAST(SUM(inners) OVER in_order AS bigint) AS inners,
           CAST(SUM(outers) OVER in_order AS bigint) AS outers
    FROM at_instants
    WINDOW in_order AS (PARTITION BY measure_id ORDER BY instant)
),
read_pieces AS (
    SELECT r.measure_id, r.begins_at, r.ends_at, r.ends_at - r.begins_at AS size,
           CASE p.standard_no WHEN 1 THEN anyone > 0 WHEN 2 THEN good > 0
                              WHEN 3 THEN verified > 0 OR twos > 0 ELSE verified > 0 END
               AS is_proved,
           anyone > 0 AS is_claimed, acts > 0 AS is_act, breaches > 0 AS is_breach,
           inners > 0 AS is_inner, outers > 0 AS is_outer,
           sound_acts > 0 AND CASE p.standard_no WHEN 1 THEN anyone > 0 ELSE good > 0 END
               AS is_contradicted
    FROM running r
    CROSS JOIN params p
    WHERE r.ends_at IS NOT NULL
)
SELECT measure_id, begins_at, ends_at, size,
       is_proved AND is_inner AND NOT is_act AS is_certain,
       is_outer AND NOT is_breach AS is_possible,
       is_claimed AND is_outer AND NOT is_breach AS is_alleged,
       is_outer AND is_contradicted AS is_contradicted,
       is_outer AND is_claimed AND NOT is_proved AS is_unproved
FROM read_pieces;

CREATE TABLE idle_runs AS
WITH numbered AS (
    SELECT measure_id, begins_at, ends_at, size, is_certain, is_possible, is_alleged,
           CAST(SUM(CASE WHEN is_certain THEN 0 ELSE 1 END) OVER in_order AS bigint) AS certain_no,
           CAST(SUM(CASE WHEN is_possible THEN 0 ELSE 1 END) OVER in_order AS bigint)
               AS possible_no,
           CAST(SUM(CASE WHEN is_alleged THEN 0 ELSE 1 END) OVER in_order AS bigint) AS alleged_no
    FROM idle_pieces
    WINDOW in_order AS (PARTITION BY measure_id ORDER BY begins_at)
)
SELECT measure_id, 1 AS bound, certain_no AS run_no, MIN(begins_at) AS begins_at,
       MAX(ends_at) AS ends_at, CAST(SUM(size) AS bigint) AS size
FROM numbered WHERE is_certain GROUP BY measure_id, certain_no
UNION ALL
SELECT measure_id, 2, possible_no, MIN(begins_at), MAX(ends_at), CAST(SUM(size) AS bigint)
FROM numbered WHERE is_possible GROUP BY measure_id, possible_no
UNION ALL
SELECT measure_id, 3, alleged_no, MIN(begins_at), MAX(ends_at), CAST(SUM(size) AS bigint)
FROM numbered WHERE is_alleged GROUP BY measure_id, alleged_no;

CREATE TABLE idle_certain AS
SELECT r.measure_id, r.ends_at,
       CASE WHEN m.mode = 3 THEN r.size
            ELSE CAST(SUM(r.size) OVER (PARTITION BY r.measure_id ORDER BY r.begins_at) AS bigint)
       END AS reached
FROM idle_runs r
JOIN idle_measures m ON m.measure_id = r.measure_id
WHERE r.bound = 1;

CREATE TABLE idle_bounds AS
WITH sizes AS (
    SELECT r.measure_id, r.bound,
           CASE WHEN m.mode = 3 THEN MAX(r.size) ELSE CAST(SUM(r.size) AS bigint) END AS size
    FROM idle_runs r
    JOIN idle_measures m ON m.measure_id = r.measure_id
    GROUP BY r.measure_id, r.bound, m.mode
),
told AS (
    SELECT measure_id, bool_or(is_contradicted) AS is_contradicted,
           bool_or(is_unproved) AS is_unproved
    FROM idle_pieces
    GROUP BY measure_id
)
SELECT m.measure_id, m.unit_id,
       COALESCE(MAX(s.size) FILTER (WHERE s.bound = 1), 0) AS certain,
       COALESCE(MAX(s.size) FILTER (WHERE s.bound = 2), 0) AS possible,
       GREATEST(COALESCE(MAX(s.size) FILTER (WHERE s.bound = 1), 0),
                COALESCE(MAX(s.size) FILTER (WHERE s.bound = 3), 0)) AS alleged,
       CASE WHEN t.is_contradicted THEN 'contradicted' WHEN t.is_unproved THEN 'alleged'
            ELSE 'uncertain' END AS reason
FROM idle_measures m
LEFT JOIN sizes s ON s.measure_id = m.measure_id
LEFT JOIN told t ON t.measure_id = m.measure_id
GROUP BY m.measure_id, m.unit_id, t.is_contradicted, t.is_unproved;
