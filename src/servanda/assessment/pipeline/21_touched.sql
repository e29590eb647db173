-- Station 21: which reports are looked at.                               SEMANTICS 2.4, 2.8, 4.8.1
--
-- in   params, reports, linked, topics, chained (12), topic_matters, marked (20), bulk_topics,
--      bulk_kept (21)
-- out  touched, linked_here   known assertions of topics that concern some matter, but for those
--                     that station 21 answers for; their links
--      tellings       view: those of them that stand
--
-- Tallies of any time are kept: the difference of two may lie where neither does (2.4). So are
-- levels, which hold after their own time (4.8.1).

CREATE TABLE near_topics AS
SELECT t.topic_no, t.thing_id, t.place_id, t.hand_id,
       MIN(m.begins_at) AS begins_at, MAX(m.ends_at) AS ends_at
FROM topics t
JOIN topic_matters m ON m.topic_no = t.topic_no
LEFT JOIN bulk_topics b ON b.topic_no = t.topic_no
WHERE b.topic_no IS NULL
GROUP BY t.topic_no, t.thing_id, t.place_id, t.hand_id;

-- Few things and places are looked for by themselves, so that most of a file need not be read.
CREATE TABLE touched AS
SELECT s.report_no, s.source_id, s.origin_id, s.recorded_at, s.begins_at, s.ends_at,
       CAST(s.kind AS integer) AS kind, s.series_id, s.hand_id, s.thing_id, s.place_id, s.low,
       s.high, s.about_id, s.holds_us, s.withdrawn, t.topic_no
FROM reports s
JOIN near_topics t
  ON t.thing_id = s.thing_id AND t.place_id = s.place_id AND t.hand_id = s.hand_id
CROSS JOIN params p
WHERE s.stance = 1 AND s.usable_at <= p.as_of
  AND s.thing_id IN (SELECT thing_id FROM near_topics)
  AND s.place_id IN (SELECT place_id FROM near_topics)
  AND (s.kind IN (2, 3) OR (s.kind = 1 AND s.begins_at < t.ends_at AND t.begins_at < s.ends_at))
UNION ALL
SELECT report_no, source_id, origin_id, recorded_at, begins_at, ends_at, 1, series_id, hand_id,
       thing_id, place_id, low, high, about_id, holds_us, FALSE, topic_no
FROM bulk_kept;

-- Of two tables the lesser is looked up: there may be millions of links elsewhere.
CREATE TABLE linked_here AS
SELECT l.report_no, l.incident_no
FROM linked l
JOIN touched t ON t.report_no = l.report_no;

CREATE VIEW tellings AS
SELECT t.report_no, t.source_id, t.origin_id, t.recorded_at, t.begins_at, t.ends_at, t.kind,
       t.series_id, t.hand_id, t.thing_id, t.place_id, t.low, t.high, t.about_id, t.holds_us,
       t.topic_no, COALESCE(l.incident_no, t.report_no) AS incident_no,
       l.incident_no IS NOT NULL AS is_linked, k.report_no IS NOT NULL AS is_marked
FROM touched t
LEFT JOIN chained c ON c.report_no = t.report_no
LEFT JOIN linked_here l ON l.report_no = t.report_no
LEFT JOIN marked k ON k.report_no = t.report_no
WHERE COALESCE(c.is_standing, NOT t.withdrawn);
