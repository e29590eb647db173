-- Station 21: calls for replies and notices that nothing tells apart: which, and what each rests on.
--                                                                       SEMANTICS 5.3, 2.7, 4.1
--
-- in   params, rules, rule_windows, rule_matters, triggers, measures, matters, matter_things,
--      matter_sites, sources, sides, own_hands (10), apart, pairs (05), topics, chained (12),
--      topic_matters, spots, comments, glanced_topics, aimed, linked, marked, let_off, facts (20)
-- out  bulk_topics    topics whose events stations 21 answer for
--      plain_rules    rules whose calls are compared; rule_reach: rule x matter
--      heeded_topics  topics that bear on plain rules
--      called_reports, called_looks   what is told of them, but for pairs; looks at such things
--      speaker_kinds  topic x speaker: those of one number stand alike to all that is asked
--      told_matters, looked_matters, told_pairs   matters with what is told of each; a view of pairs
--
-- A reply must name the matter that its trigger named (same_about), so the reports of one matter,
-- its trigger and its reply, are judged by themselves. Two matters are alike if their reports stand
-- alike to the bearer, the act and the place, are told by sources of one kind, have figures alike,
-- and their times lie in one order: among themselves, with the limit added, and to all days and
-- instants that the rule knows. Only plain matters are compared: one trigger, at most one reply and
-- one look that saw none, nothing linked, marked, denied or ruled on; rules with a limit of hours,
-- where all name their matter and nobody counts. All else is kept.
--
-- An index has the two reports of most such matters side by side (pairs); those need not be brought
-- together here, and no table has a row for each of them.

-- ---- which rules, and where ---------------------------------------------------------------------

CREATE TABLE rule_reach AS
SELECT rule_id, matter_id, FALSE AS is_trigger FROM rule_matters
UNION
SELECT rule_id, matter_id, TRUE FROM triggers;

CREATE TABLE called_topics AS
SELECT t.topic_no, t.thing_id, t.place_id, t.hand_id, t.is_open, bool_or(r.is_trigger) AS is_trigger,
       bool_or(NOT r.is_trigger) AS is_reply
FROM topics t
JOIN topic_matters x ON x.topic_no = t.topic_no
JOIN rule_reach r ON r.matter_id = x.matter_id
GROUP BY t.topic_no, t.thing_id, t.place_id, t.hand_id, t.is_open;

CREATE TABLE called_looks AS
SELECT c.remark_no, c.source_id, c.origin_id, c.begins_at, c.ends_at, c.hand_id, c.thing_id,
       c.place_id, c.about_id, c.is_level, c.is_marked,
       CAST(dense_rank() OVER (ORDER BY c.thing_id, c.place_id, c.hand_id, c.source_id, c.origin_id,
                                        c.is_level, c.is_marked) AS bigint) AS kind_no
FROM comments c
JOIN (
    SELECT DISTINCT m.thing_id
    FROM matter_things m
    JOIN rule_reach r ON r.matter_id = m.matter_id
) t ON t.thing_id = c.thing_id
WHERE c.stance = 3;

-- Matters of which somebody counts, or of which a report or a look may concern them all.
CREATE TABLE open_matters AS
SELECT x.matter_id
FROM called_topics t
JOIN topic_matters x ON x.topic_no = t.topic_no
WHERE t.is_open
UNION
SELECT m.matter_id
FROM (SELECT DISTINCT thing_id FROM called_looks WHERE about_id = 0) k
JOIN matter_things m ON m.thing_id = k.thing_id
UNION
-- 3.4: who saw none of what a report tells of denies it.
SELECT x.matter_id
FROM glanced_topics g
JOIN called_topics t ON t.topic_no = g.topic_no
JOIN topic_matters x ON x.topic_no = t.topic_no;

CREATE TABLE plain_rules AS
SELECT r.rule_id, CAST(r.kind AS integer) AS kind, r.limit_us, r.opens_at, r.closes_at, r.lapses_at
FROM rules r
LEFT JOIN (
    SELECT DISTINCT x.rule_id
    FROM rule_reach x
    JOIN open_matters o ON o.matter_id = x.matter_id
) o ON o.rule_id = r.rule_id
LEFT JOIN (SELECT DISTINCT rule_id FROM rule_windows) w ON w.rule_id = r.rule_id
WHERE r.kind IN (2, 3) AND r.op = 1 AND r.mode = 0 AND r.same_about AND NOT r.whole_day
  AND r.limit_us IS NOT NULL AND r.limit_days IS NULL AND r.limit_clock_us IS NULL
  AND r.limit_months IS NULL AND o.rule_id IS NULL AND w.rule_id IS NULL;

CREATE TABLE asked_else AS
SELECT k.matter_id
FROM measures m
JOIN matters k
  ON k.direction = CASE WHEN m.mode IN (2, 3) THEN 2 ELSE m.direction END
 AND k.is_level = (m.mode = 1) AND k.bearer_id = m.bearer_id AND k.any_hand = m.any_hand
 AND k.judged_id = m.bearer_id AND k.filter_id = m.filter_id
