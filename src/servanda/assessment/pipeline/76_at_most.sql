-- Station 76: what each voice says at most of a unit, its silence included.    SEMANTICS 4.1 to 4.3
--
-- in   units, stretches, lies, claims, weighed, accounts, remarks, remark_voices, looks, declared,
--      matter_things, matter_sites, site_places, last_words, matters
-- out  unit_declared  unit x source x role (1 counts, 2 covers, 3 denied access)
--      counted    unit x voice: the least at-most that is more than silence
--      silences   unit x voice (of a source itself): at most what it told that may fall there;
--                 told null: unknown
--      figures    unit x level x voice: at_least, highs, counted, at_most (4.2)

CREATE TABLE unit_declared AS
WITH seen_from AS (
    SELECT d.coverage_id, d.source_id, d.role, d.begins_at, d.ends_at, t.matter_id, m.site_id,
           t.rel & CAST(s.rel AS integer) AS rel
    FROM declared d
    JOIN matter_things t ON t.thing_id = d.thing_id
    JOIN matter_sites m ON m.matter_id = t.matter_id
    JOIN site_places s ON s.site_id = m.site_id AND s.place_id = d.place_id
)
SELECT DISTINCT u.unit_id, d.source_id, d.role
FROM units u
JOIN seen_from d ON d.matter_id = u.matter_id AND d.site_id = u.site_id
WHERE d.role IN (1, 2) AND (d.rel & 2) = 2
  AND d.begins_at <= u.outer_from AND u.outer_to <= d.ends_at
UNION
SELECT s.unit_id, d.source_id, d.role
FROM stretches s
JOIN seen_from d ON d.matter_id = s.matter_id AND d.site_id = s.site_id
WHERE d.role = 3 AND d.begins_at < s.outer_to AND s.outer_from < d.ends_at;

-- What names a matter says at most only of what is asked of the same.
CREATE TABLE counting_tallies AS
WITH told AS (
    SELECT l.unit_id, l.rel, c.about_id = 0 OR u.about_key <> 0 AS is_of_all, c.statement_no,
           c.series_no, c.high, c.begins_at, c.ends_at,
           s.rel AS spot_rel, u.outer_from, u.outer_to,
           c.voice_no, c.admitted_voice_no, c.marked_voice_no
    FROM lies l
    JOIN claims c ON c.matter_id = l.matter_id AND c.position_no = l.position_no
    JOIN weighed w ON w.matter_id = c.matter_id AND w.statement_no = c.statement_no
    JOIN units u ON u.unit_id = l.unit_id
    JOIN unit_declared d
      ON d.unit_id = l.unit_id AND d.source_id = c.source_id AND d.role = 1
    JOIN spots s
      ON s.matter_id = c.matter_id AND s.thing_id = c.thing_id AND s.place_id = c.place_id
     AND s.site_id = u.site_id
    WHERE NOT c.is_event AND c.hand_rel <> 1 AND NOT w.is_contested AND NOT w.is_gone
)
SELECT t.*, voice_no AS speaking_no FROM told t
UNION ALL
SELECT t.*, admitted_voice_no FROM told t WHERE admitted_voice_no IS NOT NULL
UNION ALL
SELECT t.*, marked_voice_no FROM told t WHERE marked_voice_no IS NOT NULL;

