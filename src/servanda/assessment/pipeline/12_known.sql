-- Station 12: what an index knows of all its reports after the last row.      SEMANTICS 2.8, 4.3
--
-- in   params, known_topics, known_replaced, known_spoken_until, coverage
-- out  chained, topics, last_words   as 12_told makes them
--
-- Runs where all reports are read as they are written, at an instant after the last row.

-- Of several replacements the last recorded stands, then the greater id; withdrawn, none does. What
-- they replace never stands beside them: recorded only to the day, it may seem to be later.
CREATE TABLE chained AS
SELECT report_no, root_no, place_no = 1 AND NOT withdrawn AS is_standing
FROM (
    SELECT r.report_no, r.root_no, r.withdrawn,
           row_number() OVER (PARTITION BY r.root_no
                              ORDER BY r.report_no <> r.root_no DESC, r.recorded_at DESC,
                                       r.report_no DESC) AS place_no
    FROM known_replaced r
    CROSS JOIN params p
    WHERE r.usable_at <= p.as_of
) ranked;

CREATE TABLE topics AS
SELECT topic_no, thing_id, place_id, hand_id, is_open FROM known_topics;

CREATE TABLE last_words AS
SELECT k.source_id, k.spoken_until
FROM known_spoken_until k
JOIN (
    SELECT DISTINCT v.source_id
    FROM coverage v
    CROSS JOIN params p
    WHERE v.role = 2 AND v.recorded_at <= p.as_of
) w ON w.source_id = k.source_id;
