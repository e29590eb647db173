-- Station 82: certain and possible of the units whose turn it is.              SEMANTICS 4.4, 4.5
--
-- in   due_units, family_sums, capped, figures, denied, readings, lone, levels, params,
--      settled_below
-- out  settled   unit x level: at_least (L), certain, counted (U'), possible (of the standard in
--                force, null: unbounded), is_contradicted (L > U'), is_torn (it or a cell of it
--                is), is_odd (good statements about it or about a cell of it exclude each other)

CREATE TABLE spoken AS
SELECT f.*, r.cap_no, LEAST(f.at_least, c.low) AS low
FROM figures f
JOIN due_units d ON d.unit_id = f.unit_id
JOIN readings r ON r.level_no = f.level_no
LEFT JOIN capped c
  ON c.unit_id = f.unit_id AND c.level_no = f.level_no AND c.cap_no = r.cap_no
 AND c.voice_no = f.voice_no AND f.at_least IS NOT NULL;

-- ---- what the standard proves (3.3, 4.4) --------------------------------------------------------

CREATE TABLE proved AS
WITH by_speaker AS (
    SELECT unit_id, source_id, origin_id, source_id <> origin_id AS is_relay,
           MAX(low) FILTER (WHERE is_low_proof) AS low,
           MIN(at_most) FILTER (WHERE is_high_proof) AS at_most,
           MIN(counted) FILTER (WHERE is_high_proof) AS counted
    FROM spoken
    WHERE level_no = 3 AND cap_no = 3
    GROUP BY unit_id, source_id, origin_id
),
-- Two origins prove what both of them say; of two relays neither has it from the other (3.3.1).
-- The lesser of a number and none is the number, so both must be there.
second AS (
    SELECT a.unit_id,
           MAX(LEAST(a.low, b.low)) FILTER (WHERE a.low IS NOT NULL AND b.low IS NOT NULL)
               AS low,
           MIN(GREATEST(a.at_most, b.at_most))
               FILTER (WHERE a.at_most IS NOT NULL AND b.at_most IS NOT NULL) AS at_most,
           MIN(GREATEST(a.counted, b.counted))
               FILTER (WHERE a.counted IS NOT NULL AND b.counted IS NOT NULL) AS counted
    FROM by_speaker a
    JOIN by_speaker b
      ON b.unit_id = a.unit_id AND a.origin_id < b.origin_id
     AND NOT (a.is_relay AND b.is_relay
              AND (a.origin_id = b.source_id OR b.origin_id = a.source_id))
    GROUP BY a.unit_id
),
grouped AS (
    SELECT unit_id, level_no,
           MAX(low) AS low_any,
           MAX(low) FILTER (WHERE is_low_good) AS low_good,
           MAX(low) FILTER (WHERE is_verified) AS low_verified,
           MIN(at_most) AS most_any,
           MIN(at_most) FILTER (WHERE is_high_good) AS most_good,
           MIN(at_most) FILTER (WHERE is_verified) AS most_verified,
           MIN(counted) AS counted_any,
           MIN(counted) FILTER (WHERE is_high_good) AS counted_good,
           MIN(counted) FILTER (WHERE is_verified) AS counted_verified
    FROM spoken
    WHERE level_no = cap_no
    GROUP BY unit_id, level_no
)
SELECT g.unit_id, g.level_no,
       CASE g.level_no WHEN 1 THEN low_any WHEN 2 THEN low_good
                       WHEN 3 THEN GREATEST(low_verified, s.low) ELSE low_verified END AS low,
       CASE g.level_no WHEN 1 THEN most_any WHEN 2 THEN most_good
                       WHEN 3 THEN LEAST(most_verified, s.at_most) ELSE most_verified END
           AS at_most,
       CASE g.level_no WHEN 1 THEN counted_any WHEN 2 THEN counted_good
                       WHEN 3 THEN LEAST(counted_verified, s.counted) ELSE counted_verified END
           AS counted
FROM grouped g
LEFT JOIN second s ON s.unit_id = g.unit_id;

CREATE TABLE sure_sums AS
SELECT f.unit_id, f.family, f.level_no, f.certain
FROM family_sums f
LEFT JOIN family_sums b
  ON b.unit_id = f.unit_id AND b.level_no = f.level_no AND b.family <> f.family AND b.is_bad
WHERE b.unit_id IS NULL;

CREATE TABLE whole AS
WITH sums AS (
    SELECT f.unit_id, f.level_no, MAX(s.certain) AS certain, MIN(f.counted) AS counted,
           MIN(f.possible) AS possible, bool_or(f.is_torn) AS is_torn, bool_or(f.is_odd) AS is_odd
    FROM family_sums f
    LEFT JOIN sure_sums s
      ON s.unit_id = f.unit_id AND s.level_no = f.level_no AND s.family = f.family
    GROUP BY f.unit_id, f.level_no
)
SELECT d.unit_id, v.level_no,
       GREATEST(0, p.low, s.certain) AS at_least,
       LEAST(p.counted, s.counted) AS counted,
       p.at_most AS at_most,
       LEAST(p.at_most, s.possible) AS upper,
       COALESCE(s.is_torn, FALSE) AS is_torn,
       COALESCE(s.is_odd, FALSE) AS is_odd
