-- Station 74: what each voice says at least of a unit.                          SEMANTICS 4.1, 4.2
--
-- in   lies, claims, accounts, weighed, levels
-- out  good_here     unit x incident told of more than once: its good reports there
--      event_says    unit x level x voice x event that says at least its low; of one position all
--                    of whose incidents nobody tells twice, in one row with the least of them
--      event_parts   the same by incident: once, at its greatest low
--      tally_parts   unit x voice x tally that says at least its low
--      tally_runs        the same by the stretches that a series covers without a gap
--      coincidences      series of tallies x incident that share an instant: not added together
--      least_sums    unit x level x voice x series: sum of lows, sum of highs (null: unknown);
--                    series 0 is the events alone
--      leasts        unit x level x voice: the greatest of them, the highs of the same figures

CREATE VIEW sure_accounts AS
SELECT * FROM accounts WHERE (is_certain_two OR is_certain_now) AND NOT is_above;

-- Good reports of an incident that lie in a unit, to tell whether others put it elsewhere.
CREATE VIEW good_here AS
SELECT l.unit_id, c.incident_no, COUNT(*) AS good_reports
FROM lies l
JOIN accounts c ON c.matter_id = l.matter_id AND c.position_no = l.position_no
WHERE c.is_high_good AND c.reports > 1 AND (c.is_certain_two OR c.is_certain_now)
GROUP BY l.unit_id, c.incident_no;

CREATE TABLE good_apart AS
SELECT l.unit_id, c.incident_no, COUNT(*) AS good_reports
FROM (SELECT DISTINCT matter_id, incident_no FROM sure_accounts WHERE NOT is_together) a
JOIN accounts c
  ON c.matter_id = a.matter_id AND c.incident_no = a.incident_no AND c.is_high_good
JOIN lies l ON l.matter_id = c.matter_id AND l.position_no = c.position_no
GROUP BY l.unit_id, c.incident_no;

CREATE VIEW event_inside AS
SELECT l.unit_id, c.statement_no, c.position_no, c.incident_no, c.low, c.high, c.begins_at,
       c.ends_at, c.voice_no, c.admitted_voice_no, c.marked_voice_no, c.is_certain_two,
       c.is_certain_now, c.is_told_once, c.is_together
FROM sure_accounts c
JOIN lies l ON l.matter_id = c.matter_id AND l.position_no = c.position_no
LEFT JOIN good_apart g ON g.unit_id = l.unit_id AND g.incident_no = c.incident_no
WHERE (l.rel & 1) = 1 AND (c.is_together OR COALESCE(g.good_reports, 0) = c.good_reports);

-- What nobody tells twice of is added up position by position before units are looked for.
CREATE TABLE event_says AS
WITH summed AS (
    SELECT matter_id, position_no, voice_no, admitted_voice_no, marked_voice_no, is_certain_two,
           is_certain_now, MIN(statement_no) AS statement_no, MIN(incident_no) AS incident_no,
           CAST(SUM(low) AS bigint) AS low,
           CASE WHEN COUNT(high) = COUNT(*) THEN CAST(SUM(high) AS bigint) END AS high,
           MIN(begins_at) AS begins_at, MIN(ends_at) AS ends_at
    FROM sure_accounts
    WHERE is_told_once AND is_together
    GROUP BY matter_id, position_no, voice_no, admitted_voice_no, marked_voice_no, is_certain_two,
             is_certain_now
),
inside AS (
    SELECT l.unit_id, s.statement_no, s.position_no, s.incident_no, s.low, s.high, s.begins_at,
           s.ends_at, s.voice_no, s.admitted_voice_no, s.marked_voice_no, s.is_certain_two,
           s.is_certain_now, TRUE AS is_told_once
    FROM summed s
    JOIN lies l ON l.matter_id = s.matter_id AND l.position_no = s.position_no
    WHERE (l.rel & 1) = 1
    UNION ALL
    SELECT unit_id, statement_no, position_no, incident_no, low, high, begins_at, ends_at, voice_no,
           admitted_voice_no, marked_voice_no, is_certain_two, is_certain_now, is_told_once
    FROM event_inside
    WHERE NOT (is_told_once AND is_together)
),
spoken AS (
    SELECT i.*, voice_no AS speaking_no FROM inside i
    UNION ALL
    SELECT i.*, admitted_voice_no FROM inside i WHERE admitted_voice_no IS NOT NULL
    UNION ALL
    SELECT i.*, marked_voice_no FROM inside i WHERE marked_voice_no IS NOT NULL
)
SELECT s.unit_id, v.level_no, s.speaking_no AS voice_no, s.statement_no, s.position_no,
       s.incident_no, s.low, s.high, s.begins_at, s.ends_at, s.is_told_once
FROM spoken s
JOIN levels v
  ON (v.level_no = 2 AND s.is_certain_two) OR (v.level_no <> 2 AND s.is_certain_now);

CREATE VIEW event_parts AS
SELECT unit_id, level_no, voice_no, incident_no, MAX(low) AS low,
       CASE WHEN COUNT(high) = COUNT(*) THEN MAX(high) END AS high
FROM event_says
WHERE NOT is_told_once
GROUP BY unit_id, level_no, voice_no, incident_no
UNION ALL
SELECT unit_id, level_no, voice_no, incident_no, low, high FROM event_says WHERE is_told_once;

