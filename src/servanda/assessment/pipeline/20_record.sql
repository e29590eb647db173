-- Station 20: what stands on record, and which of it may concern a matter.   SEMANTICS 2.8, 7
--
-- Reports are known by their topic (thing, place, hand): all relations but that of time are a matter
-- of the few topics, not of the many reports.
--
-- in   params, reports, targets, excepted, ruled, marks, coverage, things_within, places_within, contraries,
--      matters and friends (10), topics, chained (12)
-- out  standing       view: the reports that stand at as-of
--      topic_matters  topic x matter: relations, widest time; only where none is apart
--      spots          matter x thing x place x site: relation of thing and place together
--      comments       standing denials (2), `observed-none` (3) and pleas (4)
--      glanced_topics   thing and place where somebody looked and saw none x topic within
--      glance_hours   `observed-none` x topic within x hour or day in which it meets reports
--      aimed          comment x standing report it speaks of
--      let_off        standing reports that a person has ruled to be excepted
--      facts          standing reports that a person has ruled on: did it happen? (5.6.3)
--      marked         reports marked by an analyst, or by such a ruling
--      declared       coverage on record

CREATE VIEW standing AS
SELECT r.*
FROM reports r
CROSS JOIN params p
LEFT JOIN chained c ON c.report_no = r.report_no
WHERE r.usable_at <= p.as_of AND COALESCE(c.is_standing, NOT r.withdrawn);

CREATE TABLE spots AS
SELECT t.matter_id, t.thing_id, s.place_id, m.site_id,
       t.rel & CAST(s.rel AS integer) AS rel
FROM matter_things t
JOIN (SELECT DISTINCT thing_id FROM topics) k ON k.thing_id = t.thing_id
JOIN matter_sites m ON m.matter_id = t.matter_id
JOIN site_places s ON s.site_id = m.site_id
JOIN (SELECT DISTINCT place_id FROM topics) q ON q.place_id = s.place_id;

CREATE TABLE topic_matters AS
WITH places AS (
    SELECT m.matter_id, s.place_id, MIN(m.begins_at) AS begins_at, MAX(m.ends_at) AS ends_at
    FROM matter_sites m
    JOIN site_places s ON s.site_id = m.site_id
    GROUP BY m.matter_id, s.place_id
)
SELECT t.topic_no, x.matter_id, m.is_level, x.rel AS thing_rel, x.as_count, x.other_unit,
       CASE WHEN m.any_hand THEN 3 ELSE h.rel END AS hand_rel,
       s.begins_at, s.ends_at
FROM topics t
JOIN matter_things x ON x.thing_id = t.thing_id
JOIN matters m ON m.matter_id = x.matter_id
JOIN places s ON s.matter_id = x.matter_id AND s.place_id = t.place_id
LEFT JOIN hands h ON h.bearer_id = m.bearer_id AND h.hand_id = t.hand_id
WHERE m.any_hand OR h.hand_id IS NOT NULL;

-- 5.6.3: of a chain the last recorded ruling holds; at one instant, that it did not happen.
CREATE TABLE last_rulings AS
SELECT q.root_no, q.report_no, q.recorded_at,
       bool_and(q.happened) OVER (PARTITION BY q.root_no) AS happened
FROM (
    SELECT r.root_no, r.report_no, d.happened, d.recorded_at,
           MAX(d.recorded_at) OVER (PARTITION BY r.root_no) AS last_at
    FROM ruled d
    CROSS JOIN params p
    JOIN reports r ON r.report_no = d.report_no
    WHERE d.recorded_at <= p.as_of
) q
WHERE q.recorded_at = q.last_at;

-- 2.9: a mark holds for the version that it names, and so does that of a ruling.
CREATE TABLE marked AS
SELECT m.report_no
FROM marks m
CROSS JOIN params p
WHERE m.recorded_at <= p.as_of
UNION
SELECT report_no FROM last_rulings WHERE happened;

CREATE TABLE comments AS
SELECT s.report_no AS remark_no, CAST(s.stance AS integer) AS stance, s.kind = 3 AS is_level,
       s.source_id, s.origin_id,
       s.begins_at, s.ends_at, s.hand_id, s.thing_id, s.place_id, s.about_id,
       k.report_no IS NOT NULL AS is_marked
