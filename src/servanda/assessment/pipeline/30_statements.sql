-- Station 30: statements: events, tallies, differences, levels.        SEMANTICS 2.3, 2.4, 4.8.2
--
-- in   told (22), pieces (25)
-- out  tallies      tallies that may concern a matter, with their series
--      differences  differences of neighbouring running totals
--      statements   view: one row per event, tally, difference (statement_no negative) or piece of a
--                   level
--                   level; position_no: what lies in time and place as it does
--
-- A series is named by one number: 4 times the number of a report plus 1 (a tally alone), 2 (the
-- tallies of a key together) or 3 (the differences of running totals of one begin); 0 is none.

CREATE TABLE tallies AS
WITH flagged AS (
    SELECT t.*,
           CASE WHEN series_id = 0 THEN thing_id ELSE 0 END AS key_thing_id,
           CASE WHEN series_id = 0 THEN place_id ELSE 0 END AS key_place_id,
           CASE WHEN series_id = 0 THEN hand_id ELSE 0 END AS key_hand_id,
           CASE WHEN series_id = 0
                THEN COALESCE(MAX(ends_at) OVER before_it > begins_at, FALSE)
                     OR COALESCE(LEAD(begins_at) OVER in_order < ends_at, FALSE)
                ELSE MIN(ends_at) OVER from_one_begin <> MAX(ends_at) OVER from_one_begin
           END AS is_alone
    FROM told t
    WHERE kind = 2
    WINDOW in_order AS (
               PARTITION BY source_id, origin_id, series_id, thing_id, place_id, hand_id
               ORDER BY begins_at, ends_at, report_no),
           before_it AS (
               PARTITION BY source_id, origin_id, series_id, thing_id, place_id, hand_id
               ORDER BY begins_at, ends_at, report_no
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
           from_one_begin AS (
               PARTITION BY source_id, origin_id, series_id, thing_id, place_id, hand_id,
                            begins_at)
)
SELECT f.*,
       CASE WHEN is_alone THEN report_no * 4 + 1
            ELSE 4 * MIN(report_no) OVER (
                PARTITION BY source_id, origin_id, series_id, key_thing_id, key_place_id,
                             key_hand_id, is_alone) + 2
       END AS series_no
FROM flagged f;

CREATE TABLE differences AS
WITH latest AS (
    SELECT t.*,
           row_number() OVER (
               PARTITION BY source_id, origin_id, series_id, thing_id, place_id, hand_id,
                            begins_at, ends_at
               ORDER BY recorded_at DESC, report_no DESC) AS place_no
    FROM tallies t
),
paired AS (
    SELECT l.*,
           LAG(report_no) OVER totals AS first_no,
           LAG(ends_at) OVER totals AS first_ends_at,
           LAG(low) OVER totals AS first_low,
           LAG(high) OVER totals AS first_high,
           LAG(about_id) OVER totals AS first_about_id,
           LAG(is_marked) OVER totals AS first_is_marked,
           MIN(report_no) OVER (
               PARTITION BY source_id, origin_id, series_id, thing_id, place_id, hand_id,
                            begins_at) AS least_no
    FROM latest l
    WHERE place_no = 1
    WINDOW totals AS (
        PARTITION BY source_id, origin_id, series_id, thing_id, place_id, hand_id, begins_at
        ORDER BY ends_at)
)
SELECT -report_no AS statement_no, source_id, origin_id, hand_id, thing_id, place_id, topic_no,
       CASE WHEN about_id = first_about_id THEN about_id ELSE 0 END AS about_id,
       first_ends_at AS begins_at, ends_at,
       CASE WHEN first_high IS NULL THEN 0 ELSE GREATEST(0, low - first_high) END AS low,
       high - first_low AS high,
       is_marked AND first_is_marked AS is_marked,
       least_no * 4 + 3 AS series_no, first_no, report_no AS second_no
FROM paired
-- A total that fell says nothing of what came between.
WHERE first_no IS NOT NULL AND (high IS NULL OR high >= first_low);

-- A level is a tally of each piece of its validity. Those of one series are added (4.8.2).
CREATE TABLE level_statements AS
WITH top AS (
    SELECT MAX(report_no) + 1 AS beyond FROM told
)
SELECT t.report_no + (p.piece_no - 1) * x.beyond AS statement_no, t.report_no, t.source_id,
       t.origin_id, t.hand_id, t.thing_id, t.place_id, t.topic_no, t.about_id, p.begins_at,
       p.ends_at, t.low, t.high, t.is_marked,
       CASE WHEN t.series_id = 0 OR p.is_alone THEN t.report_no * 4 + 1
            ELSE 4 * MIN(t.report_no) OVER (PARTITION BY t.source_id, t.origin_id, t.series_id) + 2
       END AS series_no
FROM pieces p
CROSS JOIN top x
JOIN told t ON t.report_no = p.report_no;

CREATE VIEW statements AS
SELECT report_no AS statement_no, TRUE AS is_event, FALSE AS is_level, incident_no, is_linked,
       CAST(0 AS bigint) AS series_no, source_id, origin_id, hand_id, thing_id, place_id, topic_no,
       about_id, begins_at, ends_at, low, high, acts, is_marked,
       report_no AS first_no, report_no AS second_no, position_no
FROM told
WHERE kind = 1
UNION ALL
SELECT report_no, FALSE, FALSE, CAST(0 AS bigint), FALSE, series_no, source_id, origin_id,
       hand_id, thing_id, place_id, topic_no, about_id, begins_at, ends_at, low, high, CAST(1 AS bigint),
       is_marked, report_no, report_no, report_no * 2
FROM tallies
UNION ALL
SELECT statement_no, FALSE, FALSE, CAST(0 AS bigint), FALSE, series_no, source_id, origin_id,
       hand_id, thing_id, place_id, topic_no, about_id, begins_at, ends_at, low, high, CAST(1 AS bigint),
       is_marked, first_no, second_no, statement_no * 2
FROM differences
UNION ALL
SELECT statement_no, FALSE, TRUE, CAST(0 AS bigint), FALSE, series_no, source_id, origin_id,
       hand_id, thing_id, place_id, topic_no, about_id, begins_at, ends_at, low, high, CAST(1 AS bigint),
       is_marked, report_no, report_no, statement_no * 2
FROM level_statements;
