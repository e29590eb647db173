-- Station 96: findings, told together.                          SEMANTICS 1.6, 5, 5.1, 5.2, 5.5
--
-- in   params, verdicts, reasons, looked_levels, idle_certain, searches, search_modes,
--      candidates, answers, first_reached
-- out  findings   schema FINDINGS, not in order

-- The first instant from which on n holds at every later one.
CREATE TABLE lasting AS
SELECT c.search_no, MIN(c.ends_at) AS since_at
FROM candidates c
JOIN (
    SELECT c.search_no,
           COALESCE(MAX(a.candidate_no) FILTER (WHERE NOT a.is_reached), 0) AS after_no
    FROM candidates c
    JOIN search_modes m ON m.search_no = c.search_no AND NOT m.is_added_up
    LEFT JOIN answers a ON a.search_no = c.search_no AND a.candidate_no = c.candidate_no
    GROUP BY c.search_no
) r ON r.search_no = c.search_no AND c.candidate_no > r.after_no
GROUP BY c.search_no
UNION ALL
SELECT search_no, since_at FROM first_reached;

-- 4.8.4: the first stretch that breaks a duty on a level.
CREATE TABLE levels_broken AS
SELECT v.due_id, MIN(s.begins_at) AS since_at
FROM verdicts v
JOIN looked_levels s ON s.measure_id = v.measure_id AND s.is_inner
WHERE v.verdict = 'violated'
  AND ((v.op = 2 AND s.certain > v.n_high) OR (v.op = 1 AND s.possible < v.n_low))
GROUP BY v.due_id;

-- 4.9.3: when the time without the act came to n.
CREATE TABLE idle_since AS
SELECT v.due_id, MIN(i.ends_at - (i.reached - v.n_high)) AS since_at
FROM verdicts v
JOIN idle_certain i ON i.measure_id = v.measure_id AND i.reached >= v.n_high
WHERE v.verdict = 'complied' AND v.n_high > 0
GROUP BY v.due_id;

CREATE TABLE told_alone AS
WITH dated AS (
    SELECT v.*,
           CASE WHEN v.verdict = 'complied' AND (v.op = 2 OR v.is_level) THEN v.due_at
                WHEN v.is_level THEN b.since_at
                WHEN v.mode <> 0 THEN i.since_at
                WHEN s.search_no IS NOT NULL THEN COALESCE(l.since_at, v.opens_at) END AS since_at,
           late.since_at AS late_at
    FROM verdicts v
    LEFT JOIN levels_broken b ON b.due_id = v.due_id
    LEFT JOIN idle_since i ON i.due_id = v.due_id
    LEFT JOIN searches s ON s.due_id = v.due_id AND NOT s.is_late
    LEFT JOIN lasting l ON l.search_no = s.search_no
    LEFT JOIN searches t ON t.due_id = v.due_id AND t.is_late
    LEFT JOIN lasting late ON late.search_no = t.search_no
),
-- 1.6: a floor cut short lapses, unless it was complied with by then.
cut AS (
    SELECT d.*,
           CASE WHEN d.op = 1 AND d.cut_at <= p.as_of AND d.opens_at <= p.as_of
                     AND NOT (d.verdict = 'complied'
                              AND COALESCE(d.since_at <= d.cut_at, FALSE))
                THEN 'ended' ELSE d.verdict END AS word
    FROM dated d
    CROSS JOIN params p
)
SELECT c.due_id, c.clause_no, c.reading_no, c.member_id, c.is_group, c.slot, c.op, c.opens_at,
       c.closes_at, c.n_low, c.n_high, c.certain, c.possible, c.alleged, c.mode,
       -- 5.5: where the condition may not hold the duty is at most disputed.
       CASE WHEN c.word = 'violated' AND NOT c.is_certain THEN 'disputed' ELSE c.word END
           AS verdict,
       CASE WHEN c.word = 'violated' AND NOT c.is_certain THEN 'condition'
            WHEN c.word = 'disputed' THEN COALESCE(r.reason, 'uncertain') ELSE '' END AS reason,
       CASE WHEN c.word = 'complied' OR (c.word = 'violated' AND c.is_certain)
            THEN c.since_at END AS since_at,
       CASE WHEN c.word = 'violated' AND c.is_certain THEN c.late_at END AS late_at
FROM cut c
LEFT JOIN reasons r ON r.due_id = c.due_id;

CREATE TABLE findings AS
WITH pinned AS (
    -- 5.1: a group's clause is broken by an act that is no member's.
    SELECT clause_no, reading_no, slot
    FROM told_alone
    WHERE NOT is_group AND verdict = 'violated'
    GROUP BY clause_no, reading_no, slot
),
broken AS (
    -- 5.2: the whole is violated while no single day is.
    SELECT w.clause_no, w.reading_no, w.member_id, w.is_group
    FROM told_alone w
    LEFT JOIN told_alone d
      ON d.clause_no = w.clause_no AND d.reading_no = w.reading_no
     AND d.member_id = w.member_id AND d.is_group = w.is_group AND d.slot <> 'whole'
     AND d.verdict = 'violated'
    WHERE w.slot = 'whole' AND w.verdict = 'violated' AND w.mode IN (0, 2) AND d.due_id IS NULL
    GROUP BY w.clause_no, w.reading_no, w.member_id, w.is_group
),
joined AS (
    SELECT t.*,
           t.is_group AND t.verdict = 'violated' AND g.slot IS NULL AS is_unattributed,
           b.clause_no IS NOT NULL AND t.slot = 'whole' AS is_broken,
           -- What is forbidden was done on a day of which somebody tells it.
           b.clause_no IS NOT NULL AND t.slot <> 'whole' AND t.verdict = 'not verifiable'
               AND (t.op = 1 OR t.alleged > 0) AS may_be_the_day
    FROM told_alone t
    LEFT JOIN pinned g
      ON g.clause_no = t.clause_no AND g.reading_no = t.reading_no AND g.slot = t.slot
    LEFT JOIN broken b
      ON b.clause_no = t.clause_no AND b.reading_no = t.reading_no
     AND b.member_id = t.member_id AND b.is_group = t.is_group
)
SELECT clause_no, reading_no, member_id, is_group, slot, op AS direction, opens_at, closes_at,
       n_low, n_high, certain, possible, alleged,
       CASE WHEN may_be_the_day THEN 'disputed' ELSE verdict END AS verdict,
       CASE WHEN is_broken THEN 'day not known'
            WHEN may_be_the_day THEN 'uncertain'
            WHEN is_unattributed THEN 'not attributed'
            ELSE reason END AS reason,
       since_at AS since, late_at AS late_since
FROM joined;
