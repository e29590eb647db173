-- Station 86: verdicts by themselves; since, groups and wholes come later.          SEMANTICS 5
--
-- in   params, dues, due_terms, bounds, open_ended, measures_asked
-- out  verdicts   due x its n, bounds and verdict before 1.6, 5.1, 5.2 and 5.5
--
-- n is a number, what triggers make due (5.3, 5.4: full multiples only), or what was asked.

CREATE TABLE verdicts AS
WITH shares AS (
    SELECT t.due_id, t.num, t.den,
           GREATEST(0, b.least - t.beyond) AS low_over,
           -- Of a whole that nobody bounds a share is unknown; so is the most that a ceiling or a
           -- balance allows for other acts (5.3.11), and what is owed for something of which nothing
           -- is said, but in an exchange. So is what is owed for "dozens".
           CASE WHEN b.most IS NULL
                     AND (t.rounds_up OR o.measure_id IS NOT NULL OR (t.rule_kind <> 1 AND d.op = 2)
                          OR (t.rule_kind <> 1 AND b.most_alleged = 0)) THEN NULL
                ELSE GREATEST(0, GREATEST(b.least, COALESCE(b.most, b.most_alleged)) - t.beyond)
           END AS high_over,
           -- 5.3.9: a share is of the product, rounded up for a floor.
           t.rounds_up, CASE WHEN d.op = 1 THEN t.den - 1 ELSE 0 END AS lifted
    FROM due_terms t
    JOIN dues d ON d.due_id = t.due_id
    JOIN bounds b ON b.measure_id = t.measure_id
    LEFT JOIN open_ended o ON o.measure_id = t.measure_id
),
amounts AS (
    SELECT due_id,
           CAST(SUM(CASE WHEN rounds_up
                         THEN CAST((num * low_over + lifted
                                    - mod(num * low_over + lifted, den)) / den AS bigint)
                         ELSE num * CAST((low_over - mod(low_over, den)) / den AS bigint) END)
                AS bigint) AS n_low,
           CASE WHEN COUNT(high_over) = COUNT(*) THEN
           CAST(SUM(CASE WHEN rounds_up
                         THEN CAST((num * high_over + lifted
                                    - mod(num * high_over + lifted, den)) / den AS bigint)
                         ELSE num * CAST((high_over - mod(high_over, den)) / den AS bigint) END)
                AS bigint) END AS n_high
    FROM shares
    GROUP BY due_id
),
wanted AS (
    SELECT d.due_id, d.clause_no, d.reading_no, d.member_id, d.is_group, d.slot, d.measure_id, d.op,
           CASE WHEN a.due_id IS NOT NULL THEN a.n_low ELSE d.n_low END AS n_low,
           CASE WHEN a.due_id IS NOT NULL THEN a.n_high ELSE d.n_high END AS n_high,
           d.asked_measure_id, d.opens_at, d.closes_at, d.cut_at, d.is_certain, d.may_be_late,
           d.rule_kind
    FROM dues d
    LEFT JOIN amounts a ON a.due_id = d.due_id
),
asked AS (
    SELECT w.due_id, w.clause_no, w.reading_no, w.member_id, w.is_group, w.slot, w.measure_id, w.op,
           CASE WHEN q.measure_id IS NULL OR w.n_low IS NULL THEN w.n_low
                ELSE LEAST(w.n_low, q.certain) END AS n_low,
           CASE WHEN q.measure_id IS NULL OR w.n_low IS NULL THEN w.n_high
                ELSE LEAST(w.n_high, q.possible) END AS n_high,
           w.opens_at, w.closes_at,
           -- 4.8.4: a duty on a level that is cut short is judged up to the cut.
           CASE WHEN m.is_level THEN LEAST(w.closes_at, w.cut_at) ELSE w.closes_at END AS due_at,
           CASE WHEN m.is_level THEN NULL ELSE w.cut_at END AS cut_at,
           w.is_certain, w.may_be_late, m.is_level, m.mode, b.unit_id,
           b.certain, b.possible, b.alleged, b.is_odd
    FROM wanted w
    JOIN bounds b ON b.measure_id = w.measure_id
    JOIN measures_asked m ON m.measure_id = w.measure_id
    LEFT JOIN bounds q ON q.measure_id = w.asked_measure_id
    -- 5.3: an exchange of which nothing is due is no duty.
    WHERE w.rule_kind <> 1 OR w.n_high IS NULL OR w.n_high > 0
)
SELECT a.*,
       CASE WHEN p.as_of < a.opens_at THEN 'pending'
            WHEN a.n_low IS NULL AND p.as_of < a.due_at THEN 'pending'
            WHEN a.n_low IS NULL THEN 'not verifiable'
            WHEN a.op = 1 THEN
                CASE WHEN a.certain >= a.n_high AND (NOT a.is_level OR p.as_of >= a.due_at)
                     THEN 'complied'
                     WHEN a.is_level AND a.possible < a.n_low THEN 'violated'
                     WHEN p.as_of < a.due_at THEN 'pending'
                     WHEN a.possible < a.n_low THEN 'violated'
                     -- Where nobody said anything there is nothing to dispute.
                     WHEN a.alleged >= a.n_low
                          AND NOT (a.alleged = 0 AND (a.possible IS NULL
                                                      OR a.possible >= a.n_high))
                     THEN 'disputed'
                     ELSE 'not verifiable' END
            ELSE
                CASE WHEN a.certain > a.n_high THEN 'violated'
                     WHEN a.alleged > a.n_low THEN 'disputed'
                     WHEN p.as_of < a.due_at THEN 'pending'
                     WHEN a.possible IS NULL OR a.possible > a.n_low THEN 'not verifiable'
                     ELSE 'complied' END
       END AS verdict
FROM asked a
CROSS JOIN params p;
