-- Station 22: incidents that nothing tells apart are looked at once.         SEMANTICS 2.7, 4.1
--
-- in   tellings, standing, linked, marked, comments, aimed, topics, topic_matters, spots, let_off,
--      facts (20), params, measures, matters, matter_things, windows, sources, civil_days,
--      civil_hours, things_within, places_within
-- out  told, siblings, remarks, aims   as 22_each makes them; acts: how many incidents a row stands
--                 for, low and high being those of all of them together
--
-- Two incidents are alike if their reports are, one by one: the same thing, place, hand, source,
-- origin, mark and denials, and no border of any question between their times. Nothing that is
-- asked of acts can then tell them apart, so of alike incidents one is kept and counted as often as
-- there are (decision 15). Kept as they are: incidents of matters that look at single instants,
-- those that a person ruled on, and those whose times lie in an hour with a border inside.

CREATE TABLE scenes AS
SELECT CAST(row_number() OVER (ORDER BY thing_id, place_id) AS bigint) AS scene_no, thing_id,
       place_id
FROM (SELECT DISTINCT thing_id, place_id FROM spots) s;

-- ---- borders: instants at which the answer to some question may change ------------------------

CREATE TABLE tally_times AS
SELECT DISTINCT topic_no, begins_at, ends_at FROM tellings WHERE kind = 2;

CREATE TABLE matter_borders AS
WITH asked AS (
    SELECT k.matter_id, m.measure_id, m.begins_at, m.ends_at, m.may_begin_at, m.may_end_at
    FROM measures m
    JOIN matters k
      ON k.direction = m.direction AND k.bearer_id = m.bearer_id AND k.any_hand = m.any_hand
     AND k.judged_id = m.bearer_id AND k.filter_id = m.filter_id AND NOT k.is_level
    WHERE m.mode = 0
)
SELECT matter_id, begins_at AS border_at FROM asked
UNION
SELECT matter_id, ends_at FROM asked
UNION
SELECT matter_id, may_begin_at FROM asked
UNION
SELECT matter_id, may_end_at FROM asked
UNION
SELECT a.matter_id, w.begins_at FROM asked a JOIN windows w ON w.measure_id = a.measure_id
UNION
SELECT a.matter_id, w.ends_at FROM asked a JOIN windows w ON w.measure_id = a.measure_id
UNION
SELECT a.matter_id, w.may_begin_at FROM asked a JOIN windows w ON w.measure_id = a.measure_id
UNION
SELECT a.matter_id, w.may_end_at FROM asked a JOIN windows w ON w.measure_id = a.measure_id
UNION
SELECT t.matter_id, c.begins_at
FROM tally_times c
JOIN topic_matters t ON t.topic_no = c.topic_no
UNION
SELECT t.matter_id, c.ends_at
FROM tally_times c
JOIN topic_matters t ON t.topic_no = c.topic_no;

CREATE TABLE scene_borders AS
WITH glanced AS (
    SELECT DISTINCT thing_id, place_id, begins_at, ends_at FROM comments WHERE stance = 3
),
seen AS (
    SELECT c.scene_no, g.begins_at, g.ends_at
    FROM glanced g
    JOIN (
        SELECT thing_id AS outer_thing_id, thing_id FROM scenes
        UNION
        SELECT outer_thing_id, thing_id FROM things_within
    ) x ON x.outer_thing_id = g.thing_id
    JOIN (
        SELECT place_id AS outer_place_id, place_id FROM scenes
        UNION
        SELECT outer_place_id, place_id FROM places_within
    ) y ON y.outer_place_id = g.place_id
    JOIN scenes c ON c.thing_id = x.thing_id AND c.place_id = y.place_id
)
SELECT c.scene_no, b.border_at
FROM (SELECT DISTINCT matter_id, thing_id, place_id FROM spots) s
JOIN scenes c ON c.thing_id = s.thing_id AND c.place_id = s.place_id
JOIN matter_borders b ON b.matter_id = s.matter_id
UNION
SELECT scene_no, begins_at FROM seen
UNION
SELECT scene_no, ends_at FROM seen
UNION
SELECT c.scene_no, d.begins_at FROM scenes c CROSS JOIN civil_days d
UNION
SELECT c.scene_no, d.ends_at FROM scenes c CROSS JOIN civil_days d
UNION
SELECT c.scene_no, p.as_of FROM scenes c CROSS JOIN params p;

-- Every local day begins with a border, so that what lies between two borders lies in one day.
CREATE TABLE scene_atoms AS
SELECT scene_no, border_at AS from_at,
       LEAD(border_at) OVER (PARTITION BY scene_no ORDER BY border_at) AS to_at,
       row_number() OVER (PARTITION BY scene_no ORDER BY border_at) AS atom_no
FROM scene_borders;

