-- Station 83: where nothing asks for time without an act.                           SEMANTICS 4.9
--
-- in   measures_asked
-- out  idle_bounds, idle_certain   none

CREATE TABLE idle_bounds AS
SELECT measure_id, measure_id AS unit_id, CAST(0 AS bigint) AS certain,
       CAST(0 AS bigint) AS possible, CAST(0 AS bigint) AS alleged, '' AS reason
FROM measures_asked
WHERE measure_id < 0;

CREATE TABLE idle_certain AS
SELECT measure_id, ends_at, CAST(0 AS bigint) AS reached FROM measures_asked WHERE measure_id < 0;