FROM standing s
LEFT JOIN marked k ON k.report_no = s.report_no
WHERE s.stance IN (2, 3, 4)
UNION ALL
-- 4.8.7: who tells of a state has seen that nothing was in the other.
SELECT s.report_no, 3, TRUE, s.source_id, s.origin_id, s.begins_at, s.ends_at, s.hand_id,
       c.none_thing_id, s.place_id, s.about_id, k.report_no IS NOT NULL
FROM standing s
JOIN contraries c ON c.thing_id = s.thing_id
LEFT JOIN marked k ON k.report_no = s.report_no
WHERE s.stance = 1 AND s.kind = 3 AND s.low > 0;

-- 3.4: where somebody looked and saw none, and the topics that lie within.
CREATE TABLE glanced_topics AS
SELECT t.topic_no, g.thing_id, g.place_id
FROM (SELECT DISTINCT thing_id, place_id FROM comments WHERE stance = 3) g
JOIN (
    SELECT thing_id AS outer_thing_id, thing_id FROM topics
    UNION
    SELECT outer_thing_id, thing_id FROM things_within
) x ON x.outer_thing_id = g.thing_id
JOIN (
    SELECT place_id AS outer_place_id, place_id FROM topics
    UNION
    SELECT outer_place_id, place_id FROM places_within
) y ON y.outer_place_id = g.place_id
JOIN topics t ON t.thing_id = x.thing_id AND t.place_id = y.place_id;

-- Short looks and what they cover meet in an hour, longer ones in a day, long ones in their topic.
CREATE TABLE glance_hours AS
WITH sized AS (
    SELECT remark_no, thing_id, place_id, begins_at, ends_at, about_id,
           CASE WHEN ends_at - begins_at <= 21600000000 THEN CAST(3600000000 AS bigint)
                ELSE CAST(86400000000 AS bigint) END AS size_us,
           CASE WHEN ends_at - begins_at <= 21600000000 THEN 1
                WHEN ends_at - begins_at <= 604800000000 THEN 2 ELSE 3 END AS size_no
    FROM comments
    WHERE stance = 3
),
cut AS (
    SELECT s.*,
           begins_at - mod(begins_at, size_us) + n.k * size_us AS meets_at
    FROM sized s
    CROSS JOIN (VALUES (0), (1), (2), (3), (4), (5), (6), (7)) AS n(k)
    WHERE n.k = 0
       OR (s.size_no < 3 AND s.begins_at - mod(s.begins_at, s.size_us) + n.k * s.size_us
                             <= s.ends_at - mod(s.ends_at, s.size_us))
)
SELECT t.topic_no, c.size_no, c.meets_at, c.remark_no, c.begins_at, c.ends_at, c.about_id
FROM cut c
JOIN glanced_topics t ON t.thing_id = c.thing_id AND t.place_id = c.place_id;

-- A remark on a report speaks of the one that stands in its chain (2.8).
CREATE TABLE heirs AS
SELECT w.report_no, COALESCE(h.report_no, r.report_no) AS heir_no
FROM (
    SELECT target_no AS report_no FROM targets
    UNION
    SELECT report_no FROM excepted
    UNION
    SELECT report_no FROM last_rulings
) w
JOIN reports r ON r.report_no = w.report_no
CROSS JOIN params p
LEFT JOIN chained c ON c.report_no = r.report_no
LEFT JOIN chained h ON h.root_no = r.root_no AND h.is_standing
WHERE r.usable_at <= p.as_of
  AND ((c.report_no IS NULL AND NOT r.withdrawn) OR h.report_no IS NOT NULL);

CREATE TABLE aimed AS
SELECT DISTINCT r.remark_no, r.stance, h.heir_no AS report_no
FROM comments r
JOIN targets t ON t.report_no = r.remark_no
JOIN heirs h ON h.report_no = t.target_no
WHERE r.stance IN (2, 4);

CREATE TABLE let_off AS
SELECT DISTINCT h.heir_no AS report_no
FROM excepted e
JOIN heirs h ON h.report_no = e.report_no
CROSS JOIN params p
WHERE e.recorded_at <= p.as_of;

CREATE TABLE facts AS
SELECT DISTINCT h.heir_no AS report_no, l.happened
FROM last_rulings l
JOIN heirs h ON h.report_no = l.report_no;

CREATE TABLE declared AS
SELECT c.coverage_id, c.source_id, CAST(c.role AS integer) AS role, c.thing_id, c.place_id,
       c.begins_at, c.ends_at
FROM coverage c
CROSS JOIN params p
WHERE c.recorded_at <= p.as_of;
