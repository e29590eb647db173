-- Station 22: incidents that nothing tells apart are looked at once.         SEMANTICS 2.7, 4.1
--
-- in   heard, beside, coded, tally_slots (22_codes), comments, aimed (20), idle_looks (21)
-- out  told, siblings, remarks, aims   as 22_each makes them; acts: how many incidents a row stands
--                 for, low and high being those of all of them together
--
-- Two incidents are alike if their reports have, one by one, the same codes. Nothing that is asked
-- of acts can then tell them apart, so of alike incidents one is kept and counted as often as there
-- are (decision 15). Incidents with a report that has no code are kept as they are.

-- ---- linked incidents that are alike ----------------------------------------------------------

CREATE TABLE code_classes AS
SELECT CAST(row_number() OVER (ORDER BY code) AS bigint) AS class_no, code
FROM (SELECT DISTINCT code FROM coded WHERE incident_no IS NOT NULL AND code IS NOT NULL) c;

-- Of a large record whose codes are those of three reports or less on average hardly two incidents
-- are alike, so that looking for them costs more than it saves.
CREATE TABLE worth_while AS
SELECT p.parts < 20000 OR (4 * c.classes < p.parts AND c.classes < 1200000) AS is_it
FROM (SELECT COUNT(*) AS parts FROM coded WHERE incident_no IS NOT NULL) p
CROSS JOIN (SELECT COUNT(*) AS classes FROM code_classes) c;

CREATE VIEW linked_parts AS
SELECT c.report_no, c.incident_no, c.code, c.is_counted, c.low, c.high, c.position_no
FROM coded c
JOIN worth_while w ON w.is_it
WHERE c.incident_no IS NOT NULL;

-- Up to five numbers are known by their count, least, greatest and the sums of their first three
-- powers: three that are left over are the roots of one polynomial. Cubes of larger sets would not
-- fit.
CREATE TABLE incident_sums AS
SELECT p.incident_no, COUNT(*) AS members, COUNT(c.class_no) AS known,
       MIN(c.class_no) AS least, MAX(c.class_no) AS most,
       CAST(SUM(c.class_no) AS bigint) AS sum_1,
       CAST(SUM(c.class_no * c.class_no) AS bigint) AS sum_2,
       MIN(p.low) AS low,
       bool_or(p.is_counted)
           AND (COUNT(p.high) < COUNT(*) OR MIN(p.low) < MAX(p.high)) AS is_uneven
FROM linked_parts p
LEFT JOIN code_classes c ON c.code = p.code
GROUP BY p.incident_no;

CREATE TABLE incident_cubes AS
SELECT p.incident_no, CAST(SUM(c.class_no * c.class_no * c.class_no) AS bigint) AS sum_3
FROM linked_parts p
JOIN incident_sums i
  ON i.incident_no = p.incident_no AND i.known = 5 AND i.members = 5 AND NOT i.is_uneven
JOIN code_classes c ON c.code = p.code
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

-- There are no more than five in each.
CREATE TABLE uneven_sums AS
SELECT p.incident_no, COUNT(*) AS members, MIN(c.uneven_no) AS least, MAX(c.uneven_no) AS most,
       CAST(SUM(c.uneven_no) AS bigint) AS sum_1,
       CAST(SUM(c.uneven_no * c.uneven_no) AS bigint) AS sum_2,
       CAST(SUM(c.uneven_no * c.uneven_no * c.uneven_no) AS bigint) AS sum_3
FROM uneven_parts p
JOIN (SELECT COUNT(*) < 1200000 AS is_small FROM uneven_classes) n ON n.is_small
JOIN uneven_classes c ON c.class_no = p.class_no AND c.low = p.low AND c.high = p.high
GROUP BY p.incident_no;

