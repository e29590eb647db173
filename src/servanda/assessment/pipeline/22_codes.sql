-- Station 22: what tells reports apart, as one number for each.          SEMANTICS 2.7, 3.4, 4.1
--
-- in   reports, chained, linked, marked, comments, glance_hours, aimed, topics, topic_matters,
--      spots, let_off, facts (20), tellings (21), params, measures, matters, hands, own_hands,
--      matter_things, windows, civil_days, civil_hours
-- out  heard     standing assertions of topics that concern some matter, but for those of 21
--      beside    other reports of their incidents
--      coded     each event of both: its code, null where it is to be kept as it is
--      tally_slots   tallies in the order of their series, and which of them are added up
--
-- Two reports have one code if they are of the same thing, source, origin and mark, of places that
-- lie alike and hands that are the same to whatever is asked, the same has been said against them,
-- the same looks that saw none cover them, and no border of any question lies between their times.
-- Without a code are reports of matters that look at single instants, those that a person ruled on,
-- those of which more than four say something, and those that begin or end in an hour with a border
-- inside.

-- ---- the reports, read once -------------------------------------------------------------------

CREATE TABLE heard AS
SELECT * FROM tellings;

-- Other reports of their incidents.
CREATE TABLE aside AS
SELECT l.report_no, l.incident_no
FROM linked l
JOIN (SELECT DISTINCT incident_no FROM heard WHERE is_linked AND kind = 1) i
  ON i.incident_no = l.incident_no
LEFT JOIN (SELECT report_no FROM heard WHERE is_linked) h ON h.report_no = l.report_no
WHERE h.report_no IS NULL;

CREATE TABLE found_aside AS
SELECT s.report_no, s.source_id, s.origin_id, s.begins_at, s.ends_at, s.hand_id, s.thing_id,
       s.place_id, s.low, s.high, s.about_id, s.withdrawn, a.incident_no
FROM reports s
JOIN aside a ON a.report_no = s.report_no
CROSS JOIN params p
WHERE s.stance = 1 AND s.kind = 1 AND s.usable_at <= p.as_of;

CREATE TABLE beside AS
SELECT s.report_no, s.source_id, s.origin_id, s.begins_at, s.ends_at, s.hand_id, s.thing_id,
       s.place_id, s.low, s.high, s.about_id, s.incident_no, k.report_no IS NOT NULL AS is_marked,
       t.topic_no
FROM found_aside s
JOIN topics t ON t.thing_id = s.thing_id AND t.place_id = s.place_id AND t.hand_id = s.hand_id
LEFT JOIN chained c ON c.report_no = s.report_no
LEFT JOIN marked k ON k.report_no = s.report_no
WHERE COALESCE(c.is_standing, NOT s.withdrawn);

CREATE VIEW events AS
SELECT report_no, CASE WHEN is_linked THEN incident_no END AS incident_no, source_id, origin_id,
       topic_no, about_id, begins_at, ends_at, low, high, is_marked
FROM heard
WHERE kind = 1
UNION ALL
SELECT report_no, incident_no, source_id, origin_id, topic_no, about_id, begins_at, ends_at, low,
       high, is_marked
FROM beside;

-- ---- what is said against a report, and who looked and saw none ---------------------------------

CREATE TABLE remark_kinds AS
SELECT k.*,
       CAST(row_number() OVER (ORDER BY stance, source_id, origin_id, hand_id, is_marked)
            AS bigint) AS kind_no
FROM (
    SELECT DISTINCT stance, source_id, origin_id, hand_id, is_marked
    FROM comments
    WHERE stance IN (2, 4)
) k;

-- Who looks and sees none says no more by saying it twice.
CREATE TABLE glance_kinds AS
SELECT remark_no,
       CAST(row_number() OVER (ORDER BY remark_no) AS bigint)
           + (SELECT COALESCE(MAX(kind_no), 0) FROM remark_kinds) AS kind_no
FROM (
    SELECT MIN(remark_no) AS remark_no
    FROM comments
    WHERE stance = 3 AND NOT is_level
    GROUP BY source_id, origin_id, begins_at, ends_at, hand_id, thing_id, place_id, about_id,
             is_marked
) g;

