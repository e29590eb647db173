-- Station 50: incidents and tallies on trial: attributed, contested, refuted, excepted.
--                                                      SEMANTICS 2.7, 3.3 to 3.5, 4.1, 5.6
--
-- in   params, claims, touches, aims, looks, remark_voices, glance_hours, let_off, facts,
--      rule_matters, declared, matter_things, site_places
-- out  doubts     matter x subject (incident or tally): what denials and pleas amount to
--      looked_over    subject's report x `observed-none` that covers it
--      incidents  matter x incident: every question that does not depend on time and place
--      told_twice matter x linked incident of which one speaker tells more than once
--      accounts   claims of events by hands that may be the bearer's, but for what is excepted for
--                 sure, with what is asked of their incidents
--      weighed    matter x tally: contested (or a difference whose earlier total others exclude),
--                 excepted, gone
--
-- `_two` is read at `independent` (2), `_now` at the standard in force. A set of statements meets
-- 1 if it is not empty, 2 if one is good, 3 if two origins are proof or one is verified, 4 if one
-- is verified (3.3).

CREATE TABLE counted_subjects AS
SELECT matter_id, statement_no AS subject_no, first_no AS report_no, topic_no, about_id, hand_rel,
       begins_at, ends_at, low
FROM claims
WHERE is_level
UNION ALL
-- A difference is doubted where one of its two totals is (2.4).
SELECT c.matter_id, c.statement_no, b.statement_no, b.topic_no, b.about_id, b.hand_rel, b.begins_at,
       b.ends_at, b.low
FROM claims c
JOIN touches b
  ON b.matter_id = c.matter_id AND b.statement_no = c.first_no AND NOT b.is_event
WHERE NOT c.is_event AND NOT c.is_level
UNION ALL
SELECT c.matter_id, c.statement_no, b.statement_no, b.topic_no, b.about_id, b.hand_rel, b.begins_at,
       b.ends_at, b.low
FROM claims c
JOIN touches b
  ON b.matter_id = c.matter_id AND b.statement_no = c.second_no AND NOT b.is_event
WHERE NOT c.is_event AND NOT c.is_level AND c.second_no <> c.first_no;

CREATE VIEW subjects AS
SELECT matter_id, TRUE AS is_event, incident_no AS subject_no, statement_no AS report_no, topic_no,
       about_id, hand_rel, begins_at, ends_at, low
FROM claims
WHERE is_event
UNION ALL
SELECT matter_id, FALSE, subject_no, report_no, topic_no, about_id, hand_rel, begins_at, ends_at,
       low
FROM counted_subjects;

-- 5.6.3: what a person has ruled on. Of an incident with any of its reports, of a difference with
-- either of its totals.
CREATE TABLE rulings AS
SELECT s.matter_id, s.is_event, s.subject_no,
       bool_or(e.report_no IS NOT NULL OR NOT COALESCE(f.happened, TRUE)) AS is_gone,
       bool_or(NOT COALESCE(f.happened, TRUE)) AS is_ruled_out,
       bool_or(COALESCE(f.happened, FALSE)) AS is_ruled_in
FROM subjects s
LEFT JOIN let_off e ON e.report_no = s.report_no
LEFT JOIN facts f ON f.report_no = s.report_no
WHERE e.report_no IS NOT NULL OR f.report_no IS NOT NULL
GROUP BY s.matter_id, s.is_event, s.subject_no;

-- 3.4: who looked over all that a report may be; a look that names a matter saw nothing of others.
CREATE TABLE looked_over AS
WITH met AS (
    SELECT s.*, h.remark_no
    FROM subjects s
    JOIN glance_hours h
      ON h.topic_no = s.topic_no AND h.size_no = 1
     AND h.meets_at = s.begins_at - mod(s.begins_at, 3600000000)
    WHERE h.begins_at <= s.begins_at AND s.ends_at <= h.ends_at AND h.about_id IN (0, s.about_id)
    UNION ALL
    SELECT s.*, h.remark_no
    FROM subjects s
    JOIN glance_hours h
      ON h.topic_no = s.topic_no AND h.size_no = 2
     AND h.meets_at = s.begins_at - mod(s.begins_at, 86400000000)
    WHERE h.begins_at <= s.begins_at AND s.ends_at <= h.ends_at AND h.about_id IN (0, s.about_id)
    UNION ALL
    SELECT s.*, h.remark_no
    FROM subjects s
    JOIN glance_hours h ON h.topic_no = s.topic_no AND h.size_no = 3
    WHERE h.begins_at <= s.begins_at AND s.ends_at <= h.ends_at AND h.about_id IN (0, s.about_id)
)
SELECT m.matter_id, m.is_event, m.subject_no, m.report_no, m.hand_rel, m.low, m.remark_no
FROM met m
JOIN looks k ON k.matter_id = m.matter_id AND k.remark_no = m.remark_no;