CREATE TABLE tally_parts AS
WITH inside AS (
    SELECT l.unit_id, c.statement_no, c.position_no, c.series_no, c.low, c.high, c.begins_at,
           c.ends_at, c.voice_no, c.admitted_voice_no, c.marked_voice_no
    FROM lies l
    JOIN claims c ON c.matter_id = l.matter_id AND c.position_no = l.position_no
    JOIN weighed w ON w.matter_id = c.matter_id AND w.statement_no = c.statement_no
    WHERE (l.rel & 1) = 1 AND NOT c.is_event AND (c.hand_rel & 1) = 1
      AND NOT w.is_contested AND NOT w.is_excepted AND NOT w.is_gone
)
SELECT unit_id, voice_no, statement_no, position_no, series_no, low, high, begins_at, ends_at
FROM inside
UNION ALL
SELECT unit_id, admitted_voice_no, statement_no, position_no, series_no, low, high, begins_at, ends_at
FROM inside
WHERE admitted_voice_no IS NOT NULL
UNION ALL
SELECT unit_id, marked_voice_no, statement_no, position_no, series_no, low, high, begins_at, ends_at
FROM inside
WHERE marked_voice_no IS NOT NULL;

CREATE TABLE tally_runs AS
WITH in_order AS (
    SELECT unit_id, voice_no, series_no, begins_at, ends_at,
           CASE WHEN begins_at <= MAX(ends_at) OVER (
                         PARTITION BY unit_id, voice_no, series_no
                         ORDER BY begins_at, ends_at, statement_no
                         ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
                THEN 0 ELSE 1 END AS is_first,
           statement_no
    FROM tally_parts
),
numbered AS (
    SELECT unit_id, voice_no, series_no, begins_at, ends_at,
           CAST(SUM(is_first) OVER (PARTITION BY unit_id, voice_no, series_no
                                    ORDER BY begins_at, ends_at, statement_no
                                    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
                AS bigint) AS run_no
    FROM in_order
)
SELECT unit_id, voice_no, series_no, MIN(begins_at) AS begins_at, MAX(ends_at) AS ends_at
FROM numbered
GROUP BY unit_id, voice_no, series_no, run_no;

CREATE TABLE coincidences AS
SELECT DISTINCT s.unit_id, s.level_no, s.voice_no, t.series_no, s.incident_no
FROM tally_runs t
JOIN event_says s ON s.unit_id = t.unit_id AND s.voice_no = t.voice_no
WHERE s.begins_at < t.ends_at AND t.begins_at < s.ends_at;

CREATE TABLE least_sums AS
WITH events AS (
    SELECT unit_id, level_no, voice_no, CAST(SUM(low) AS bigint) AS low,
           CAST(COALESCE(SUM(high), 0) AS bigint) AS high, COUNT(*) - COUNT(high) AS unknown
    FROM event_parts
    GROUP BY unit_id, level_no, voice_no
),
tallied AS (
    SELECT t.unit_id, v.level_no, t.voice_no, t.series_no, CAST(SUM(t.low) AS bigint) AS low,
           CAST(COALESCE(SUM(t.high), 0) AS bigint) AS high, COUNT(*) - COUNT(t.high) AS unknown
    FROM tally_parts t
    CROSS JOIN levels v
    GROUP BY t.unit_id, v.level_no, t.voice_no, t.series_no
),
twice AS (
    SELECT o.unit_id, o.level_no, o.voice_no, o.series_no, CAST(SUM(e.low) AS bigint) AS low,
           CAST(COALESCE(SUM(e.high), 0) AS bigint) AS high, COUNT(*) - COUNT(e.high) AS unknown
    FROM coincidences o
    JOIN event_parts e
      ON e.unit_id = o.unit_id AND e.level_no = o.level_no AND e.voice_no = o.voice_no
     AND e.incident_no = o.incident_no
    GROUP BY o.unit_id, o.level_no, o.voice_no, o.series_no
)
SELECT unit_id, level_no, voice_no, CAST(0 AS bigint) AS series_no, low,
       CASE WHEN unknown = 0 THEN high END AS high
FROM events
UNION ALL
SELECT t.unit_id, t.level_no, t.voice_no, t.series_no,
       t.low + COALESCE(e.low, 0) - COALESCE(o.low, 0),
       CASE WHEN t.unknown + COALESCE(e.unknown, 0) - COALESCE(o.unknown, 0) = 0
            THEN t.high + COALESCE(e.high, 0) - COALESCE(o.high, 0) END
FROM tallied t
LEFT JOIN events e
  ON e.unit_id = t.unit_id AND e.level_no = t.level_no AND e.voice_no = t.voice_no
LEFT JOIN twice o
  ON o.unit_id = t.unit_id AND o.level_no = t.level_no AND o.voice_no = t.voice_no
 AND o.series_no = t.series_no;

CREATE TABLE leasts AS
SELECT s.unit_id, s.level_no, s.voice_no, s.low,
       CASE WHEN COUNT(s.high) = COUNT(*) THEN MAX(s.high) END AS high
FROM least_sums s
JOIN (
    SELECT unit_id, level_no, voice_no, MAX(low) AS low
    FROM least_sums
    GROUP BY unit_id, level_no, voice_no
) b
  ON b.unit_id = s.unit_id AND b.level_no = s.level_no AND b.voice_no = s.voice_no
 AND b.low = s.low
GROUP BY s.unit_id, s.level_no, s.voice_no, s.low;
