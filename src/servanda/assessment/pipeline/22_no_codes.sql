-- Station 22: where every report is looked at by itself, nobody asks what is alike.  SEMANTICS 2.7
--
-- in   reports
-- out  coded   none

CREATE TABLE coded AS
SELECT report_no, CAST(NULL AS bigint) AS incident_no, FALSE AS is_counted, low, high,
       CAST(NULL AS bigint) AS code,
       CAST(NULL AS bigint) AS position_no
FROM reports
WHERE report_no < 0;