FROM due_units d
CROSS JOIN levels v
LEFT JOIN proved p ON p.unit_id = d.unit_id AND p.level_no = v.level_no
LEFT JOIN sums s ON s.unit_id = d.unit_id AND s.level_no = v.level_no;

-- 4.5: where U' contradicts L, the greatest at-least that U' does not contradict.
CREATE TABLE raws AS
WITH held AS (
    SELECT unit_id, counted AS held_by, at_least AS least_two FROM whole WHERE level_no = 2
),
kept AS (
    SELECT k.unit_id, k.cap_no, MAX(k.low) AS low
    FROM (
        SELECT s.unit_id, s.cap_no, s.low
        FROM spoken s
        WHERE s.low IS NOT NULL
          AND ((s.cap_no = 1 AND s.level_no = 1)
               OR (s.cap_no <> 1 AND s.level_no = 2 AND s.is_low_good))
        UNION ALL
        SELECT f.unit_id, f.level_no, f.certain FROM sure_sums f
    ) k
    JOIN held h ON h.unit_id = k.unit_id AND k.low <= h.held_by
    GROUP BY k.unit_id, k.cap_no
)
SELECT w.*, h.held_by,
       CASE WHEN h.held_by IS NULL OR w.at_least <= h.held_by THEN w.at_least
            ELSE GREATEST(0, k.low) END AS raw,
       COALESCE(CASE WHEN w.level_no = 1 THEN w.at_least ELSE h.least_two END > h.held_by, FALSE)
           AS is_contradicted
FROM whole w
JOIN held h ON h.unit_id = w.unit_id
LEFT JOIN kept k ON k.unit_id = w.unit_id AND k.cap_no = w.level_no;

-- A stricter standard never has more than `independent`, `claimed` never less.
CREATE TABLE sure AS
SELECT r.*,
       CASE r.level_no WHEN 1 THEN GREATEST(r.raw, t.raw) WHEN 2 THEN r.raw
                       ELSE LEAST(r.raw, t.raw) END AS certain
FROM raws r
JOIN raws t ON t.unit_id = r.unit_id AND t.level_no = 2;

-- ---- possible (4.5) ----------------------------------------------------------------------------

CREATE TABLE tops AS
WITH bound AS (
    SELECT s.unit_id, s.upper, s.at_most, n.level_no AS lone_no, n.standard_no
    FROM sure s
    JOIN lone n ON n.standard_no = s.level_no
),
lone_figures AS (
    SELECT b.unit_id, b.upper, b.at_most AS bound_most, f.at_least, f.at_most, f.highs,
           f.contradicts_itself
    FROM bound b
    JOIN spoken f ON f.unit_id = b.unit_id AND f.level_no = b.lone_no AND f.cap_no = b.lone_no
    WHERE b.lone_no = 1 OR f.is_low_good
),
above AS (
    SELECT unit_id, COALESCE(at_most, highs) AS top
    FROM lone_figures
    WHERE at_least > upper
    UNION ALL
    SELECT b.unit_id, g.possible
    FROM bound b
    JOIN family_sums f ON f.unit_id = b.unit_id AND f.level_no = b.lone_no
    JOIN family_sums g
      ON g.unit_id = f.unit_id AND g.family = f.family AND g.level_no = b.standard_no
    WHERE f.at_least > b.upper
    UNION ALL
    SELECT b.unit_id, n.high
    FROM bound b
    JOIN denied n ON n.unit_id = b.unit_id AND n.low > b.upper
),
highest AS (
    SELECT unit_id, MAX(top) AS top, COUNT(top) < COUNT(*) AS is_open
    FROM above
    GROUP BY unit_id
),
odd AS (
    SELECT unit_id,
           bool_or(contradicts_itself OR COALESCE(at_least > bound_most, FALSE)) AS is_odd
    FROM lone_figures
    GROUP BY unit_id
)
SELECT b.unit_id, b.upper, h.top, COALESCE(h.is_open, FALSE) AS is_open,
       COALESCE(o.is_odd, FALSE) AS is_odd
FROM bound b
LEFT JOIN highest h ON h.unit_id = b.unit_id
LEFT JOIN odd o ON o.unit_id = b.unit_id;

CREATE TABLE settled AS
SELECT * FROM settled_below
UNION ALL
SELECT s.unit_id, s.level_no, s.at_least, s.certain, s.counted,
       CASE WHEN t.upper IS NULL OR t.is_open THEN NULL
            ELSE GREATEST(t.upper, t.top, n.certain) END AS possible,
       s.is_contradicted,
       s.is_torn OR c.is_contradicted AS is_torn,
       s.is_odd OR t.is_odd OR c.is_contradicted AS is_odd
FROM sure s
JOIN tops t ON t.unit_id = s.unit_id
JOIN params p ON TRUE
JOIN sure n ON n.unit_id = s.unit_id AND n.level_no = p.standard_no
JOIN (SELECT unit_id, bool_or(is_contradicted) AS is_contradicted FROM sure GROUP BY unit_id) c
  ON c.unit_id = s.unit_id;
