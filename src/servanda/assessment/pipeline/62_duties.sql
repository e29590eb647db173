-- Station 62: all measures and all duties, and where each claim lies.           SEMANTICS 4, 5
--
-- in   params, measures, duties, duty_terms, rules, called, called_abouts, triggers, rule_matters,
--      matters, claims, spots, civil_hours
-- out  measures_asked   what is measured; is_level: stretch by stretch (64)
--      dues           every duty: n, period, measure; one finding each
--      due_terms      shares of n: due x measure
--      placed         position of claims x site: relation of thing and place, the local day it
--                     lies in, if one
--
-- Ids of called duties and of their measures follow those of the agreement.

-- 4.3: for prohibitions and ceilings d is read up to now.
CREATE TABLE measures_asked AS
WITH top AS (
    SELECT (SELECT COALESCE(MAX(measure_id), 0) FROM measures)
               + (SELECT COALESCE(MAX(called_no), 0) FROM called) AS of_answers,
           (SELECT COALESCE(MAX(measure_id), 0) FROM measures) AS of_measures,
           (SELECT COALESCE(MAX(called_no), 0) FROM called) AS of_called
)
SELECT m.measure_id, k.matter_id, m.site_id, CAST(0 AS bigint) AS about_key,
       CASE WHEN m.windowed THEN m.measure_id ELSE 0 END AS windows_id,
       m.begins_at, CASE WHEN m.direction = 2 THEN LEAST(m.ends_at, p.as_of) ELSE m.ends_at END
           AS ends_at,
       m.may_begin_at,
       CASE WHEN m.direction = 2 THEN LEAST(m.may_end_at, p.as_of) ELSE m.may_end_at END
           AS may_end_at,
       CASE WHEN m.direction = 2 THEN p.as_of ELSE CAST(1152921504606846976 AS bigint) END
           AS until_at,
       k.is_level, CAST(m.mode AS integer) AS mode
FROM measures m
CROSS JOIN params p
JOIN matters k
  ON k.direction = CASE WHEN m.mode IN (2, 3) THEN 2 ELSE m.direction END
 AND k.is_level = (m.mode = 1) AND k.bearer_id = m.bearer_id AND k.any_hand = m.any_hand
 AND k.judged_id = m.bearer_id AND k.filter_id = m.filter_id
UNION ALL
SELECT t.of_measures + c.called_no, r.matter_id, r.site_id,
       CASE WHEN a.called_no IS NULL THEN 0 ELSE c.called_no END, 0,
       COALESCE(c.inner_begins_at, r.opens_at),
       LEAST(COALESCE(c.inner_ends_at, c.slot_no), u.until_at),
       COALESCE(c.outer_begins_at, r.opens_at),
       LEAST(COALESCE(c.outer_ends_at, c.slot_no), u.until_at),
       u.until_at, r.mode = 1, r.mode
FROM called c
CROSS JOIN top t
JOIN rule_matters r ON r.rule_id = c.rule_id
JOIN (
    SELECT 1 AS direction, CAST(1152921504606846976 AS bigint) AS until_at
    UNION ALL
    SELECT 2, as_of FROM params
) u ON u.direction = CASE WHEN r.mode IN (2, 3) THEN 1 ELSE r.direction END
LEFT JOIN (SELECT DISTINCT called_no FROM called_abouts) a ON a.called_no = c.called_no
UNION ALL
SELECT t.of_answers + (g.trigger_no - 1) * t.of_called + c.called_no, g.matter_id, g.site_id, 0, 0,
       g.opens_at, c.trigger_ended_at, g.opens_at, c.trigger_ended_at,
       CAST(1152921504606846976 AS bigint), FALSE, 0
FROM called c
CROSS JOIN top t
JOIN triggers g ON g.rule_id = c.rule_id
WHERE c.kind IN (1, 4);

CREATE TABLE dues AS
WITH top AS (
    SELECT (SELECT COALESCE(MAX(measure_id), 0) FROM measures) AS of_measures,
           (SELECT COALESCE(MAX(duty_id), 0) FROM duties) AS of_duties
)
SELECT d.duty_id AS due_id, d.clause_no, d.reading_no, d.member_id, d.is_group, d.slot,
       d.measure_id, CAST(d.op AS integer) AS op, d.n_low, d.n_high, d.asked_measure_id,
       d.opens_at, d.closes_at, d.cut_at, d.is_certain, d.slot = '' AS may_be_late,
       0 AS rule_kind
