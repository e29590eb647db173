-- Station 85: what is said of a level at any time of its duty.                     SEMANTICS 4.8.3
--
-- in   params, measures_asked, matters, level_stretches, plain_bounds, idle_bounds
-- out  looked_levels   level measure x stretch with its figures
--      bounds          measure_id, certain, possible (null: unbounded), alleged of all measures;
--                      least, most, most_alleged: what the whole of a share may amount to (5.3.9)

CREATE TABLE looked_levels AS
SELECT s.measure_id, s.stretch_id, s.begins_at, s.ends_at, s.is_inner, b.unit_id, b.certain,
       b.possible, b.alleged, b.is_odd
FROM level_stretches s
JOIN plain_bounds b ON b.measure_id = s.stretch_id;

CREATE TABLE bounds AS
WITH levels_read AS (
    SELECT measure_id,
           MAX(certain) FILTER (WHERE is_inner) AS certain_most,
           CASE WHEN COUNT(possible) = COUNT(*) THEN MAX(possible) END AS possible_most,
           MAX(alleged) AS alleged_most,
           MIN(certain) AS certain_least,
           MIN(possible) FILTER (WHERE is_inner) AS possible_least,
           MIN(alleged) AS alleged_least
    FROM looked_levels
    GROUP BY measure_id
)
SELECT b.measure_id, b.unit_id, b.certain, b.possible, b.alleged, b.is_odd,
       b.certain AS least, b.possible AS most, b.alleged AS most_alleged
FROM plain_bounds b
LEFT JOIN idle_bounds i ON i.measure_id = b.measure_id
WHERE i.measure_id IS NULL
UNION ALL
SELECT measure_id, unit_id, certain, possible, alleged, FALSE, certain, possible,
       alleged
FROM idle_bounds
UNION ALL
SELECT m.measure_id, CAST(NULL AS bigint),
       COALESCE(CASE WHEN k.direction = 2 THEN r.certain_most ELSE r.certain_least END, 0),
       CASE WHEN k.direction = 2 THEN r.possible_most ELSE r.possible_least END,
       COALESCE(CASE WHEN k.direction = 2 THEN r.alleged_most ELSE r.alleged_least END, 0),
       FALSE,
       COALESCE(r.certain_least, 0),
       r.possible_most, COALESCE(r.alleged_most, 0)
FROM measures_asked m
JOIN matters k ON k.matter_id = m.matter_id
LEFT JOIN levels_read r ON r.measure_id = m.measure_id
WHERE m.is_level;
