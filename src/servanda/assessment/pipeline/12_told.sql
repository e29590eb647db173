-- Station 12: what reports speak of and what they replace, from the reports.  SEMANTICS 2.8, 4.3
--
-- in   params, reports, coverage
-- out  chains, chained   roots of corrected chains; their reports, and which of them stands
--      topics       every (thing, place, hand) of an assertion; is_open: one of its reports counts,
--                   or names no matter
--      last_words   watching source, end of the last period it has reported on (4.3)
--
-- Runs where no index knows all this already (12_known). Reads the large table as a whole.

CREATE TABLE chains AS
SELECT root_no FROM reports WHERE report_no <> root_no GROUP BY root_no;

-- Of several replacements the last recorded stands, then the greater id; withdrawn, none does. What
-- they replace never stands beside them: recorded only to the day, it may seem to be later.
CREATE TABLE chained AS
SELECT report_no, root_no, place_no = 1 AND NOT withdrawn AS is_standing
FROM (
    SELECT r.report_no, r.root_no, r.withdrawn,
           row_number() OVER (PARTITION BY r.root_no
                              ORDER BY r.report_no <> r.root_no DESC, r.recorded_at DESC,
                                       r.report_no DESC) AS place_no
    FROM reports r
    JOIN chains c ON c.root_no = r.root_no
    CROSS JOIN params p
    WHERE r.usable_at <= p.as_of
) ranked;

CREATE TABLE topics AS
SELECT CAST(row_number() OVER (ORDER BY thing_id, place_id, hand_id) AS bigint) AS topic_no,
       thing_id, place_id, hand_id, is_open
FROM (
    SELECT thing_id, place_id, hand_id, bool_or(kind <> 1 OR about_id = 0) AS is_open
    FROM reports
    WHERE stance = 1
    GROUP BY thing_id, place_id, hand_id
) told_of;

-- Nobody reports of the future: a period reaches no further than the instant of its recording.
CREATE TABLE last_words AS
SELECT s.source_id, MAX(LEAST(s.ends_at, s.recorded_at)) AS spoken_until
FROM reports s
JOIN (
    SELECT DISTINCT v.source_id
    FROM coverage v
    CROSS JOIN params p
    WHERE v.role = 2 AND v.recorded_at <= p.as_of
) w ON w.source_id = s.source_id
CROSS JOIN params p
LEFT JOIN chained c ON c.report_no = s.report_no
WHERE s.usable_at <= p.as_of AND COALESCE(c.is_standing, NOT s.withdrawn)
GROUP BY s.source_id;