CREATE TABLE doubt_pool AS
SELECT s.matter_id, s.is_event, s.subject_no, a.remark_no, a.stance
FROM subjects s
JOIN aims a ON a.report_no = s.report_no
LEFT JOIN facts f ON f.report_no = s.report_no AND NOT s.is_event AND f.happened
WHERE a.stance = 4 OR f.report_no IS NULL
UNION
-- 3.4: who looked over all that an incident may be, and saw none, denies it.
SELECT g.matter_id, TRUE, g.subject_no, g.remark_no, 3
FROM (
    SELECT matter_id, subject_no, remark_no, COUNT(*) AS seen
    FROM looked_over
    WHERE is_event AND hand_rel IS NOT NULL
    GROUP BY matter_id, subject_no, remark_no
) g
JOIN (
    SELECT s.matter_id, s.subject_no, COUNT(*) AS own
    FROM (SELECT DISTINCT matter_id, subject_no FROM looked_over WHERE is_event) o
    JOIN subjects s
      ON s.matter_id = o.matter_id AND s.subject_no = o.subject_no
     AND s.is_event AND s.hand_rel IS NOT NULL
    GROUP BY s.matter_id, s.subject_no
) w ON w.matter_id = g.matter_id AND w.subject_no = g.subject_no AND w.own = g.seen
UNION
SELECT s.matter_id, FALSE, s.subject_no, s.remark_no, 3
FROM looked_over s
LEFT JOIN facts f ON f.report_no = s.report_no AND f.happened
WHERE NOT s.is_event AND s.low > 0 AND f.report_no IS NULL;

-- 3.3: two origins that are proof; asked of `corroborated` alone. Of two relays neither may have it from
-- the other (3.3.1).
CREATE TABLE doubted_by_two AS
WITH speakers AS (
    SELECT DISTINCT d.matter_id, d.is_event, d.subject_no, d.stance = 4 AS is_plea, v.source_id,
           v.origin_id, v.source_id <> v.origin_id AS is_relay
    FROM doubt_pool d
    JOIN params p ON p.standard_no = 3
    JOIN remark_voices v ON v.matter_id = d.matter_id AND v.remark_no = d.remark_no
    WHERE v.is_high_proof
)
SELECT a.matter_id, a.is_event, a.subject_no, bool_or(NOT a.is_plea) AS is_denied,
       bool_or(a.is_plea) AS is_excused
FROM speakers a
JOIN speakers b
  ON b.matter_id = a.matter_id AND b.is_event = a.is_event AND b.subject_no = a.subject_no
 AND b.is_plea = a.is_plea AND a.origin_id < b.origin_id
 AND NOT (a.is_relay AND b.is_relay
          AND (a.origin_id = b.source_id OR b.origin_id = a.source_id))
GROUP BY a.matter_id, a.is_event, a.subject_no;

CREATE TABLE doubts AS
SELECT d.matter_id, d.is_event, d.subject_no,
       COALESCE(bool_or(v.is_high_good) FILTER (WHERE d.stance <> 4), FALSE) AS is_contested,
       COALESCE(bool_or(v.is_high_good) FILTER (WHERE d.stance = 4), FALSE) AS is_excused,
       COALESCE(bool_or(d.stance = 4), FALSE) AS is_pleaded,
       COALESCE(CASE p.standard_no
           WHEN 1 THEN bool_or(d.stance <> 4)
           WHEN 2 THEN bool_or(v.is_high_good) FILTER (WHERE d.stance <> 4)
           WHEN 3 THEN bool_or(v.is_verified) FILTER (WHERE d.stance <> 4)
               OR bool_or(t.is_denied)
           ELSE bool_or(v.is_verified) FILTER (WHERE d.stance <> 4) END, FALSE) AS is_denied_now,
       COALESCE(CASE p.standard_no
           WHEN 1 THEN bool_or(d.stance = 4)
           WHEN 2 THEN bool_or(v.is_high_good) FILTER (WHERE d.stance = 4)
           WHEN 3 THEN bool_or(v.is_verified) FILTER (WHERE d.stance = 4)
               OR bool_or(t.is_excused)
           ELSE bool_or(v.is_verified) FILTER (WHERE d.stance = 4) END, FALSE) AS is_excused_now