-- Hours without a border inside, and the stretch between two borders in which each lies.
CREATE TABLE scene_hours AS
SELECT a.scene_no, h.hour_at, a.from_at, CAST(a.atom_no AS bigint) AS atom_no
FROM scene_atoms a
JOIN civil_hours d
  ON d.hour_at = a.from_at - mod(a.from_at, 3600000000)
 AND d.begins_at <= a.from_at AND a.from_at < d.ends_at
JOIN civil_hours h
  ON h.day_no = d.day_no AND a.from_at <= h.hour_at AND h.hour_at + 3600000000 <= a.to_at;

-- ---- codes: one number for all that matters of a report ---------------------------------------

CREATE TABLE topic_scenes AS
SELECT t.topic_no, t.thing_id, t.place_id, t.hand_id, c.scene_no,
       COALESCE(m.keeps_time, FALSE) AS keeps_time, m.begins_at, m.ends_at,
       COALESCE(q.is_counted, FALSE) AS is_counted
FROM topics t
LEFT JOIN scenes c ON c.thing_id = t.thing_id AND c.place_id = t.place_id
LEFT JOIN (
    SELECT x.topic_no, bool_or(k.keeps_time) AS keeps_time, MIN(x.begins_at) AS begins_at,
           MAX(x.ends_at) AS ends_at
    FROM topic_matters x
    JOIN matters k ON k.matter_id = x.matter_id
    GROUP BY x.topic_no
) m ON m.topic_no = t.topic_no
LEFT JOIN (
    SELECT thing_id, bool_or(as_count) AS is_counted FROM matter_things GROUP BY thing_id
) q ON q.thing_id = t.thing_id;

-- A set of up to three numbers is known by its count, least, greatest and sum.
CREATE TABLE aim_codes AS
WITH kinds AS (
    SELECT k.*,
           row_number() OVER (ORDER BY stance, source_id, origin_id, hand_id, is_marked) AS kind_no
    FROM (
        SELECT DISTINCT stance, source_id, origin_id, hand_id, is_marked
        FROM comments
        WHERE stance IN (2, 4)
    ) k
),
sets AS (
    SELECT report_no, COUNT(*) AS members, MIN(kind_no) AS least, MAX(kind_no) AS most,
           CAST(SUM(kind_no) AS bigint) AS together
    FROM (
        SELECT DISTINCT a.report_no, k.kind_no
        FROM aimed a
        JOIN comments c ON c.remark_no = a.remark_no
        JOIN kinds k
          ON k.stance = c.stance AND k.source_id = c.source_id AND k.origin_id = c.origin_id
         AND k.hand_id = c.hand_id AND k.is_marked = c.is_marked
    ) each_kind
    GROUP BY report_no
)
SELECT s.report_no, CAST(n.aim_no AS bigint) AS aim_no
FROM sets s
LEFT JOIN (
    SELECT members, least, most, together,
           row_number() OVER (ORDER BY members, least, most, together) AS aim_no
    FROM (
        SELECT DISTINCT members, least, most, together FROM sets WHERE members <= 3
    ) small
) n ON n.members = s.members AND n.least = s.least AND n.most = s.most AND n.together = s.together;

CREATE TABLE ruled_reports AS
SELECT report_no FROM facts
UNION
SELECT report_no FROM let_off;

-- How far the parts of a code reach; where they do not fit into one number nothing is alike.
CREATE TABLE code_parts AS
SELECT s.speakers, a.atoms, b.aims,
       1e0 * s.speakers * s.speakers * a.atoms * a.atoms * b.aims * t.topics
           * 4 < 4e18 AS is_roomy
FROM (SELECT COALESCE(CAST(MAX(source_id) AS bigint), 0) + 1 AS speakers FROM sources) s
CROSS JOIN (SELECT 2 * COALESCE(MAX(atom_no), 0) + 2 AS atoms FROM scene_hours) a
CROSS JOIN (SELECT COALESCE(MAX(aim_no), 0) + 1 AS aims FROM aim_codes) b
CROSS JOIN (SELECT COALESCE(MAX(topic_no), 0) + 1 AS topics FROM topics) t;

-- code null: to be kept as it is.
CREATE VIEW coded AS
SELECT s.report_no, s.low, s.high, t.is_counted,
       l.incident_no, t.begins_at < s.ends_at AND s.begins_at < t.ends_at AS is_told,
       CASE WHEN n.is_roomy AND NOT t.keeps_time AND r.report_no IS NULL
                 AND (a.report_no IS NULL OR a.aim_no IS NOT NULL)
            THEN ((((t.topic_no * n.speakers + s.source_id) * n.speakers + s.origin_id) * n.atoms
                   + 2 * b.atom_no + CASE WHEN s.begins_at = b.from_at THEN 0 ELSE 1 END) * n.atoms
                  + 2 * e.atom_no + CASE WHEN s.ends_at = e.from_at THEN 0 ELSE 1 END) * n.aims
                 + COALESCE(a.aim_no, 0) END * 4
           + CASE WHEN k.report_no IS NULL THEN 0 ELSE 2 END
           + CASE WHEN s.high IS NULL THEN 1 ELSE 0 END AS code