UNION
SELECT x.matter_id
FROM rule_reach x
LEFT JOIN plain_rules p ON p.rule_id = x.rule_id
WHERE p.rule_id IS NULL;

-- Topics of which nothing else is asked, and things that were looked for for nothing else.
CREATE TABLE bulk_topics AS
SELECT t.topic_no
FROM topic_matters x
JOIN (SELECT topic_no FROM called_topics WHERE NOT (is_trigger AND is_reply)) t
  ON t.topic_no = x.topic_no
LEFT JOIN asked_else e ON e.matter_id = x.matter_id
GROUP BY t.topic_no
HAVING COUNT(e.matter_id) = 0 AND COUNT(*) <= 3;

CREATE TABLE bulk_things AS
SELECT m.thing_id
FROM matter_things m
LEFT JOIN asked_else e ON e.matter_id = m.matter_id
GROUP BY m.thing_id
HAVING COUNT(e.matter_id) = 0;

-- Topics that bear on plain rules; the others do not bear on what is compared here.
CREATE TABLE heeded_topics AS
SELECT t.topic_no, t.thing_id, t.place_id, t.hand_id, t.is_trigger,
       b.topic_no IS NOT NULL AS is_bulk
FROM called_topics t
JOIN (
    SELECT DISTINCT x.topic_no
    FROM topic_matters x
    JOIN rule_reach r ON r.matter_id = x.matter_id
    JOIN plain_rules p ON p.rule_id = r.rule_id
) k ON k.topic_no = t.topic_no
LEFT JOIN bulk_topics b ON b.topic_no = t.topic_no;

CREATE TABLE called_reports AS
SELECT s.report_no, s.source_id, s.origin_id, s.recorded_at, s.begins_at, s.ends_at, s.series_id,
       s.low, s.high, s.about_id, s.holds_us, t.topic_no, t.is_trigger, t.is_bulk
FROM apart s
JOIN heeded_topics t
  ON t.thing_id = s.thing_id AND t.place_id = s.place_id AND t.hand_id = s.hand_id
CROSS JOIN params p
LEFT JOIN chained c ON c.report_no = s.report_no
WHERE s.stance = 1 AND s.usable_at <= p.as_of AND COALESCE(c.is_standing, NOT s.withdrawn)
  AND s.thing_id IN (SELECT thing_id FROM heeded_topics);

-- ---- what all reports of a topic and a speaker have in common -----------------------------------

-- Up to three numbers are known by their count, least, greatest and sum.
CREATE TABLE speaker_kinds AS
WITH spoken AS (
    SELECT DISTINCT s.topic_no, s.source_id, s.origin_id
    FROM (
        SELECT topic_no, source_id, origin_id FROM called_reports WHERE is_bulk
        UNION ALL
        SELECT a_topic_no, a_source_id, a_origin_id FROM pairs
        UNION ALL
        SELECT b_topic_no, b_source_id, b_origin_id FROM pairs
    ) s
    JOIN bulk_topics b ON b.topic_no = s.topic_no
),
reached AS (
    SELECT t.topic_no, s.matter_id, COUNT(*) AS spots, MIN(s.site_id * 4 + s.rel) AS least_spot,
           MAX(s.site_id * 4 + s.rel) AS most_spot,
           CAST(SUM(s.site_id * 4 + s.rel) AS bigint) AS all_spots,
           MIN(CASE WHEN n.sites <= 3 THEN 0 ELSE t.topic_no END) AS topic_key
    FROM bulk_topics b
    JOIN topics t ON t.topic_no = b.topic_no
    JOIN spots s ON s.thing_id = t.thing_id AND s.place_id = t.place_id
    JOIN (SELECT matter_id, COUNT(*) AS sites FROM matter_sites GROUP BY matter_id) n
      ON n.matter_id = s.matter_id
    GROUP BY t.topic_no, s.matter_id
),
standings AS (
    SELECT p.topic_no, p.source_id, p.origin_id, x.matter_id, x.thing_rel, x.as_count, x.other_unit,
           x.hand_rel, c.spots, c.least_spot, c.most_spot, c.all_spots, c.topic_key,
           COALESCE(CAST(s.side AS integer), 3) AS source_side,
           COALESCE(CAST(o.side AS integer), 3) AS origin_side,
           p.source_id = p.origin_id AS is_first_hand, COALESCE(v.is_monitor, FALSE) AS is_monitor,
           y.source_id IS NOT NULL AS is_own_source, z.source_id IS NOT NULL AS is_own_origin
    FROM spoken p
    JOIN topics t ON t.topic_no = p.topic_no
    JOIN topic_matters x ON x.topic_no = p.topic_no
    JOIN reached c ON c.topic_no = p.topic_no AND c.matter_id = x.matter_id
    JOIN matters m ON m.matter_id = x.matter_id
    LEFT JOIN sides s ON s.bearer_id = m.judged_id AND s.source_id = p.source_id
    LEFT JOIN sides o ON o.bearer_id = m.judged_id AND o.source_id = p.origin_id
    LEFT JOIN sources v ON v.source_id = p.source_id
    LEFT JOIN own_hands y ON y.source_id = p.source_id AND y.hand_id = t.hand_id
    LEFT JOIN own_hands z ON z.source_id = p.origin_id AND z.hand_id = t.hand_id
),
numbered AS (
    SELECT topic_no, source_id, origin_id,
           dense_rank() OVER (
               ORDER BY matter_id, thing_rel, as_count, other_unit, hand_rel, spots, least_spot,
                        most_spot, all_spots, topic_key, source_side, origin_side, is_first_hand,
                        is_monitor, is_own_source, is_own_origin) AS standing_no
    FROM standings
),
sets AS (
    SELECT topic_no, source_id, origin_id, COUNT(*) AS members, MIN(standing_no) AS least,
           MAX(standing_no) AS most, CAST(SUM(standing_no) AS bigint) AS together
    FROM numbered
    GROUP BY topic_no, source_id, origin_id
)
SELECT s.topic_no, s.source_id, s.origin_id, h.is_trigger,
       CAST(dense_rank() OVER (ORDER BY s.members, s.least, s.most, s.together) AS bigint)
           AS kind_no
