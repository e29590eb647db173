-- Station 10: what is looked at.                                     SEMANTICS 3.2, 4, 4.8, 5.1
--
-- A matter is what decides how a report is weighed, wherever and whenever it happened: whose hands,
-- in whose interest, which thing, floor or ceiling, acts or levels. Many measures share one matter.
--
-- in   params, measures, duties, rules, rule_triggers, site_parts, filter_things, sides, groups,
--      bearer_hands, days
-- out  levels          the levels of proof in use: `independent` (2) always, and the standard
--      looked_at       one row per thing looked at: matter columns, site, widest time
--      matters         matter_id and its columns; keeps_time: instants of single acts matter in it
--      matter_sites    matter x site (parts included), widest time
--      matter_things   matter x thing, relation, whether an event counts its quantity (2.3) and a
--                      tally of it proves one occurrence only (2.3.1)
--      hands           bearer x hand, relation, each once (worlds side by side share bearer 0)
--      civil_days, civil_hours   days numbered from 0; the hours that each touches; date_key: in
--                      order of date, months being 31 apart
--      rule_matters    rules with the matter of what must be given
--      triggers        rule_triggers with a number and a matter

CREATE TABLE levels AS
SELECT standard_no AS level_no FROM params
UNION
SELECT 2 AS level_no FROM params;

-- 4.3: a floor may be met late, so it is looked at up to now; rules have no bounds of their own.
-- 4.9: time without an act is judged as of a prohibition of the act.
CREATE TABLE looked_at AS
SELECT CASE WHEN m.mode IN (2, 3) THEN 2 ELSE CAST(m.direction AS integer) END AS direction,
       m.mode = 1 AS is_level,
       -- 1.6: of a floor cut short it matters since when it is met.
       m.mode <> 0 OR c.measure_id IS NOT NULL AS keeps_time,
       m.bearer_id,
       m.any_hand,
       m.bearer_id AS judged_id,
       m.filter_id,
       m.site_id,
       LEAST(m.begins_at, m.may_begin_at) AS begins_at,
       CASE WHEN m.direction = 1 AND m.mode = 0 THEN GREATEST(m.ends_at, m.may_end_at, p.as_of)
            ELSE GREATEST(m.ends_at, m.may_end_at) END AS ends_at
FROM measures m
CROSS JOIN params p
LEFT JOIN (
    SELECT DISTINCT d.measure_id
    FROM duties d
    CROSS JOIN params p
    WHERE d.op = 1 AND d.cut_at <= p.as_of
) c ON c.measure_id = m.measure_id
UNION ALL
-- 3.2: an order is judged in the interest of who acts, not of who gives leave.
SELECT CASE WHEN r.kind = 4 OR (r.kind IN (2, 5) AND r.op = 2) OR r.mode IN (2, 3) THEN 2
            ELSE 1 END,
       r.mode = 1, TRUE, r.bearer_id, r.any_hand,
       CASE WHEN s.bearer_id IS NULL THEN r.bearer_id ELSE r.member_id END,
       r.filter_id, r.site_id,
       CAST(-1152921504606846976 AS bigint), CAST(1152921504606846976 AS bigint)
FROM rules r
LEFT JOIN (SELECT DISTINCT bearer_id FROM sides) s ON s.bearer_id = r.member_id
UNION ALL
SELECT CASE WHEN r.kind = 3 THEN 2 ELSE 1 END, FALSE, TRUE, t.bearer_id, t.any_hand,
       t.bearer_id, t.filter_id, t.site_id,
       CAST(-1152921504606846976 AS bigint), CAST(1152921504606846976 AS bigint)
FROM rule_triggers t
JOIN rules r ON r.rule_id = t.rule_id;

CREATE TABLE matters AS
SELECT CAST(row_number() OVER (ORDER BY l.direction, l.is_level, l.bearer_id, l.any_hand,
                               l.judged_id, l.filter_id) AS bigint) AS matter_id,
       l.direction, l.is_level, l.bearer_id, l.any_hand, l.judged_id, l.filter_id, l.keeps_time,
       (l.judged_id = 0 OR g.bearer_id IS NOT NULL) AS is_joint
FROM (
    SELECT direction, is_level, bearer_id, any_hand, judged_id, filter_id,
           bool_or(keeps_time) AS keeps_time
    FROM looked_at
    GROUP BY direction, is_level, bearer_id, any_hand, judged_id, filter_id
) l
LEFT JOIN (SELECT DISTINCT bearer_id FROM groups) g ON g.bearer_id = l.judged_id;