CREATE TABLE told_glances AS
SELECT h.topic_no, h.size_no, h.meets_at, k.kind_no, h.begins_at, h.ends_at, h.about_id
FROM glance_hours h
JOIN glance_kinds k ON k.remark_no = h.remark_no;

CREATE VIEW looked_at_times AS
SELECT report_no, topic_no, about_id, begins_at, ends_at FROM events
UNION ALL
SELECT report_no, topic_no, about_id, begins_at, ends_at FROM heard WHERE kind = 2;

CREATE TABLE covered AS
SELECT s.report_no, h.kind_no
FROM looked_at_times s
JOIN told_glances h
  ON h.topic_no = s.topic_no AND h.size_no = 1
 AND h.meets_at = s.begins_at - mod(s.begins_at, 3600000000)
WHERE h.begins_at <= s.begins_at AND s.ends_at <= h.ends_at AND h.about_id IN (0, s.about_id)
UNION ALL
SELECT s.report_no, h.kind_no
FROM looked_at_times s
JOIN told_glances h
  ON h.topic_no = s.topic_no AND h.size_no = 2
 AND h.meets_at = s.begins_at - mod(s.begins_at, 86400000000)
WHERE h.begins_at <= s.begins_at AND s.ends_at <= h.ends_at AND h.about_id IN (0, s.about_id)
UNION ALL
SELECT s.report_no, h.kind_no
FROM looked_at_times s
JOIN told_glances h ON h.topic_no = s.topic_no AND h.size_no = 3
WHERE h.begins_at <= s.begins_at AND s.ends_at <= h.ends_at AND h.about_id IN (0, s.about_id);

-- A set of up to four numbers is known by its count, least, greatest, sum and sum of squares.
-- note_no null: larger sets, and reports that a person ruled on.
CREATE TABLE noted AS
WITH said AS (
    SELECT DISTINCT a.report_no, k.kind_no
    FROM aimed a
    JOIN looked_at_times t ON t.report_no = a.report_no
    JOIN comments c ON c.remark_no = a.remark_no
    JOIN remark_kinds k
      ON k.stance = c.stance AND k.source_id = c.source_id AND k.origin_id = c.origin_id
     AND k.hand_id = c.hand_id AND k.is_marked = c.is_marked
    UNION ALL
    SELECT DISTINCT report_no, kind_no FROM covered
),
sets AS (
    SELECT report_no, COUNT(*) AS members, MIN(kind_no) AS least, MAX(kind_no) AS most,
           CAST(SUM(kind_no) AS bigint) AS sum_1, CAST(SUM(kind_no * kind_no) AS bigint) AS sum_2
    FROM said
    GROUP BY report_no
),
ruled_on AS (
    SELECT report_no FROM facts
    UNION
    SELECT report_no FROM let_off
)
SELECT s.report_no,
       CASE WHEN s.members <= 4 AND r.report_no IS NULL
            THEN dense_rank() OVER (ORDER BY s.members, s.least, s.most, s.sum_1, s.sum_2) END
           AS note_no
FROM sets s
LEFT JOIN ruled_on r ON r.report_no = s.report_no
UNION ALL
SELECT r.report_no, CAST(NULL AS bigint)
FROM ruled_on r
LEFT JOIN sets s ON s.report_no = r.report_no
WHERE s.report_no IS NULL;

-- ---- clocks: the borders, instants at which the answer to some question may change --------------

-- Things of which the same is asked share a clock; who counts them has one of its own.
CREATE TABLE thing_clocks AS
SELECT thing_id,
       CAST(dense_rank() OVER (ORDER BY members, least, most, together, own) AS bigint)
           AS clock_no
FROM (
    SELECT t.thing_id, COUNT(*) AS members, MIN(t.filter_id) AS least, MAX(t.filter_id) AS most,
           CAST(SUM(t.filter_id) AS bigint) AS together,
           CASE WHEN COUNT(*) <= 3 THEN 0 ELSE t.thing_id END AS own
    FROM (
        SELECT DISTINCT x.thing_id, m.filter_id
        FROM matter_things x
        JOIN matters m ON m.matter_id = x.matter_id
    ) t
    JOIN (SELECT DISTINCT thing_id FROM topics) k ON k.thing_id = t.thing_id
    GROUP BY t.thing_id
) s;