FROM sets s
JOIN heeded_topics h ON h.topic_no = s.topic_no;

-- ---- matters, and which of them are plain -------------------------------------------------------

CREATE TABLE looked_matters AS
SELECT k.about_id, COUNT(*) AS looks,
       bool_and(t.thing_id IS NOT NULL AND NOT k.is_level) AS is_plain,
       MIN(k.kind_no) AS kind_no, MIN(k.begins_at) AS begins_at, MIN(k.ends_at) AS ends_at
FROM called_looks k
LEFT JOIN bulk_things t ON t.thing_id = k.thing_id
GROUP BY k.about_id;

CREATE TABLE told_matters AS
SELECT r.about_id, COUNT(*) AS reports, COUNT(*) FILTER (WHERE r.is_trigger) AS triggers,
       bool_and(k.kind_no IS NOT NULL AND l.report_no IS NULL AND d.report_no IS NULL)
           AS is_plain,
       MIN(r.report_no) FILTER (WHERE r.is_trigger) AS trigger_no,
       MIN(r.topic_no) FILTER (WHERE r.is_trigger) AS trigger_topic_no,
       MIN(k.kind_no) FILTER (WHERE r.is_trigger) AS trigger_kind,
       MIN(k.kind_no) FILTER (WHERE NOT r.is_trigger) AS reply_kind,
       MIN(r.begins_at) FILTER (WHERE r.is_trigger) AS begins_at,
       MIN(r.ends_at) FILTER (WHERE r.is_trigger) AS ends_at,
       MIN(r.begins_at) FILTER (WHERE NOT r.is_trigger) AS reply_begins_at,
       MIN(r.ends_at) FILTER (WHERE NOT r.is_trigger) AS reply_ends_at,
       MIN(r.low) FILTER (WHERE r.is_trigger) AS low,
       MIN(r.high) FILTER (WHERE r.is_trigger) AS high,
       MIN(r.low) FILTER (WHERE NOT r.is_trigger) AS reply_low,
       MIN(r.high) FILTER (WHERE NOT r.is_trigger) AS reply_high
FROM called_reports r
LEFT JOIN speaker_kinds k
  ON k.topic_no = r.topic_no AND k.source_id = r.source_id AND k.origin_id = r.origin_id
LEFT JOIN linked l ON l.report_no = r.report_no
LEFT JOIN (
    SELECT report_no FROM marked
    UNION
    SELECT report_no FROM aimed
    UNION
    SELECT report_no FROM let_off
    UNION
    SELECT report_no FROM facts
) d ON d.report_no = r.report_no
GROUP BY r.about_id;

-- Pairs as a matter and what may answer it, either way round.
CREATE VIEW told_pairs AS
SELECT about_id, a_topic_no AS topic_no, a_source_id AS source_id, a_origin_id AS origin_id,
       a_begins_at AS begins_at, a_ends_at AS ends_at, a_low AS low, a_high AS high,
       b_topic_no AS reply_topic_no, b_source_id AS reply_source_id,
       b_origin_id AS reply_origin_id, b_begins_at AS reply_begins_at, b_ends_at AS reply_ends_at,
       b_low AS reply_low, b_high AS reply_high
FROM pairs
UNION ALL
SELECT about_id, b_topic_no, b_source_id, b_origin_id, b_begins_at, b_ends_at, b_low, b_high,
       a_topic_no, a_source_id, a_origin_id, a_begins_at, a_ends_at, a_low, a_high
FROM pairs;