CREATE TABLE seen_none AS
WITH named AS (
    SELECT remark_no, thing_id, place_id, begins_at, ends_at, CAST(-1 AS bigint) AS about_no
    FROM remarks
    WHERE stance = 3 AND about_id = 0
    UNION ALL
    SELECT remark_no, thing_id, place_id, begins_at, ends_at, about_id
    FROM remarks
    WHERE stance = 3
),
containing AS (
    SELECT u.unit_id, v.voice_no, v.admitted_voice_no, v.marked_voice_no
    FROM named r
    JOIN looks k ON k.remark_no = r.remark_no
    JOIN remark_voices v ON v.matter_id = k.matter_id AND v.remark_no = k.remark_no
    JOIN matter_things t ON t.matter_id = k.matter_id AND t.thing_id = r.thing_id
    JOIN site_places s ON s.place_id = r.place_id
    JOIN stretches u
      ON u.matter_id = k.matter_id AND u.site_id = s.site_id AND u.about_no = r.about_no
    WHERE (t.rel & CAST(s.rel AS integer) & 2) = 2
      AND r.begins_at <= u.hull_from AND u.hull_to <= r.ends_at
)
SELECT unit_id, voice_no FROM containing
UNION
SELECT unit_id, admitted_voice_no FROM containing WHERE admitted_voice_no IS NOT NULL
UNION
SELECT unit_id, marked_voice_no FROM containing WHERE marked_voice_no IS NOT NULL;