FROM standing s
CROSS JOIN code_parts n
JOIN topic_scenes t
  ON t.thing_id = s.thing_id AND t.place_id = s.place_id AND t.hand_id = s.hand_id
LEFT JOIN scene_hours b
  ON b.scene_no = t.scene_no AND b.hour_at = s.begins_at - mod(s.begins_at, 3600000000)
 AND b.hour_at <= s.begins_at
LEFT JOIN scene_hours e
  ON e.scene_no = t.scene_no AND e.hour_at = s.ends_at - mod(s.ends_at, 3600000000)
 AND e.hour_at <= s.ends_at
LEFT JOIN aim_codes a ON a.report_no = s.report_no
LEFT JOIN ruled_reports r ON r.report_no = s.report_no
LEFT JOIN marked k ON k.report_no = s.report_no
LEFT JOIN linked l ON l.report_no = s.report_no
WHERE s.stance = 1 AND s.kind = 1;

CREATE TABLE parts AS
SELECT report_no, incident_no, code, is_counted, low, high
FROM coded
WHERE is_told;

CREATE TABLE sibling_parts AS
SELECT c.report_no, c.incident_no, c.code, c.is_counted, c.low, c.high
FROM coded c
JOIN (SELECT DISTINCT incident_no FROM parts WHERE incident_no IS NOT NULL) i
  ON i.incident_no = c.incident_no
WHERE NOT COALESCE(c.is_told, FALSE);

-- ---- linked incidents that are alike ----------------------------------------------------------

CREATE TABLE linked_parts AS
SELECT report_no, incident_no, code, is_counted, low, high FROM parts WHERE incident_no IS NOT NULL
UNION ALL
SELECT report_no, incident_no, code, is_counted, low, high FROM sibling_parts;

CREATE TABLE code_classes AS
SELECT CAST(row_number() OVER (ORDER BY code) AS bigint) AS class_no, code
FROM (SELECT DISTINCT code FROM linked_parts WHERE code IS NOT NULL) c;

-- Up to five numbers are known by their count, least, greatest and the sums of their first three
-- powers: three that are left over are the roots of one polynomial.
CREATE TABLE incident_sums AS
SELECT p.incident_no, COUNT(*) AS members, COUNT(c.class_no) AS known,
       MIN(c.class_no) AS least, MAX(c.class_no) AS most,
       CAST(SUM(c.class_no) AS bigint) AS sum_1,
       CAST(SUM(c.class_no * c.class_no) AS bigint) AS sum_2,
       CAST(SUM(c.class_no * c.class_no * CASE WHEN n.is_small THEN c.class_no ELSE 0 END)
            AS bigint) AS sum_3,
       MIN(p.low) AS low,
       bool_or(p.is_counted)
           AND (COUNT(p.high) < COUNT(*) OR MIN(p.low) < MAX(p.high)) AS is_uneven,
       bool_or(n.is_small) AS is_small
FROM linked_parts p
CROSS JOIN (SELECT COUNT(*) < 1200000 AS is_small FROM code_classes) n
LEFT JOIN code_classes c ON c.code = p.code
GROUP BY p.incident_no;

-- Where the figures of one incident differ, its reports are alike only with the same figures.
CREATE TABLE uneven_parts AS
SELECT p.incident_no, c.class_no, p.low, COALESCE(p.high, -1) AS high
FROM linked_parts p
JOIN incident_sums i
  ON i.incident_no = p.incident_no AND i.is_uneven AND i.known = i.members AND i.members <= 5
JOIN code_classes c ON c.code = p.code;

CREATE TABLE uneven_classes AS
SELECT CAST(row_number() OVER (ORDER BY class_no, low, high) AS bigint) AS uneven_no, class_no, low,
       high
FROM (SELECT DISTINCT class_no, low, high FROM uneven_parts) u;

CREATE TABLE uneven_sums AS
SELECT p.incident_no, COUNT(*) AS members, MIN(c.uneven_no) AS least, MAX(c.uneven_no) AS most,
       CAST(SUM(c.uneven_no) AS bigint) AS sum_1,
       CAST(SUM(c.uneven_no * c.uneven_no) AS bigint) AS sum_2,
       CAST(SUM(c.uneven_no * c.uneven_no * CASE WHEN n.is_small THEN c.uneven_no ELSE 0 END)
            AS bigint) AS sum_3,
       bool_or(n.is_small) AS is_small
