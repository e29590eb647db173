-- Station 21: calls for replies and notices that nothing tells apart are looked at once.
--                                                                       SEMANTICS 5.3, 2.7, 4.1
--
-- in   params, rules, rule_windows, rule_matters, triggers, measures, matters, sources, sides,
--      own_hands, civil_days, civil_hours (10), apart, pairs (05), topics, chained (12),
--      topic_matters, spots, comments, glanced_topics, aimed, linked, marked, let_off, facts (20)
-- out  bulk_topics    topics whose events this station answers for
--      bulk_kept      of these, the events that are looked at
--      idle_looks     looks that saw none and need not be looked at
--      call_weights   trigger incident x for how many it stands
--
-- A reply must name the matter that its trigger named (same_about), so the reports of one matter,
-- its trigger and its reply, are judged by themselves. Two matters are alike if their reports stand
-- alike to the bearer, the act and the place, are told by sources of one kind, have figures alike,
-- and their times lie in one order: among themselves, with the limit added, and to all days and
-- instants that the rule knows. Of alike matters one is kept. Only the plain ones are compared: one
-- trigger, at most one reply and one look that saw none, nothing linked, marked, denied or ruled
-- on; rules with a limit of hours, where all name their matter and nobody counts. All else is kept.
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
       dense_rank() OVER (ORDER BY c.thing_id, c.place_id, c.hand_id, c.source_id, c.origin_id,
                                   c.is_level, c.is_marked) AS kind_no
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
-- 3.4: who saw none of what a report tells of denies it, whatever matter either names.
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

-- ---- the order of their times -------------------------------------------------------------------