CREATE TABLE counted AS
WITH in_order AS (
    SELECT t.*,
           MAX(ends_at) OVER (PARTITION BY unit_id, speaking_no, series_no
                              ORDER BY begins_at, ends_at, statement_no
                              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached_at
    FROM counting_tallies t
    WHERE (spot_rel & 2) = 2 AND is_of_all
),
series AS (
    SELECT unit_id, speaking_no AS voice_no, CAST(SUM(high) AS bigint) AS high
    FROM in_order
    GROUP BY unit_id, speaking_no, series_no, outer_from, outer_to
    -- Together without a gap from the first instant of the unit to its last.
    HAVING COUNT(high) = COUNT(*) AND MAX(ends_at) >= outer_to
       AND NOT bool_or(begins_at > GREATEST(outer_from, COALESCE(reached_at, outer_from)))
),
every AS (
    SELECT unit_id, voice_no, high FROM series
    UNION ALL
    SELECT unit_id, speaking_no, high FROM counting_tallies
    WHERE (rel & 2) = 2 AND is_of_all AND high IS NOT NULL
    UNION ALL
    SELECT unit_id, voice_no, CAST(0 AS bigint) FROM seen_none
)
SELECT unit_id, voice_no, MIN(high) AS counted
FROM every
GROUP BY unit_id, voice_no;

-- ---- silence (4.3): for ceilings and prohibitions, of a source that watched and went on reporting

CREATE TABLE watched AS
SELECT d.unit_id, d.source_id, v.voice_no
FROM unit_declared d
JOIN units u ON u.unit_id = d.unit_id
JOIN matters m ON m.matter_id = u.matter_id AND m.direction = 2
JOIN last_words w ON w.source_id = d.source_id AND w.spoken_until >= u.outer_to
JOIN voices v
  ON v.direction = m.direction AND v.judged_id = m.judged_id AND v.source_id = d.source_id
 AND v.origin_id = d.source_id AND v.voice_kind = 1
LEFT JOIN unit_declared n
  ON n.unit_id = d.unit_id AND n.source_id = d.source_id AND n.role = 3
WHERE d.role = 2 AND n.unit_id IS NULL;

CREATE TABLE silences AS
WITH events AS (
    SELECT w.unit_id, w.source_id, c.incident_no, c.high, c.begins_at, c.ends_at
    FROM watched w
    JOIN lies l ON l.unit_id = w.unit_id
    JOIN accounts c
      ON c.matter_id = l.matter_id AND c.position_no = l.position_no
     AND c.source_id = w.source_id
),
counts AS (
    SELECT w.unit_id, w.source_id, c.series_no, c.high, c.begins_at, c.ends_at
    FROM watched w
    JOIN lies l ON l.unit_id = w.unit_id
    JOIN claims c
      ON c.matter_id = l.matter_id AND c.position_no = l.position_no
     AND c.source_id = w.source_id AND c.hand_rel IS NOT NULL AND NOT c.is_event
    JOIN weighed g
      ON g.matter_id = c.matter_id AND g.statement_no = c.statement_no AND NOT g.is_gone
),
once AS (
    SELECT unit_id, source_id, incident_no,
           CASE WHEN COUNT(high) = COUNT(*) THEN MAX(high) END AS high
    FROM events
    GROUP BY unit_id, source_id, incident_no
),
twice AS (
    SELECT DISTINCT c.unit_id, c.source_id, c.series_no, e.incident_no
    FROM counts c
    JOIN events e ON e.unit_id = c.unit_id AND e.source_id = c.source_id
    WHERE e.begins_at < c.ends_at AND c.begins_at < e.ends_at
),
parts AS (
    SELECT unit_id, source_id, CAST(0 AS bigint) AS series_no, high FROM once
    UNION ALL
    SELECT unit_id, source_id, series_no, high FROM counts
    UNION ALL
    SELECT s.unit_id, s.source_id, s.series_no, o.high
    FROM (SELECT DISTINCT unit_id, source_id, series_no FROM counts) s
    JOIN once o ON o.unit_id = s.unit_id AND o.source_id = s.source_id
    LEFT JOIN twice t
      ON t.unit_id = s.unit_id AND t.source_id = s.source_id AND t.series_no = s.series_no
     AND t.incident_no = o.incident_no
    WHERE t.unit_id IS NULL
),
sums AS (
    SELECT unit_id, source_id, series_no,
           CASE WHEN COUNT(high) = COUNT(*) THEN CAST(SUM(high) AS bigint) END AS high
    FROM parts
    GROUP BY unit_id, source_id, series_no
),
tops AS (
    SELECT unit_id, source_id,
           CASE WHEN COUNT(high) = COUNT(*) THEN MAX(high) END AS told,
           COUNT(high) < COUNT(*) AS is_unknown
    FROM sums
    GROUP BY unit_id, source_id
)
SELECT w.unit_id, w.voice_no, CASE WHEN t.is_unknown THEN NULL ELSE COALESCE(t.told, 0) END AS told
FROM watched w
LEFT JOIN tops t ON t.unit_id = w.unit_id AND t.source_id = w.source_id;

CREATE TABLE figures AS
WITH speaking AS (
    SELECT unit_id, level_no, voice_no FROM leasts
    UNION
    SELECT c.unit_id, v.level_no, c.voice_no FROM counted c CROSS JOIN levels v
    UNION
    SELECT s.unit_id, v.level_no, s.voice_no
    FROM silences s
    CROSS JOIN levels v
    WHERE s.told IS NOT NULL
),
-- 4.2: a source whose parts exceed its whole contradicts itself; the two numbers change places.
set_right AS (
    SELECT k.unit_id, k.level_no, k.voice_no,
           COALESCE(l.low > c.counted, FALSE) AS contradicts_itself,
           CASE WHEN l.low > c.counted THEN c.counted ELSE l.low END AS at_least,
           CASE WHEN l.low > c.counted THEN l.low ELSE c.counted END AS counted,
           l.high AS highs,
           CASE WHEN l.low > c.counted OR s.told IS NULL THEN NULL
                ELSE GREATEST(s.told, COALESCE(l.low, 0)) END AS silence
    FROM speaking k
    LEFT JOIN leasts l
      ON l.unit_id = k.unit_id AND l.level_no = k.level_no AND l.voice_no = k.voice_no
    LEFT JOIN counted c ON c.unit_id = k.unit_id AND c.voice_no = k.voice_no
    LEFT JOIN silences s ON s.unit_id = k.unit_id AND s.voice_no = k.voice_no
)
SELECT s.unit_id, s.level_no, s.voice_no, s.contradicts_itself, s.at_least, s.highs, s.counted,
       LEAST(s.counted, s.silence) AS at_most,
       v.source_id, v.origin_id, v.is_verified, v.is_low_proof, v.is_high_proof, v.is_low_good, v.is_high_good
FROM set_right s
JOIN voices v ON v.voice_no = s.voice_no;