FROM duties d
UNION ALL
SELECT t.of_duties + c.called_no, r.clause_no, r.reading_no, r.member_id, FALSE,
       CASE WHEN c.kind IN (2, 3) THEN concat('trigger:', c.slot_no)
            ELSE concat('check:', c.slot_no) END,
       t.of_measures + c.called_no, a.op,
       CASE WHEN c.kind IN (1, 4) THEN NULL WHEN c.is_sure OR a.op = 2 THEN r.n_low
            ELSE CAST(0 AS bigint) END,
       CASE WHEN c.kind IN (1, 4) THEN NULL ELSE r.n_high END,
       CAST(0 AS bigint),
       CASE WHEN c.kind IN (2, 5) THEN c.outer_begins_at ELSE r.opens_at END,
       CASE WHEN c.kind IN (1, 4) THEN c.slot_no ELSE c.outer_ends_at END,
       -- 1.6, 5.3.5: what comes due after the end lapses with it.
       CASE WHEN c.kind IN (1, 2) AND a.op = 1
                 AND COALESCE(c.outer_ends_at, c.slot_no) > r.lapses_at
            THEN r.lapses_at END,
       r.is_certain AND (a.op = 1 OR COALESCE(c.is_sure, TRUE)), FALSE, c.kind
FROM called c
CROSS JOIN top t
JOIN rules r ON r.rule_id = c.rule_id
JOIN (
    SELECT rule_id, CASE WHEN kind = 4 OR (kind IN (2, 5) AND op = 2) THEN 2 ELSE 1 END AS op
    FROM rules
) a ON a.rule_id = r.rule_id;

CREATE TABLE due_terms AS
WITH top AS (
    SELECT (SELECT COALESCE(MAX(measure_id), 0) FROM measures)
               + (SELECT COALESCE(MAX(called_no), 0) FROM called) AS of_answers,
           (SELECT COALESCE(MAX(called_no), 0) FROM called) AS of_called,
           (SELECT COALESCE(MAX(duty_id), 0) FROM duties) AS of_duties
)
SELECT d.duty_id AS due_id, d.measure_id, d.num, d.den, d.beyond, d.rounds_up, 0 AS rule_kind
FROM duty_terms d
UNION ALL
SELECT t.of_duties + c.called_no, t.of_answers + (g.trigger_no - 1) * t.of_called + c.called_no,
       g.num, g.den, g.beyond, FALSE, g.kind
FROM called c
CROSS JOIN top t
JOIN triggers g ON g.rule_id = c.rule_id
WHERE c.kind IN (1, 4);

-- What is of one position lies alike to whatever is asked, so any of its claims stands for all.
CREATE TABLE positions AS
SELECT matter_id, position_no, MIN(thing_id) AS thing_id, MIN(place_id) AS place_id,
       MIN(begins_at) AS begins_at, MIN(ends_at) AS ends_at, MIN(about_id) AS about_id
FROM claims
GROUP BY matter_id, position_no;

-- A claim answers to `any` matter (about_key -1) and, where replies must name one, to its own.
CREATE TABLE placed AS
SELECT q.*, h.day_no
FROM (
    SELECT c.matter_id, s.site_id, c.position_no, s.rel, c.begins_at, c.ends_at,
           CAST(-1 AS bigint) AS about_no
    FROM positions c
    JOIN spots s
      ON s.matter_id = c.matter_id AND s.thing_id = c.thing_id AND s.place_id = c.place_id
    UNION ALL
    SELECT c.matter_id, s.site_id, c.position_no, s.rel, c.begins_at, c.ends_at, c.about_id
    FROM positions c
    JOIN spots s
      ON s.matter_id = c.matter_id AND s.thing_id = c.thing_id AND s.place_id = c.place_id
    JOIN (SELECT DISTINCT matter_id FROM rule_matters WHERE same_about) r
      ON r.matter_id = c.matter_id
) q
LEFT JOIN civil_hours h
  ON h.hour_at = q.begins_at - mod(q.begins_at, 3600000000)
 AND h.begins_at <= q.begins_at AND q.ends_at <= h.ends_at;