CREATE TABLE clock_matters AS
SELECT DISTINCT c.clock_no, x.matter_id
FROM thing_clocks c
JOIN matter_things x ON x.thing_id = c.thing_id;

CREATE TABLE clock_borders AS
WITH asked AS (
    SELECT c.clock_no, m.measure_id, m.begins_at, m.ends_at, m.may_begin_at, m.may_end_at
    FROM measures m
    JOIN matters k
      ON k.direction = m.direction AND k.bearer_id = m.bearer_id AND k.any_hand = m.any_hand
     AND k.judged_id = m.bearer_id AND k.filter_id = m.filter_id AND NOT k.is_level
    JOIN clock_matters c ON c.matter_id = k.matter_id
    WHERE m.mode = 0
)
SELECT clock_no, begins_at AS border_at FROM asked
UNION
SELECT clock_no, ends_at FROM asked
UNION
SELECT clock_no, may_begin_at FROM asked
UNION
SELECT clock_no, may_end_at FROM asked
UNION
SELECT a.clock_no, w.begins_at FROM asked a JOIN windows w ON w.measure_id = a.measure_id
UNION
SELECT a.clock_no, w.ends_at FROM asked a JOIN windows w ON w.measure_id = a.measure_id
UNION
SELECT a.clock_no, w.may_begin_at FROM asked a JOIN windows w ON w.measure_id = a.measure_id
UNION
SELECT a.clock_no, w.may_end_at FROM asked a JOIN windows w ON w.measure_id = a.measure_id
UNION
SELECT c.clock_no, d.begins_at FROM thing_clocks c CROSS JOIN civil_days d
UNION
SELECT c.clock_no, d.ends_at FROM thing_clocks c CROSS JOIN civil_days d
UNION
SELECT c.clock_no, p.as_of FROM thing_clocks c CROSS JOIN params p;

-- Hours without a border inside, and the stretch between two borders in which each lies. Every
-- local day begins with a border, so that what lies between two borders lies in one day.
CREATE TABLE clock_hours AS
WITH atoms AS (
    SELECT clock_no, border_at AS from_at,
           LEAD(border_at) OVER (PARTITION BY clock_no ORDER BY border_at) AS to_at,
           row_number() OVER (PARTITION BY clock_no ORDER BY border_at) AS atom_no
    FROM clock_borders
)
SELECT a.clock_no, h.hour_at, a.from_at, a.to_at, CAST(a.atom_no AS bigint) AS atom_no
FROM atoms a
JOIN civil_hours d
  ON d.hour_at = a.from_at - mod(a.from_at, 3600000000)
 AND d.begins_at <= a.from_at AND a.from_at < d.ends_at
JOIN civil_hours h
  ON h.day_no = d.day_no AND a.from_at <= h.hour_at AND h.hour_at + 3600000000 <= a.to_at;

