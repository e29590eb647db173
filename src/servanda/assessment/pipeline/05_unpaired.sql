-- Station 05: where no reports have been set side by side.                           SEMANTICS 5.3
--
-- in   reports, rules
-- out  apart, pairs   all reports, and none; as 05_paired makes them

CREATE VIEW apart AS
SELECT report_no, source_id, origin_id, recorded_at, usable_at, begins_at, ends_at, series_id,
       hand_id, thing_id, place_id, low, high, stance, withdrawn, about_id,
       holds_us
FROM reports;

CREATE VIEW pairs AS
SELECT CAST(0 AS integer) AS about_id, CAST(0 AS bigint) AS a_no, CAST(0 AS bigint) AS a_topic_no,
       CAST(0 AS integer) AS a_source_id, CAST(0 AS integer) AS a_origin_id,
       CAST(0 AS bigint) AS a_recorded_at,
       CAST(0 AS bigint) AS a_begins_at, CAST(0 AS bigint) AS a_ends_at, CAST(0 AS bigint) AS a_low,
       CAST(0 AS bigint) AS a_high, CAST(0 AS bigint) AS b_no, CAST(0 AS bigint) AS b_topic_no,
       CAST(0 AS integer) AS b_source_id, CAST(0 AS integer) AS b_origin_id,
       CAST(0 AS bigint) AS b_recorded_at,
       CAST(0 AS bigint) AS b_begins_at, CAST(0 AS bigint) AS b_ends_at, CAST(0 AS bigint) AS b_low,
       CAST(0 AS bigint) AS b_high
FROM rules
WHERE rule_id < 0;
