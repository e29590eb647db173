-- Station 05: the reports of a projection that are all read as they are written.  SEMANTICS 1.4
--
-- in   projected
-- out  reports   view, schema REPORTS

CREATE VIEW reports AS
SELECT report_no, root_no, source_id, origin_id, recorded_at, usable_at, begins_at, ends_at, kind,
       series_id, hand_id, thing_id, place_id, low, high, stance, withdrawn, about_id,
       CAST(0 AS bigint) AS holds_us
FROM projected;