-- Where one tally of a series follows another between the same two borders, both undisputed, what
-- coincides with either coincides with the series. run_no: of such tallies that are added up.
CREATE TABLE tally_slots AS
WITH in_order AS (
    SELECT t.report_no, t.source_id, t.origin_id, t.series_id, t.topic_no, t.thing_id, t.begins_at,
           t.ends_at, t.low, t.high, t.is_marked, t.about_id,
           MAX(t.ends_at) OVER before_it AS reached_at,
           LEAD(t.begins_at) OVER in_order AS next_at
    FROM heard t
    WHERE t.kind = 2
    WINDOW in_order AS (
               PARTITION BY source_id, origin_id, series_id, topic_no
               ORDER BY begins_at, ends_at, report_no),
           before_it AS (
               PARTITION BY source_id, origin_id, series_id, topic_no
               ORDER BY begins_at, ends_at, report_no
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
-- 2.4.3: a running total is held against what others counted in its time, so that nothing is added
-- up over its begin or end. Every day begins with a border, so that only ends within a day matter.
totals AS (
    SELECT topic_no, begins_at, ends_at,
           MIN(ends_at) OVER of_one_begin <> MAX(ends_at) OVER of_one_begin AS is_total
    FROM heard
    WHERE kind = 2
    WINDOW of_one_begin AS (
        PARTITION BY topic_no, source_id, origin_id, series_id, begins_at)
),
total_days AS (
    SELECT DISTINCT e.topic_no, d.day_no
    FROM (
        SELECT topic_no, begins_at AS edge_at FROM totals WHERE is_total
        UNION
        SELECT topic_no, ends_at FROM totals WHERE is_total
    ) e
    JOIN civil_hours d
      ON d.hour_at = e.edge_at - mod(e.edge_at, 3600000000)
     AND d.begins_at < e.edge_at AND e.edge_at < d.ends_at
),
lying AS (
    SELECT i.*,
           CASE WHEN NOT i.is_marked AND n.report_no IS NULL AND o.topic_no IS NULL
                     AND COALESCE(i.reached_at <= i.begins_at, TRUE)
                     AND COALESCE(i.next_at >= i.ends_at, TRUE) AND i.ends_at <= h.to_at
                THEN h.from_at END AS atom_at,
           i.high IS NOT NULL AND k.topic_no IS NULL AND r.topic_no IS NULL AS is_plain
    FROM in_order i
    LEFT JOIN thing_clocks c ON c.thing_id = i.thing_id
    LEFT JOIN clock_hours h
      ON h.clock_no = c.clock_no AND h.hour_at = i.begins_at - mod(i.begins_at, 3600000000)
     AND h.hour_at <= i.begins_at
    LEFT JOIN noted n ON n.report_no = i.report_no
    LEFT JOIN (SELECT DISTINCT topic_no FROM topic_matters WHERE other_unit) o
      ON o.topic_no = i.topic_no
    LEFT JOIN (
        SELECT DISTINCT x.topic_no
        FROM topic_matters x
        JOIN matters m ON m.matter_id = x.matter_id AND m.keeps_time
    ) k ON k.topic_no = i.topic_no
    LEFT JOIN civil_hours d
      ON d.hour_at = i.begins_at - mod(i.begins_at, 3600000000)
     AND d.begins_at <= i.begins_at AND i.begins_at < d.ends_at
    LEFT JOIN total_days r ON r.topic_no = i.topic_no AND r.day_no = d.day_no
),
joined AS (
    SELECT l.*,
           COALESCE(reached_at = begins_at AND atom_at = LAG(atom_at) OVER in_order, FALSE)
               AS is_after,
           COALESCE(next_at = ends_at AND atom_at = LEAD(atom_at) OVER in_order, FALSE)
               AS is_before,
           is_plain AND COALESCE(LAG(is_plain) OVER in_order
                                     AND LAG(about_id) OVER in_order = about_id, FALSE)
               AS is_addable
    FROM lying l
    WINDOW in_order AS (
        PARTITION BY source_id, origin_id, series_id, topic_no
        ORDER BY begins_at, ends_at, report_no)
)
SELECT report_no, source_id, origin_id, series_id, topic_no, begins_at, ends_at, low, high, is_after,
       is_before,
       CAST(SUM(CASE WHEN is_after AND is_addable THEN 0 ELSE 1 END) OVER (
                PARTITION BY source_id, origin_id, series_id, topic_no
                ORDER BY begins_at, ends_at, report_no
                ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS bigint) AS run_no
FROM joined;

-- Who counts as well as tells of events is not added to itself where both coincide (4.1), so that
-- its own tallies are borders to its reports.
CREATE TABLE teller_borders AS
WITH ends AS (
    SELECT source_id, topic_no, begins_at AS border_at FROM tally_slots WHERE NOT is_after
    UNION
    SELECT source_id, topic_no, ends_at FROM tally_slots WHERE NOT is_before
)
SELECT DISTINCT c.clock_no, e.source_id, e.border_at
FROM ends e
JOIN topic_matters x ON x.topic_no = e.topic_no
JOIN clock_matters c ON c.matter_id = x.matter_id
LEFT JOIN clock_borders b ON b.clock_no = c.clock_no AND b.border_at = e.border_at
WHERE b.clock_no IS NULL;

CREATE TABLE tellers AS
SELECT DISTINCT clock_no, source_id FROM teller_borders;

CREATE TABLE teller_hours AS
WITH borders AS (
    SELECT clock_no, source_id, border_at FROM teller_borders
    UNION ALL
    SELECT t.clock_no, t.source_id, b.border_at
    FROM tellers t
    JOIN clock_borders b ON b.clock_no = t.clock_no
),
atoms AS (
    SELECT clock_no, source_id, border_at AS from_at,
           LEAD(border_at) OVER (PARTITION BY clock_no, source_id ORDER BY border_at) AS to_at,
           row_number() OVER (PARTITION BY clock_no, source_id ORDER BY border_at) AS atom_no
    FROM borders
)
SELECT a.clock_no, a.source_id, h.hour_at, a.from_at, CAST(a.atom_no AS bigint) AS atom_no
FROM atoms a
JOIN civil_hours d
  ON d.hour_at = a.from_at - mod(a.from_at, 3600000000)
 AND d.begins_at <= a.from_at AND a.from_at < d.ends_at
JOIN civil_hours h
  ON h.day_no = d.day_no AND a.from_at <= h.hour_at AND h.hour_at + 3600000000 <= a.to_at;

CREATE TABLE told_hours AS
SELECT clock_no, CAST(0 AS integer) AS teller_id, hour_at, from_at, atom_no FROM clock_hours
UNION ALL
SELECT clock_no, source_id, hour_at, from_at, atom_no FROM teller_hours;

-- ---- codes: one number for all that matters of a report ---------------------------------------

CREATE TABLE speakers AS
SELECT source_id, origin_id,
       CAST(row_number() OVER (ORDER BY source_id, origin_id) AS bigint) AS speaker_no
FROM (SELECT DISTINCT source_id, origin_id FROM events) s;

-- Places are alike for a thing if they lie alike to every site at which it is looked for.
CREATE TABLE scenes AS
WITH sets AS (
    SELECT thing_id, place_id, COUNT(*) AS members, MIN(part_no) AS least, MAX(part_no) AS most,
           CAST(SUM(part_no) AS bigint) AS sum_1, CAST(SUM(part_no * part_no) AS bigint) AS sum_2
    FROM (
        SELECT thing_id, place_id,
               CAST(dense_rank() OVER (ORDER BY matter_id, site_id, rel) AS bigint) AS part_no
        FROM spots
    ) p
    GROUP BY thing_id, place_id
)
SELECT t.thing_id, t.place_id,
       CAST(dense_rank() OVER (
               ORDER BY t.thing_id, COALESCE(s.members, 0), s.least, s.most, s.sum_1, s.sum_2,
                        CASE WHEN s.members > 4 THEN t.place_id ELSE 0 END) AS bigint) AS scene_no
FROM (SELECT DISTINCT thing_id, place_id FROM topics) t
LEFT JOIN sets s ON s.thing_id = t.thing_id AND s.place_id = t.place_id;

-- Hands are alike if they are the same to everybody judged; a source's own hand is like no other.
CREATE TABLE hand_kinds AS
WITH sets AS (
    SELECT hand_id, COUNT(*) AS members, MIN(part_no) AS least, MAX(part_no) AS most,
           CAST(SUM(part_no) AS bigint) AS sum_1, CAST(SUM(part_no * part_no) AS bigint) AS sum_2
    FROM (
        SELECT hand_id, CAST(dense_rank() OVER (ORDER BY bearer_id, rel) AS bigint) AS part_no
        FROM hands
    ) p
    GROUP BY hand_id
)
SELECT t.hand_id,
       CAST(dense_rank() OVER (
               ORDER BY COALESCE(s.members, 0), s.least, s.most, s.sum_1, s.sum_2,
                        CASE WHEN s.members > 4 OR o.hand_id IS NOT NULL
                             THEN t.hand_id ELSE -1 END) AS bigint) AS kind_no
FROM (SELECT DISTINCT hand_id FROM topics) t
LEFT JOIN sets s ON s.hand_id = t.hand_id
LEFT JOIN (SELECT DISTINCT hand_id FROM own_hands) o ON o.hand_id = t.hand_id;

-- clock_no null: nothing is asked of the thing, so that its times tell only which looks cover it.
CREATE TABLE topic_clocks AS
SELECT t.topic_no, s.scene_no,
       CAST(dense_rank() OVER (ORDER BY s.scene_no, h.kind_no) AS bigint) AS kind_no, c.clock_no,
       COALESCE(m.keeps_time, FALSE) AS keeps_time,
       COALESCE(q.is_counted, FALSE) AS is_counted
FROM topics t
JOIN scenes s ON s.thing_id = t.thing_id AND s.place_id = t.place_id
JOIN hand_kinds h ON h.hand_id = t.hand_id
LEFT JOIN thing_clocks c ON c.thing_id = t.thing_id
LEFT JOIN (
    SELECT x.topic_no, bool_or(k.keeps_time) AS keeps_time
    FROM topic_matters x
    JOIN matters k ON k.matter_id = x.matter_id
    GROUP BY x.topic_no
) m ON m.topic_no = t.topic_no
LEFT JOIN (
    SELECT thing_id, bool_or(as_count) AS is_counted FROM matter_things GROUP BY thing_id
) q ON q.thing_id = t.thing_id;

-- How far the parts of a code reach; where they do not fit into one number nothing is alike.
CREATE TABLE code_parts AS
SELECT s.speakers, a.atoms, b.notes,
       1e0 * s.speakers * a.atoms * a.atoms * b.notes * t.topics * 16 < 4e18 AS is_roomy
FROM (SELECT COALESCE(MAX(speaker_no), 0) + 1 AS speakers FROM speakers) s
CROSS JOIN (SELECT 2 * COALESCE(MAX(atom_no), 0) + 2 AS atoms FROM told_hours) a
CROSS JOIN (SELECT COALESCE(MAX(note_no), 0) + 1 AS notes FROM noted) b
CROSS JOIN (SELECT COALESCE(MAX(topic_no), 0) + 1 AS topics FROM topics) t;

-- code null: to be kept as it is. position_no: where and when, so that all of one position lie alike
-- to whatever is asked; even where it is that of the report alone.
CREATE TABLE coded AS
SELECT report_no, incident_no, is_counted, low, high,
       CASE WHEN time_no IS NOT NULL
            THEN (((kind_no * speakers + speaker_no) * notes + note_no) * atoms * atoms + time_no)
                 * 16 END
           + CASE WHEN low = 0 THEN 8 ELSE 0 END
           + CASE WHEN high = 0 THEN 4 ELSE 0 END
           + CASE WHEN is_marked THEN 2 ELSE 0 END
           + CASE WHEN high IS NULL THEN 1 ELSE 0 END AS code,
       CASE WHEN time_no IS NOT NULL
            THEN ((scene_no * speakers + teller_no) * atoms * atoms + time_no) * 2 + 1
            ELSE report_no * 2 END AS position_no
FROM (
    SELECT s.report_no, s.incident_no, t.is_counted, s.low, s.high, s.is_marked, t.kind_no,
           t.scene_no, n.speakers, k.speaker_no, n.notes, n.atoms,
           CASE WHEN w.source_id IS NULL THEN 0 ELSE k.speaker_no END AS teller_no,
           COALESCE(d.note_no, 0) AS note_no,
           CASE WHEN n.is_roomy AND NOT t.keeps_time
                     AND (d.report_no IS NULL OR d.note_no IS NOT NULL)
                THEN CASE WHEN t.clock_no IS NULL THEN 0
                          WHEN s.begins_at = b.from_at THEN 2 * b.atom_no
                          ELSE 2 * b.atom_no + 1 END * n.atoms
                     + CASE WHEN t.clock_no IS NULL THEN 0
                            WHEN s.ends_at = e.from_at THEN 2 * e.atom_no
                            ELSE 2 * e.atom_no + 1 END END AS time_no
FROM events s
CROSS JOIN code_parts n
JOIN topic_clocks t ON t.topic_no = s.topic_no
JOIN speakers k ON k.source_id = s.source_id AND k.origin_id = s.origin_id
LEFT JOIN tellers w ON w.clock_no = t.clock_no AND w.source_id = s.source_id
LEFT JOIN told_hours b
  ON b.clock_no = t.clock_no AND b.teller_id = COALESCE(w.source_id, 0)
 AND b.hour_at = s.begins_at - mod(s.begins_at, 3600000000) AND b.hour_at <= s.begins_at
LEFT JOIN told_hours e
  ON e.clock_no = t.clock_no AND e.teller_id = COALESCE(w.source_id, 0)
 AND e.hour_at = s.ends_at - mod(s.ends_at, 3600000000) AND e.hour_at <= s.ends_at
LEFT JOIN noted d ON d.report_no = s.report_no
) q;
