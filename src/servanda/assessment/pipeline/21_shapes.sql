-- Station 21: of calls that nothing tells apart one is looked at.         SEMANTICS 5.3, 2.7, 4.1
--
-- in   params, rules, rule_triggers, civil_days, civil_hours, topic_matters, pairs and what
--      21_calls makes
-- out  bulk_kept      of the topics that stations 21 answer for, the events that are looked at
--      idle_looks     looks that saw none and need not be looked at
--      call_weights   trigger incident x for how many it stands

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
