-- Station 22: every report is looked at by itself.                                  SEMANTICS 2.7
--
-- in   tellings, standing, topics, linked, marked, comments, aimed (20), bundles
-- out  told       standing assertions of topics that concern some matter; acts: how many incidents
--                 a row stands for
--      siblings   other reports of their incidents
--      remarks    denials, `observed-none` and pleas
--      aims       remark x standing report it speaks of

CREATE TABLE told AS
SELECT t.*, COALESCE(b.acts, CAST(1 AS bigint)) AS acts, t.report_no * 2 AS position_no
FROM tellings t
LEFT JOIN bundles b ON b.report_no = t.report_no;

CREATE TABLE siblings AS
SELECT s.report_no, s.source_id, s.origin_id, s.begins_at, s.ends_at, s.hand_id, s.thing_id,
       s.place_id, s.low, s.high, s.about_id, l.incident_no, k.report_no IS NOT NULL AS is_marked,
       CAST(1 AS bigint) AS acts, s.report_no * 2 AS position_no, q.topic_no
FROM linked l
JOIN standing s ON s.report_no = l.report_no
JOIN topics q ON q.thing_id = s.thing_id AND q.place_id = s.place_id AND q.hand_id = s.hand_id
LEFT JOIN told t ON t.report_no = l.report_no
LEFT JOIN marked k ON k.report_no = l.report_no
WHERE s.stance = 1 AND s.kind = 1 AND t.report_no IS NULL
  AND l.incident_no IN (SELECT incident_no FROM told WHERE is_linked AND kind = 1);

CREATE VIEW remarks AS
SELECT * FROM comments;

CREATE VIEW aims AS
SELECT * FROM aimed;