FROM uneven_parts p
CROSS JOIN (SELECT COUNT(*) < 1200000 AS is_small FROM uneven_classes) n
JOIN uneven_classes c ON c.class_no = p.class_no AND c.low = p.low AND c.high = p.high
GROUP BY p.incident_no;

-- Of each shape the incident with the least number is kept. figure: what all of them amount to,
-- where the reports of each agree; null: each figure as often as there are incidents.
CREATE TABLE shapes AS
SELECT MIN(incident_no) AS incident_no, COUNT(*) AS acts, CAST(SUM(low) AS bigint) AS figure
FROM incident_sums
WHERE NOT is_uneven AND known = members AND (members <= 4 OR (members = 5 AND is_small))
GROUP BY members, least, most, sum_1, sum_2, sum_3
UNION ALL
SELECT MIN(incident_no), COUNT(*), CAST(NULL AS bigint)
FROM uneven_sums
WHERE members <= 4 OR (members = 5 AND is_small)
GROUP BY members, least, most, sum_1, sum_2, sum_3
UNION ALL
SELECT i.incident_no, CAST(1 AS bigint), CAST(NULL AS bigint)
FROM incident_sums i
LEFT JOIN uneven_sums u ON u.incident_no = i.incident_no
WHERE i.known < i.members
   OR COALESCE(u.members, i.members) > 5
   OR (COALESCE(u.members, i.members) = 5 AND NOT COALESCE(u.is_small, i.is_small));

-- ---- what is looked at ------------------------------------------------------------------------

CREATE TABLE kept AS
SELECT MIN(report_no) AS report_no, COUNT(*) AS acts, CAST(SUM(low) AS bigint) AS low,
       CAST(SUM(high) AS bigint) AS high
FROM parts
WHERE incident_no IS NULL AND code IS NOT NULL
GROUP BY code
UNION ALL
SELECT report_no, CAST(1 AS bigint), low, high
FROM parts
WHERE incident_no IS NULL AND code IS NULL
UNION ALL
SELECT p.report_no, s.acts,
       CASE WHEN s.figure IS NULL OR NOT p.is_counted THEN p.low * s.acts ELSE s.figure END,
       CASE WHEN s.figure IS NULL OR NOT p.is_counted THEN p.high * s.acts ELSE s.figure END
FROM shapes s
JOIN linked_parts p ON p.incident_no = s.incident_no;

CREATE TABLE told AS
SELECT t.report_no, t.source_id, t.origin_id, t.recorded_at, t.begins_at, t.ends_at, t.kind,
       t.series_id, t.hand_id, t.thing_id, t.place_id, k.low, k.high, t.about_id, t.holds_us,
       t.topic_no, t.incident_no, t.is_linked, t.is_marked, k.acts
FROM kept k
JOIN tellings t ON t.report_no = k.report_no AND t.kind = 1
UNION ALL
SELECT t.report_no, t.source_id, t.origin_id, t.recorded_at, t.begins_at, t.ends_at, t.kind,
       t.series_id, t.hand_id, t.thing_id, t.place_id, t.low, t.high, t.about_id, t.holds_us,
       t.topic_no, t.incident_no, t.is_linked, t.is_marked, CAST(1 AS bigint)
FROM tellings t
WHERE t.kind IN (2, 3);

CREATE TABLE siblings AS
SELECT s.report_no, s.source_id, s.origin_id, s.begins_at, s.ends_at, s.hand_id, s.thing_id,
       s.place_id, k.low, k.high, s.about_id, p.incident_no, m.report_no IS NOT NULL AS is_marked,
       k.acts
FROM sibling_parts p
JOIN kept k ON k.report_no = p.report_no
JOIN standing s ON s.report_no = p.report_no
LEFT JOIN marked m ON m.report_no = p.report_no;

CREATE TABLE aims AS
SELECT a.remark_no, a.stance, a.report_no
FROM aimed a
JOIN (
    SELECT report_no FROM kept
    UNION
    SELECT report_no FROM told WHERE kind IN (2, 3)
) k ON k.report_no = a.report_no;

-- Who looks and sees none says no more by saying it twice.
CREATE TABLE remarks AS
SELECT c.remark_no, c.stance, c.is_level, c.source_id, c.origin_id, c.begins_at, c.ends_at,
       c.hand_id, c.thing_id, c.place_id, c.about_id, c.is_marked
FROM comments c
JOIN (
    SELECT remark_no FROM aims
    UNION
    SELECT MIN(remark_no)
    FROM comments
    WHERE stance = 3
    GROUP BY is_level, source_id, origin_id, begins_at, ends_at, hand_id, thing_id, place_id,
             about_id, is_marked
) k ON k.remark_no = c.remark_no;
