-- Station 64: where nothing asks for a level.                                     SEMANTICS 4.8.2
--
-- in   measures_asked
-- out  level_stretches   none
--      measures_now      measures to be worked out in this pass

CREATE TABLE level_stretches AS
SELECT measure_id, measure_id AS stretch_id, begins_at, ends_at, FALSE AS is_inner
FROM measures_asked
WHERE measure_id < 0;

CREATE TABLE measures_now AS
SELECT measure_id, matter_id, site_id, about_key, windows_id, begins_at, ends_at, may_begin_at,
       may_end_at, until_at, is_level
FROM measures_asked;
