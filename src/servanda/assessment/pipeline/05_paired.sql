-- Station 05: the reports of an index of which it has set two side by side.          SEMANTICS 5.3
--
-- in   projected, known_pairs
-- out  apart   view: the other reports; some columns of the schema REPORTS
--      pairs   view: the two reports of each matter of which nobody tells anything else

CREATE VIEW apart AS
SELECT report_no, source_id, origin_id, recorded_at, usable_at, begins_at, ends_at, series_id,
       hand_id, thing_id, place_id, low, high, stance, withdrawn, about_id,
       CAST(0 AS bigint) AS holds_us
FROM projected
WHERE is_paired = 0;

CREATE VIEW pairs AS
SELECT * FROM known_pairs;