FROM doubt_pool d
JOIN remark_voices v ON v.matter_id = d.matter_id AND v.remark_no = d.remark_no
CROSS JOIN params p
LEFT JOIN doubted_by_two t
  ON t.matter_id = d.matter_id AND t.is_event = d.is_event AND t.subject_no = d.subject_no
GROUP BY d.matter_id, d.is_event, d.subject_no, p.standard_no;

CREATE TABLE corroborated AS
WITH speakers AS (
    SELECT DISTINCT c.matter_id, c.incident_no, c.source_id, c.origin_id,
           c.source_id <> c.origin_id AS is_relay, (c.hand_rel & 1) = 1 AS is_named
    FROM claims c
    JOIN params p ON p.standard_no = 3
    WHERE c.is_event AND c.is_linked AND c.hand_rel IS NOT NULL AND c.is_low_proof
)
SELECT a.matter_id, a.incident_no, bool_or(a.is_named AND b.is_named) AS is_named
FROM speakers a
JOIN speakers b
  ON b.matter_id = a.matter_id AND b.incident_no = a.incident_no AND a.origin_id < b.origin_id
 AND NOT (a.is_relay AND b.is_relay
          AND (a.origin_id = b.source_id OR b.origin_id = a.source_id))
GROUP BY a.matter_id, a.incident_no;

-- One report proves at 1 if it is there, at 2 if it is good, above if verified.
CREATE TABLE incidents AS
WITH told AS (
    SELECT c.matter_id, c.incident_no, c.is_linked, c.hand_rel, c.thing_rel, c.as_count, c.high,
           c.is_low_good, c.is_high_good, c.begins_at, c.ends_at,
           CAST(c.thing_id AS bigint) * 4294967296 + c.place_id AS spot_no,
           (c.hand_rel & 1) = 1 AS is_named,
           CASE p.standard_no WHEN 1 THEN TRUE WHEN 2 THEN c.is_low_good
                              ELSE c.is_verified END AS is_proof,
           p.standard_no = 1 OR c.is_low_good AS is_sound
    FROM claims c
    CROSS JOIN params p
    WHERE c.is_event
),
alone AS (
    SELECT matter_id, incident_no, CAST(1 AS bigint) AS reports,
           CASE WHEN is_high_good THEN CAST(1 AS bigint) ELSE CAST(0 AS bigint) END
               AS good_reports,
           is_named AND is_low_good AS is_named_two,
           is_named AND is_proof AS is_named_now,
           is_proof AS is_proved,
           hand_rel IS NOT NULL AND is_sound AS is_sound,
           hand_rel IS NOT NULL AND is_low_good AS is_told_well,
           FALSE AS has_rival,
           CASE WHEN is_high_good AND (thing_rel & 2) = 2 AND as_count THEN high END
               AS cap_of_counts,
           CASE WHEN is_high_good AND (thing_rel & 2) = 2 AND NOT as_count THEN high END
               AS cap_of_acts,
           CAST(NULL AS bigint) AS good_from, CAST(NULL AS bigint) AS good_to,
           CAST(NULL AS bigint) AS good_spot_no
    FROM told
    WHERE NOT is_linked
),
heard AS (
    SELECT matter_id, incident_no,
           COUNT(*) AS reports,
           COUNT(*) FILTER (WHERE is_high_good) AS good_reports,
           -- 3.5: those who name the bearer alone.
           COALESCE(bool_or(is_named AND is_low_good), FALSE) AS is_named_two,
           COALESCE(bool_or(is_named AND is_proof), FALSE) AS is_named_now,
           -- It happened, by whatever hand that may be the bearer's.
           bool_or(hand_rel IS NOT NULL AND is_proof) AS is_proved,
           bool_or(hand_rel IS NOT NULL AND is_sound) AS is_sound,
           bool_or(hand_rel IS NOT NULL AND is_low_good) AS is_told_well,
           bool_or(hand_rel IS NULL AND is_high_good) AS has_rival,
           -- 4.1: no low counts above the least good high, of those that count alike.
           MIN(high) FILTER (WHERE is_high_good AND (thing_rel & 2) = 2 AND as_count)
               AS cap_of_counts,
           MIN(high) FILTER (WHERE is_high_good AND (thing_rel & 2) = 2 AND NOT as_count)
               AS cap_of_acts,
           MAX(begins_at) FILTER (WHERE is_high_good) AS good_from,
           MIN(ends_at) FILTER (WHERE is_high_good) AS good_to,
           CASE WHEN MIN(spot_no) FILTER (WHERE is_high_good)
                     = MAX(spot_no) FILTER (WHERE is_high_good)
                THEN MIN(spot_no) FILTER (WHERE is_high_good) END
               AS good_spot_no
    FROM told
    WHERE is_linked
    GROUP BY matter_id, incident_no
),
every AS (
    SELECT * FROM alone
    UNION ALL
    SELECT h.matter_id, h.incident_no, h.reports, h.good_reports, h.is_named_two,
           h.is_named_now OR COALESCE(c.is_named, FALSE),
           h.is_proved OR c.incident_no IS NOT NULL,
           h.is_sound, h.is_told_well, h.has_rival, h.cap_of_counts, h.cap_of_acts, h.good_from,
           h.good_to, h.good_spot_no
    FROM heard h
    LEFT JOIN corroborated c ON c.matter_id = h.matter_id AND c.incident_no = h.incident_no
),
judged AS (
    SELECT h.*,
           -- 5.6.3: what a person has ruled to have happened is denied by nobody's word.
           COALESCE(d.is_contested AND NOT COALESCE(r.is_ruled_in, FALSE), FALSE) AS is_contested,
           COALESCE(d.is_denied_now AND NOT COALESCE(r.is_ruled_in, FALSE), FALSE)
               AND NOT h.is_proved AS is_refuted,
           COALESCE(r.is_gone, FALSE) OR COALESCE(d.is_excused, FALSE) AS is_excepted,
           COALESCE(r.is_gone, FALSE) OR COALESCE(d.is_excused AND d.is_excused_now, FALSE)
               AS is_gone,
           COALESCE(d.is_pleaded, FALSE) AS is_pleaded,
           r.subject_no IS NOT NULL AS is_ruled,
           COALESCE(r.is_ruled_out, FALSE) AS is_ruled_out,
           COALESCE(r.is_ruled_in, FALSE) AS is_ruled_in
    FROM every h
    LEFT JOIN doubts d
      ON d.matter_id = h.matter_id AND d.is_event AND d.subject_no = h.incident_no
    LEFT JOIN rulings r
      ON r.matter_id = h.matter_id AND r.is_event AND r.subject_no = h.incident_no
)
SELECT j.*,
       is_named_two AND NOT has_rival AND NOT is_contested AND NOT is_excepted AS is_certain_two,
       is_named_now AND NOT has_rival AND NOT is_contested AND NOT is_excepted AS is_certain_now