-- Hours without a border inside; rank_no: how many borders come before or with the hour.
CREATE TABLE call_hours AS
WITH borders AS (
    SELECT opens_at AS border_at FROM plain_rules
    UNION
    SELECT closes_at FROM plain_rules
    UNION
    SELECT lapses_at FROM plain_rules WHERE lapses_at IS NOT NULL
    UNION
    SELECT as_of FROM params
    UNION
    SELECT begins_at FROM civil_days
    UNION
    SELECT ends_at FROM civil_days
),
border_hours AS (
    SELECT border_at - mod(border_at, 3600000000) AS hour_at, COUNT(*) AS borders,
           bool_or(mod(border_at, 3600000000) = 0) AS is_edge,
           bool_or(mod(border_at, 3600000000) <> 0) AS is_cut
    FROM borders
    GROUP BY border_at - mod(border_at, 3600000000)
)
SELECT hour_at, rank_no, is_edge
FROM (
    SELECT h.hour_at, COALESCE(b.is_edge, FALSE) AS is_edge, COALESCE(b.is_cut, FALSE) AS is_cut,
           CAST(COALESCE(SUM(b.borders) OVER (ORDER BY h.hour_at
                                              ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
                         0) AS bigint) AS rank_no
    FROM (SELECT DISTINCT hour_at FROM civil_hours) h
    LEFT JOIN border_hours b ON b.hour_at = h.hour_at
) ranked
WHERE NOT is_cut;

CREATE TABLE looked_times AS
SELECT k.about_id, k.is_plain AND k.looks = 1 AS is_plain, k.kind_no, k.begins_at, k.ends_at,
       g.rank_no * 2 + CAST(g.is_edge AND k.begins_at > g.hour_at AS integer) AS begins_in,
       h.rank_no * 2 + CAST(h.is_edge AND k.ends_at > h.hour_at AS integer) AS ends_in
FROM looked_matters k
LEFT JOIN call_hours g
  ON g.hour_at = k.begins_at - mod(k.begins_at, 3600000000) AND g.hour_at <= k.begins_at
LEFT JOIN call_hours h
  ON h.hour_at = k.ends_at - mod(k.ends_at, 3600000000) AND h.hour_at <= k.ends_at;

-- What is compared of each plain matter that calls for something; -1: none, or not known.
CREATE VIEW plain_calls AS
SELECT m.about_id, m.trigger_topic_no AS topic_no, m.trigger_kind,
       COALESCE(m.reply_kind, 0) AS reply_kind, COALESCE(k.kind_no, 0) AS look_kind,
       m.begins_at, m.ends_at, COALESCE(m.reply_begins_at, m.begins_at) AS reply_begins_at,
       COALESCE(m.reply_ends_at, m.ends_at) AS reply_ends_at,
       k.begins_at AS look_begins_at, k.ends_at AS look_ends_at,
       CASE WHEN k.about_id IS NULL THEN 0 ELSE k.begins_in END AS look_begins_in,
       CASE WHEN k.about_id IS NULL THEN 0 ELSE k.ends_in END AS look_ends_in,
       m.low, COALESCE(m.high, -1) AS high, COALESCE(m.reply_low, -1) AS reply_low,
       COALESCE(m.reply_high, -1) AS reply_high
FROM told_matters m
LEFT JOIN looked_times k ON k.about_id = m.about_id
WHERE m.is_plain AND m.triggers = 1 AND m.reports <= 2 AND COALESCE(k.is_plain, TRUE)
UNION ALL
SELECT p.about_id, p.topic_no, k.kind_no, COALESCE(r.kind_no, 0), 0, p.begins_at, p.ends_at,
       CASE WHEN r.kind_no IS NULL THEN p.begins_at ELSE p.reply_begins_at END,
       CASE WHEN r.kind_no IS NULL THEN p.ends_at ELSE p.reply_ends_at END,
       CAST(NULL AS bigint), CAST(NULL AS bigint), 0, 0, p.low, COALESCE(p.high, -1),
       CASE WHEN r.kind_no IS NULL THEN -1 ELSE p.reply_low END,
       CASE WHEN r.kind_no IS NULL THEN -1 ELSE COALESCE(p.reply_high, -1) END
FROM told_pairs p
JOIN speaker_kinds k
  ON k.topic_no = p.topic_no AND k.source_id = p.source_id AND k.origin_id = p.origin_id
LEFT JOIN speaker_kinds r
  ON r.topic_no = p.reply_topic_no AND r.source_id = p.reply_source_id
 AND r.origin_id = p.reply_origin_id
LEFT JOIN heeded_topics h ON h.topic_no = p.reply_topic_no
WHERE k.is_trigger AND (h.topic_no IS NULL OR (h.is_bulk AND NOT h.is_trigger));

-- rules: how many call because of it.
CREATE TABLE calling AS
SELECT c.topic_no, p.rule_id, CASE WHEN p.kind = 3 THEN -p.limit_us ELSE p.limit_us END AS lead_us,
       COUNT(*) OVER (PARTITION BY c.topic_no) AS rules
FROM (
    SELECT DISTINCT x.topic_no, r.rule_id
    FROM topic_matters x
    JOIN rule_reach r ON r.matter_id = x.matter_id AND r.is_trigger
) c
JOIN plain_rules p ON p.rule_id = c.rule_id;

CREATE VIEW called_times AS
WITH timed AS (
    SELECT m.about_id, c.rule_id, c.rules, m.trigger_kind, m.reply_kind, m.look_kind, m.begins_at,
           m.ends_at, m.begins_at + c.lead_us AS due_from, m.ends_at + c.lead_us AS due_to,
           m.reply_begins_at, m.reply_ends_at, m.look_begins_at, m.look_ends_at,
           m.look_begins_in, m.look_ends_in,
           LEAST(m.low, n.enough) AS low, LEAST(m.high, n.enough) AS high,
           LEAST(m.reply_low, n.enough) AS reply_low, LEAST(m.reply_high, n.enough) AS reply_high
    FROM plain_calls m
    JOIN calling c ON c.topic_no = m.topic_no
    CROSS JOIN (
        SELECT GREATEST(COALESCE(MAX(r.n_low), 0), COALESCE(MAX(r.n_high), 0),
                        COALESCE(MAX(t.at_least), 0)) + 1 AS enough
        FROM rules r
        LEFT JOIN rule_triggers t ON t.rule_id = r.rule_id
    ) n
)
SELECT t.*,
       t.begins_at - mod(t.begins_at, 3600000000) AS begins_hour,
       t.ends_at - mod(t.ends_at, 3600000000) AS ends_hour,
       t.due_from - mod(t.due_from, 3600000000) AS due_from_hour,
       t.due_to - mod(t.due_to, 3600000000) AS due_to_hour,
       t.reply_begins_at - mod(t.reply_begins_at, 3600000000) AS reply_begins_hour,
       t.reply_ends_at - mod(t.reply_ends_at, 3600000000) AS reply_ends_hour
FROM timed t;

-- order_code: of each two instants which is earlier, in threes. Where an instant lies: twice the
-- rank, and one more behind an edge; null where a border lies in the hour.
CREATE VIEW each_call AS
SELECT t.about_id, t.rule_id, t.rules, t.trigger_kind, t.reply_kind, t.look_kind, t.low, t.high,
       t.reply_low, t.reply_high,
       (CAST(t.reply_begins_at >= t.begins_at AS integer)
               + CAST(t.reply_begins_at > t.begins_at AS integer))
           + 3 * (CAST(t.reply_begins_at >= t.ends_at AS integer)
               + CAST(t.reply_begins_at > t.ends_at AS integer))
           + 9 * (CAST(t.reply_begins_at >= t.due_from AS integer)
               + CAST(t.reply_begins_at > t.due_from AS integer))
           + 27 * (CAST(t.reply_begins_at >= t.due_to AS integer)
               + CAST(t.reply_begins_at > t.due_to AS integer))
           + 81 * (CAST(t.reply_ends_at >= t.begins_at AS integer)
               + CAST(t.reply_ends_at > t.begins_at AS integer))
           + 243 * (CAST(t.reply_ends_at >= t.ends_at AS integer)
               + CAST(t.reply_ends_at > t.ends_at AS integer))
           + 729 * (CAST(t.reply_ends_at >= t.due_from AS integer)
               + CAST(t.reply_ends_at > t.due_from AS integer))
           + 2187 * (CAST(t.reply_ends_at >= t.due_to AS integer)
               + CAST(t.reply_ends_at > t.due_to AS integer))
           + 6561 * (CAST(t.ends_at >= t.due_from AS integer)
               + CAST(t.ends_at > t.due_from AS integer))
           + 19683 * (CAST(t.begins_at >= t.due_to AS integer)
               + CAST(t.begins_at > t.due_to AS integer)) AS order_code,
       CASE WHEN t.look_kind = 0 THEN 0
            ELSE (CAST(t.look_begins_at >= t.begins_at AS integer)
                   + CAST(t.look_begins_at > t.begins_at AS integer))
               + 3 * (CAST(t.look_begins_at >= t.ends_at AS integer)
                   + CAST(t.look_begins_at > t.ends_at AS integer))
               + 9 * (CAST(t.look_begins_at >= t.due_from AS integer)
                   + CAST(t.look_begins_at > t.due_from AS integer))
               + 27 * (CAST(t.look_begins_at >= t.due_to AS integer)
                   + CAST(t.look_begins_at > t.due_to AS integer))
               + 81 * (CAST(t.look_ends_at >= t.begins_at AS integer)
                   + CAST(t.look_ends_at > t.begins_at AS integer))
               + 243 * (CAST(t.look_ends_at >= t.ends_at AS integer)
                   + CAST(t.look_ends_at > t.ends_at AS integer))
               + 729 * (CAST(t.look_ends_at >= t.due_from AS integer)
                   + CAST(t.look_ends_at > t.due_from AS integer))
               + 2187 * (CAST(t.look_ends_at >= t.due_to AS integer)
                   + CAST(t.look_ends_at > t.due_to AS integer)) END AS look_code,
       a.rank_no * 2 + CAST(a.is_edge AND t.begins_at > a.hour_at AS integer) AS begins_in,
       b.rank_no * 2 + CAST(b.is_edge AND t.ends_at > b.hour_at AS integer) AS ends_in,
       c.rank_no * 2 + CAST(c.is_edge AND t.due_from > c.hour_at AS integer) AS due_from_in,
       d.rank_no * 2 + CAST(d.is_edge AND t.due_to > d.hour_at AS integer) AS due_to_in,
       e.rank_no * 2 + CAST(e.is_edge AND t.reply_begins_at > e.hour_at AS integer)
           AS reply_begins_in,
       f.rank_no * 2 + CAST(f.is_edge AND t.reply_ends_at > f.hour_at AS integer) AS reply_ends_in,
       t.look_begins_in, t.look_ends_in,
       a.rank_no + b.rank_no + c.rank_no + d.rank_no + e.rank_no + f.rank_no + t.look_begins_in
           + t.look_ends_in IS NULL AS is_cut
FROM called_times t
LEFT JOIN call_hours a ON a.hour_at = t.begins_hour AND a.hour_at <= t.begins_at
LEFT JOIN call_hours b ON b.hour_at = t.ends_hour AND b.hour_at <= t.ends_at
LEFT JOIN call_hours c ON c.hour_at = t.due_from_hour AND c.hour_at <= t.due_from
LEFT JOIN call_hours d ON d.hour_at = t.due_to_hour AND d.hour_at <= t.due_to
LEFT JOIN call_hours e ON e.hour_at = t.reply_begins_hour AND e.hour_at <= t.reply_begins_at
LEFT JOIN call_hours f ON f.hour_at = t.reply_ends_hour AND f.hour_at <= t.reply_ends_at;

-- ---- alike --------------------------------------------------------------------------------------

-- Where one rule calls, a matter has one shape, and alike ones become one row. What lies across a
-- border, or calls for more than one reply, has rows of its own.
CREATE TABLE call_shapes AS
SELECT MIN(about_id) AS about_id, COUNT(*) AS calls, rule_id, rules, is_cut, trigger_kind,
       reply_kind, look_kind, low, high, reply_low, reply_high, order_code, look_code, begins_in,
       ends_in, due_from_in, due_to_in, reply_begins_in, reply_ends_in,
       look_begins_in, look_ends_in
FROM each_call
GROUP BY rule_id, rules, is_cut, trigger_kind, reply_kind, look_kind, low, high, reply_low,
         reply_high, order_code, look_code, begins_in, ends_in, due_from_in, due_to_in,
         reply_begins_in, reply_ends_in, look_begins_in, look_ends_in,
         CASE WHEN is_cut OR rules > 1 THEN about_id ELSE 0 END;

-- What a trigger calls for by two rules or three is a set of classes.
CREATE TABLE call_classes AS
SELECT CAST(row_number() OVER (ORDER BY rule_id, trigger_kind, reply_kind, look_kind, low, high,
                               reply_low, reply_high, order_code, look_code, begins_in, ends_in,
                               due_from_in, due_to_in, reply_begins_in, reply_ends_in,
                               look_begins_in, look_ends_in) AS bigint) AS class_no, c.*
FROM (
    SELECT DISTINCT rule_id, trigger_kind, reply_kind, look_kind, low, high, reply_low, reply_high,
           order_code, look_code, begins_in, ends_in, due_from_in, due_to_in, reply_begins_in,
           reply_ends_in, look_begins_in, look_ends_in
    FROM call_shapes
    WHERE rules > 1 AND NOT is_cut
) c;

CREATE TABLE call_sets AS
SELECT s.about_id, COUNT(*) AS members, COUNT(c.class_no) AS known, MIN(c.class_no) AS least,
       MAX(c.class_no) AS most, CAST(SUM(c.class_no) AS bigint) AS together
FROM call_shapes s
LEFT JOIN call_classes c
  ON c.rule_id = s.rule_id AND c.trigger_kind = s.trigger_kind AND c.reply_kind = s.reply_kind
 AND c.look_kind = s.look_kind AND c.low = s.low AND c.high = s.high
 AND c.reply_low = s.reply_low AND c.reply_high = s.reply_high AND c.order_code = s.order_code
 AND c.look_code = s.look_code AND c.begins_in = s.begins_in AND c.ends_in = s.ends_in
 AND c.due_from_in = s.due_from_in AND c.due_to_in = s.due_to_in
 AND c.reply_begins_in = s.reply_begins_in AND c.reply_ends_in = s.reply_ends_in
 AND c.look_begins_in = s.look_begins_in AND c.look_ends_in = s.look_ends_in
WHERE s.rules > 1
GROUP BY s.about_id;

-- A set of up to three numbers is known by its count, least, greatest and sum.
CREATE TABLE alike_calls AS
SELECT about_id, calls FROM call_shapes WHERE rules = 1
UNION ALL
SELECT MIN(about_id), COUNT(*)
FROM call_sets
WHERE known = members AND members <= 3
GROUP BY members, least, most, together
UNION ALL
SELECT about_id, CAST(1 AS bigint)
FROM call_sets
WHERE known < members OR members > 3;

-- What is kept whole: matters that are not plain, and of the alike ones one each. A reply or a look
-- to what nobody told of is asked for by nobody.
CREATE TABLE kept_matters AS
SELECT m.about_id
FROM told_matters m
LEFT JOIN looked_times k ON k.about_id = m.about_id
WHERE NOT m.is_plain OR m.triggers > 1 OR (m.triggers = 1 AND m.reports > 2)
   OR NOT COALESCE(k.is_plain, TRUE)
UNION
SELECT about_id FROM alike_calls
UNION
SELECT p.about_id
FROM pairs p
JOIN heeded_topics a ON a.topic_no = p.a_topic_no
JOIN heeded_topics b ON b.topic_no = p.b_topic_no
WHERE NOT a.is_bulk OR NOT b.is_bulk OR (a.is_trigger AND b.is_trigger);

CREATE TABLE kept_pairs AS
SELECT p.*
FROM pairs p
JOIN kept_matters k ON k.about_id = p.about_id;

CREATE TABLE kept_sides AS
SELECT a_no AS report_no, a_source_id AS source_id, a_origin_id AS origin_id,
       a_recorded_at AS recorded_at, a_begins_at AS begins_at, a_ends_at AS ends_at, a_low AS low,
       a_high AS high, about_id, a_topic_no AS topic_no
FROM kept_pairs
UNION ALL
SELECT b_no, b_source_id, b_origin_id, b_recorded_at, b_begins_at, b_ends_at, b_low, b_high,
       about_id, b_topic_no
FROM kept_pairs;

CREATE TABLE call_weights AS
SELECT m.trigger_no AS incident_no, a.calls
FROM alike_calls a
JOIN told_matters m ON m.about_id = a.about_id
UNION ALL
SELECT p.report_no, a.calls
FROM alike_calls a
JOIN kept_sides p ON p.about_id = a.about_id
JOIN heeded_topics t ON t.topic_no = p.topic_no AND t.is_bulk AND t.is_trigger;

CREATE TABLE bulk_kept AS
SELECT k.*, t.hand_id, t.thing_id, t.place_id
FROM (
    SELECT r.report_no, r.source_id, r.origin_id, r.recorded_at, r.begins_at, r.ends_at,
           r.series_id, r.low, r.high, r.about_id, r.holds_us, r.topic_no
    FROM called_reports r
    JOIN kept_matters m ON m.about_id = r.about_id
    UNION ALL
    SELECT report_no, source_id, origin_id, recorded_at, begins_at, ends_at, 0, low, high, about_id,
           0, topic_no
    FROM kept_sides
) k
JOIN heeded_topics t ON t.topic_no = k.topic_no
WHERE t.is_bulk;

CREATE TABLE idle_looks AS
SELECT c.remark_no
FROM called_looks c
JOIN bulk_things t ON t.thing_id = c.thing_id
LEFT JOIN kept_matters k ON k.about_id = c.about_id
WHERE k.about_id IS NULL AND NOT c.is_level AND c.about_id <> 0;
