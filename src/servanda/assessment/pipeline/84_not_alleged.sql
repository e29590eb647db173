-- Station 84: where it is known already what is alleged and why.                      SEMANTICS 4.6
--
-- in   measures_now, measure_units, settled, params
-- out  open_ended     none: there is nothing that makes something due
--      plain_bounds   as 84_alleged makes it, with nothing alleged and nothing odd
--
-- Runs for a finding whose verdict is known, so that of the one worked out here only that remains
-- for which certain and possible are enough: complied or violated, and since when.

CREATE TABLE open_ended AS
SELECT measure_id FROM measures_now WHERE measure_id < 0;

CREATE TABLE plain_bounds AS
SELECT m.measure_id, u.unit_id, COALESCE(s.certain, 0) AS certain, s.possible,
       CAST(0 AS bigint) AS alleged, FALSE AS is_odd
FROM measures_now m
CROSS JOIN params p
LEFT JOIN measure_units u ON u.measure_id = m.measure_id
LEFT JOIN settled s ON s.unit_id = u.unit_id AND s.level_no = p.standard_no;
