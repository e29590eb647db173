-- Station 21: where no call stands for others.                                       SEMANTICS 5.3
--
-- in   rules, reports
-- out  bulk_kept, idle_looks, call_weights   none

CREATE TABLE bulk_kept AS
SELECT report_no, source_id, origin_id, recorded_at, begins_at, ends_at, series_id, hand_id,
       thing_id, place_id, low, high, about_id, holds_us, CAST(0 AS bigint) AS topic_no
FROM reports
WHERE report_no < 0;

CREATE TABLE call_weights AS
SELECT CAST(0 AS bigint) AS incident_no, CAST(0 AS bigint) AS calls FROM rules WHERE rule_id < 0;

CREATE TABLE idle_looks AS
SELECT CAST(0 AS bigint) AS remark_no FROM rules WHERE rule_id < 0;
