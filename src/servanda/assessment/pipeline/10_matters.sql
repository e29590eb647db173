-- Station 10: what is looked at.                                          SEMANTICS 3.2, 4, 5.1
--
-- A matter is what decides how a report is weighed, wherever and whenever it happened: whose hands,
-- in whose interest, which thing, floor or ceiling. Many measures share one matter.
--
-- in   params, measures, rules, rule_triggers, site_parts, filter_things, sides, groups,
--      bearer_hands
-- out  levels          the levels of proof in use: `independent` (2) always, and the standard
--      looked_at       one row per thing looked at: matter columns, site, widest time
--      matters         matter_id and its columns
--      matter_sites    matter x site (parts included), widest time
--      matter_things   matter x thing, relation, whether an event counts its quantity (2.3)
--      hands           bearer x hand, relation, each once (worlds side by side share bearer 0)

CREATE TABLE levels AS
SELECT standard_no AS level_no FROM params
UNION
SELECT 2 AS level_no FROM params;

-- 4.3: a floor may be met late, so it is looked at up to now; rules have no bounds of their own.
CREATE TABLE looked_at AS
SELECT CAST(m.direction AS integer) AS direction,
       m.bearer_id,
       m.any_hand,
       m.bearer_id AS judged_id,
       m.filter_id,
       m.site_id,
       LEAST(m.begins_at, m.may_begin_at) AS begins_at,
       CASE WHEN m.direction = 1 THEN GREATEST(m.ends_at, m.may_end_at, p.as_of)
            ELSE GREATEST(m.ends_at, m.may_end_at) END AS ends_at
FROM measures m
CROSS JOIN params p
UNION ALL
-- 3.2: an order is judged in the interest of who acts, not of who gives leave.
SELECT 1, r.bearer_id, r.any_hand,
       CASE WHEN s.bearer_id IS NULL THEN r.bearer_id ELSE r.member_id END,
       r.filter_id, r.site_id,
       CAST(-1152921504606846976 AS bigint), CAST(1152921504606846976 AS bigint)
FROM rules r
LEFT JOIN (SELECT DISTINCT bearer_id FROM sides) s ON s.bearer_id = r.member_id
UNION ALL
SELECT CASE WHEN r.kind = 3 THEN 2 ELSE 1 END, t.bearer_id, t.any_hand, t.bearer_id,
       t.filter_id, t.site_id,
       CAST(-1152921504606846976 AS bigint), CAST(1152921504606846976 AS bigint)
FROM rule_triggers t
JOIN rules r ON r.rule_id = t.rule_id;

CREATE TABLE matters AS
SELECT CAST(row_number() OVER (ORDER BY l.direction, l.bearer_id, l.any_hand, l.judged_id,
                               l.filter_id) AS bigint) AS matter_id,
       l.direction, l.bearer_id, l.any_hand, l.judged_id, l.filter_id,
       (l.judged_id = 0 OR g.bearer_id IS NOT NULL) AS is_joint
FROM (SELECT DISTINCT direction, bearer_id, any_hand, judged_id, filter_id FROM looked_at) l
LEFT JOIN (SELECT DISTINCT bearer_id FROM groups) g ON g.bearer_id = l.judged_id;

CREATE TABLE matter_sites AS
WITH named AS (
    SELECT m.matter_id, l.site_id, l.begins_at, l.ends_at
    FROM looked_at l
    JOIN matters m
      ON m.direction = l.direction AND m.bearer_id = l.bearer_id AND m.any_hand = l.any_hand
     AND m.judged_id = l.judged_id AND m.filter_id = l.filter_id
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
SELECT m.matter_id, f.thing_id, CAST(f.rel AS integer) AS rel, f.as_count
FROM matters m
JOIN filter_things f ON f.filter_id = m.filter_id;

CREATE TABLE hands AS
SELECT DISTINCT bearer_id, hand_id, CAST(rel AS integer) AS rel FROM bearer_hands;