FROM judged j;

-- Of all others a speaker's figure is that of its one report, so that it can be added up at once.
CREATE TABLE told_twice AS
SELECT DISTINCT matter_id, incident_no
FROM (
    SELECT matter_id, incident_no
    FROM claims
    WHERE is_event AND is_linked
    GROUP BY matter_id, incident_no, voice_no
    HAVING COUNT(*) > 1
) t;

-- is_together: whatever it lies in, all good reports of its incident meet, since they are of one
-- thing and place and share an instant with it; else that is asked unit by unit.
CREATE TABLE accounts AS
SELECT c.matter_id, c.statement_no, c.position_no, c.incident_no, c.source_id, c.origin_id,
       c.voice_no, c.admitted_voice_no, c.marked_voice_no, c.low, c.high,
       COALESCE(c.high, c.low) AS claimed, c.begins_at, c.ends_at, c.is_linked, c.is_high_good,
       i.reports, i.good_reports, i.is_certain_two, i.is_certain_now, i.is_refuted,
       COALESCE(c.low > CASE WHEN c.as_count THEN i.cap_of_counts ELSE i.cap_of_acts END, FALSE)
           AS is_above,
       t.incident_no IS NULL AS is_told_once,
       i.reports = 1 OR i.good_reports = 0
           OR (a.matter_id IS NULL AND i.good_from < c.ends_at AND c.begins_at < i.good_to
               AND COALESCE(CAST(c.thing_id AS bigint) * 4294967296 + c.place_id = i.good_spot_no,
                            FALSE)) AS is_together
FROM claims c
JOIN incidents i
  ON i.matter_id = c.matter_id AND i.incident_no = c.incident_no AND NOT i.is_gone
LEFT JOIN told_twice t ON t.matter_id = c.matter_id AND t.incident_no = c.incident_no
LEFT JOIN (SELECT DISTINCT matter_id FROM rule_matters WHERE same_about) a
  ON a.matter_id = c.matter_id
WHERE c.is_event AND c.hand_rel IS NOT NULL;

-- 2.4.3: differences with the earlier of their totals, which nobody has ruled to be true.
CREATE TABLE earlier_totals AS
SELECT c.matter_id, c.statement_no, b.topic_no, b.source_id, b.origin_id, b.thing_id, b.place_id,
       b.thing_rel, b.about_id, b.begins_at, b.ends_at, b.low, b.high