CREATE TABLE matter_sites AS
WITH named AS (
    SELECT m.matter_id, l.site_id, l.begins_at, l.ends_at
    FROM looked_at l
    JOIN matters m
      ON m.direction = l.direction AND m.bearer_id = l.bearer_id AND m.any_hand = l.any_hand
     AND m.judged_id = l.judged_id AND m.filter_id = l.filter_id AND m.is_level = l.is_level
),
every AS (
    SELECT matter_id, site_id, begins_at, ends_at FROM named
    UNION ALL
    SELECT n.matter_id, s.part_site_id, n.begins_at, n.ends_at
    FROM named n
    JOIN site_parts s ON s.site_id = n.site_id
)
SELECT matter_id, site_id, MIN(begins_at) AS begins_at, MAX(ends_at) AS ends_at
FROM every
GROUP BY matter_id, site_id;

CREATE TABLE matter_things AS
SELECT m.matter_id, f.thing_id, CAST(f.rel AS integer) AS rel, f.as_count, f.other_unit
FROM matters m
JOIN filter_things f ON f.filter_id = m.filter_id;

CREATE TABLE hands AS
SELECT DISTINCT bearer_id, hand_id, CAST(rel AS integer) AS rel FROM bearer_hands;

CREATE TABLE civil_days AS
SELECT CAST(row_number() OVER (ORDER BY begins_at) - 1 AS integer) AS day_no,
       day_no AS known_as, begins_at, ends_at,
       CAST(SUBSTRING(slot, 1, 4) AS integer) * 372 + CAST(SUBSTRING(slot, 6, 2) AS integer) * 31
           + CAST(SUBSTRING(slot, 9, 2) AS integer) AS date_key
FROM days;

-- mod() is the one division that all engines do alike; an instant and a day meet in an hour.
CREATE TABLE civil_hours AS
SELECT d.day_no, d.begins_at, d.ends_at,
       d.begins_at - mod(d.begins_at, 3600000000) + n.k * CAST(3600000000 AS bigint) AS hour_at
FROM civil_days d
CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14),
            (15), (16), (17), (18), (19), (20), (21), (22), (23), (24), (25), (26)) AS n(k)
WHERE d.begins_at - mod(d.begins_at, 3600000000) + n.k * CAST(3600000000 AS bigint) < d.ends_at;

-- ---- rules that call duties into being (5.3) ----------------------------------------------------

CREATE TABLE rule_matters AS
SELECT r.rule_id, CAST(r.kind AS integer) AS kind, m.direction, CAST(r.mode AS integer) AS mode,
       r.site_id, r.opens_at, r.closes_at, r.limit_us, r.limit_days, r.limit_months, r.same_about,
       m.matter_id
FROM rules r
LEFT JOIN (SELECT DISTINCT bearer_id FROM sides) s ON s.bearer_id = r.member_id
JOIN matters m
  ON m.direction = CASE WHEN r.kind = 4 OR (r.kind IN (2, 5) AND r.op = 2) OR r.mode IN (2, 3)
                        THEN 2 ELSE 1 END
 AND m.bearer_id = r.bearer_id AND m.any_hand = r.any_hand
 AND m.filter_id = r.filter_id AND m.is_level = (r.mode = 1)
 AND m.judged_id = CASE WHEN s.bearer_id IS NULL THEN r.bearer_id ELSE r.member_id END;

CREATE TABLE triggers AS
SELECT CAST(row_number() OVER (ORDER BY t.rule_id, t.bearer_id, t.any_hand, t.filter_id, t.site_id,
                               t.num, t.den, t.beyond, t.at_least) AS bigint) AS trigger_no,
       t.rule_id, CAST(r.kind AS integer) AS kind, t.site_id, r.opens_at, r.closes_at,
       t.num, t.den, t.beyond, t.at_least, m.matter_id
FROM rule_triggers t
JOIN rules r ON r.rule_id = t.rule_id
JOIN matters m
  ON m.direction = CASE WHEN r.kind = 3 THEN 2 ELSE 1 END AND m.bearer_id = t.bearer_id
 AND m.any_hand = t.any_hand AND m.filter_id = t.filter_id AND m.judged_id = t.bearer_id
 AND NOT m.is_level;