-- Of each shape the incident with the least number is kept. figure: what all of them amount to,
-- where the reports of each agree; null: each figure as often as there are incidents.
CREATE TABLE shapes AS
SELECT MIN(i.incident_no) AS incident_no, COUNT(*) AS acts, CAST(SUM(i.low) AS bigint) AS figure
FROM incident_sums i
LEFT JOIN incident_cubes c ON c.incident_no = i.incident_no
WHERE NOT i.is_uneven AND i.known = i.members AND i.members <= 5
GROUP BY i.members, i.least, i.most, i.sum_1, i.sum_2, c.sum_3
UNION ALL
SELECT MIN(incident_no), COUNT(*), CAST(NULL AS bigint)
FROM uneven_sums
GROUP BY members, least, most, sum_1, sum_2, sum_3
UNION ALL
SELECT i.incident_no, CAST(1 AS bigint), CAST(NULL AS bigint)
FROM incident_sums i
LEFT JOIN uneven_sums u ON u.incident_no = i.incident_no
WHERE i.known < i.members OR i.members > 5 OR (i.is_uneven AND u.incident_no IS NULL);

-- ---- what is looked at ------------------------------------------------------------------------

CREATE TABLE kept AS
SELECT MIN(report_no) AS report_no, COUNT(*) AS acts, CAST(SUM(low) AS bigint) AS low,
       CAST(SUM(high) AS bigint) AS high, MIN(position_no) AS position_no
FROM coded
WHERE incident_no IS NULL AND code IS NOT NULL
GROUP BY code
UNION ALL
SELECT report_no, CAST(1 AS bigint), low, high, position_no
FROM coded
WHERE incident_no IS NULL AND code IS NULL
UNION ALL
SELECT c.report_no, CAST(1 AS bigint), c.low, c.high, c.position_no
FROM coded c
JOIN worth_while w ON NOT w.is_it
WHERE c.incident_no IS NOT NULL
UNION ALL
SELECT p.report_no, s.acts,
       CASE WHEN s.figure IS NULL OR NOT p.is_counted THEN p.low * s.acts ELSE s.figure END,
       CASE WHEN s.figure IS NULL OR NOT p.is_counted THEN p.high * s.acts ELSE s.figure END,
       p.position_no
FROM shapes s
JOIN linked_parts p ON p.incident_no = s.incident_no;

-- Tallies that follow each other between two borders say together what one over all of them says.
CREATE TABLE counted_together AS
SELECT MIN(report_no) AS report_no, MIN(begins_at) AS begins_at, MAX(ends_at) AS ends_at,
       CAST(SUM(low) AS bigint) AS low,
       CASE WHEN COUNT(high) = COUNT(*) THEN CAST(SUM(high) AS bigint) END AS high
FROM tally_slots
GROUP BY source_id, origin_id, series_id, topic_no, run_no;

CREATE TABLE told AS
SELECT t.report_no, t.source_id, t.origin_id, t.recorded_at, t.begins_at, t.ends_at, t.kind,
       t.series_id, t.hand_id, t.thing_id, t.place_id, k.low, k.high, t.about_id, t.holds_us,
       t.topic_no, t.incident_no, t.is_linked, t.is_marked, k.acts, k.position_no
FROM heard t
JOIN kept k ON k.report_no = t.report_no
WHERE t.kind = 1
UNION ALL
SELECT t.report_no, t.source_id, t.origin_id, t.recorded_at, r.begins_at, r.ends_at, t.kind,
       t.series_id, t.hand_id, t.thing_id, t.place_id, r.low, r.high, t.about_id, t.holds_us,
       t.topic_no, t.incident_no, t.is_linked, t.is_marked, CAST(1 AS bigint), t.report_no * 2
FROM heard t
JOIN counted_together r ON r.report_no = t.report_no
UNION ALL
SELECT t.report_no, t.source_id, t.origin_id, t.recorded_at, t.begins_at, t.ends_at, t.kind,
       t.series_id, t.hand_id, t.thing_id, t.place_id, t.low, t.high, t.about_id, t.holds_us,
       t.topic_no, t.incident_no, t.is_linked, t.is_marked, CAST(1 AS bigint), t.report_no * 2
FROM heard t
WHERE t.kind = 3;

CREATE TABLE siblings AS
SELECT b.report_no, b.source_id, b.origin_id, b.begins_at, b.ends_at, b.hand_id, b.thing_id,
       b.place_id, k.low, k.high, b.about_id, b.incident_no, b.is_marked, k.acts,
       k.position_no, b.topic_no
FROM beside b
JOIN kept k ON k.report_no = b.report_no;

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
) k ON k.remark_no = c.remark_no
LEFT JOIN idle_looks i ON i.remark_no = c.remark_no
WHERE i.remark_no IS NULL;