FROM claims c
JOIN claims b
  ON b.matter_id = c.matter_id AND b.statement_no = c.first_no AND NOT b.is_event
LEFT JOIN facts f ON f.report_no = b.statement_no AND f.happened
WHERE NOT c.is_event AND NOT c.is_level AND c.second_no <> c.first_no AND f.report_no IS NULL;

-- What others have counted of the same thing, place and hand, and nobody contests.
CREATE TABLE rival_tallies AS
SELECT e.matter_id, e.statement_no, e.thing_id, e.place_id, e.thing_rel, e.low AS own_low,
       e.high AS own_high, e.begins_at AS own_begins_at, e.ends_at AS own_ends_at,
       c.source_id, c.origin_id, c.series_no, c.low, c.high,
       c.begins_at <= e.begins_at AND e.ends_at <= c.ends_at AND c.about_id IN (0, e.about_id)
           AND c.is_high_good AS is_over,
       e.begins_at <= c.begins_at AND c.ends_at <= e.ends_at AND e.about_id IN (0, c.about_id)
           AND c.is_low_good AND NOT COALESCE(d.is_excused, FALSE)
           AND NOT COALESCE(r.is_gone, FALSE) AS is_within
FROM earlier_totals e
JOIN claims c
  ON c.matter_id = e.matter_id AND c.topic_no = e.topic_no AND NOT c.is_event AND NOT c.is_level
 AND c.first_no = c.second_no
LEFT JOIN doubts d
  ON d.matter_id = c.matter_id AND NOT d.is_event AND d.subject_no = c.statement_no
LEFT JOIN rulings r
  ON r.matter_id = c.matter_id AND NOT r.is_event AND r.subject_no = c.statement_no
WHERE (c.source_id <> e.source_id OR c.origin_id <> e.origin_id)
  AND c.begins_at < e.ends_at AND e.begins_at < c.ends_at
  AND NOT COALESCE(d.is_contested, FALSE) AND NOT COALESCE(r.is_gone, FALSE)
  AND NOT COALESCE(d.is_excused AND d.is_excused_now, FALSE);

CREATE TABLE excluded_totals AS
WITH less_counted AS (
    SELECT DISTINCT matter_id, statement_no, thing_id, place_id, source_id, own_begins_at,
           own_ends_at
    FROM rival_tallies
    WHERE is_over AND high < own_low AND (thing_rel & 1) = 1
)
SELECT l.matter_id, l.statement_no
FROM less_counted l
JOIN declared d
  ON d.source_id = l.source_id AND d.role = 1
 AND d.begins_at <= l.own_begins_at AND l.own_ends_at <= d.ends_at
JOIN matter_things t
  ON t.matter_id = l.matter_id AND t.thing_id = d.thing_id AND (t.rel & 2) = 2
JOIN site_places o ON o.place_id = d.place_id AND (CAST(o.rel AS integer) & 2) = 2
JOIN site_places i
  ON i.site_id = o.site_id AND i.place_id = l.place_id AND (CAST(i.rel AS integer) & 1) = 1
UNION
SELECT matter_id, statement_no
FROM (
    SELECT matter_id, statement_no, own_high, CAST(SUM(low) AS bigint) AS low
    FROM rival_tallies
    WHERE is_within AND own_high IS NOT NULL
    GROUP BY matter_id, statement_no, own_high, source_id, origin_id, series_no
) w
WHERE low > own_high;

CREATE TABLE weighed AS
SELECT c.matter_id, c.statement_no,
       COALESCE(d.is_contested, FALSE) OR x.statement_no IS NOT NULL AS is_contested,
       COALESCE(r.is_gone, FALSE) OR COALESCE(d.is_excused, FALSE) AS is_excepted,
       COALESCE(r.is_gone, FALSE) OR COALESCE(d.is_excused AND d.is_excused_now, FALSE) AS is_gone,
       COALESCE(d.is_pleaded, FALSE) AS is_pleaded,
       COALESCE(r.is_ruled_out, FALSE) AS is_ruled_out
FROM claims c
LEFT JOIN doubts d
  ON d.matter_id = c.matter_id AND NOT d.is_event AND d.subject_no = c.statement_no
LEFT JOIN rulings r
  ON r.matter_id = c.matter_id AND NOT r.is_event AND r.subject_no = c.statement_no
LEFT JOIN excluded_totals x ON x.matter_id = c.matter_id AND x.statement_no = c.statement_no
WHERE NOT c.is_event;
