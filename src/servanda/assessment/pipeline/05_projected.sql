-- Station 05: the reports of a projection, as the agreement and the instant asked read them.
--                                                                     SEMANTICS 1.4, 2.2, 2.5
--
-- in   projected, thing_reads, word_reads, word_period_reads, point_reads, entry_reads
-- out  reports   view, schema REPORTS
--
-- Runs only where something has to be read otherwise than as written; 05_as_written is far cheaper,
-- because an engine can then read from the files just the rows that are looked for.

CREATE VIEW reports AS
WITH figured AS (
    SELECT p.report_no, p.root_no, p.source_id, p.origin_id, p.recorded_at, p.usable_at,
           COALESCE(e.entry_at, p.begins_at) AS begins_at, p.ends_at, p.kind, p.series_id,
           p.hand_id, p.thing_id, COALESCE(q.read_id, p.place_id) AS place_id,
           CASE WHEN w.word_id IS NOT NULL THEN w.low WHEN d.word_id IS NOT NULL THEN d.low
                ELSE p.low END AS low,
           CASE WHEN w.word_id IS NOT NULL THEN w.high WHEN d.word_id IS NOT NULL THEN d.high
                ELSE p.high END AS high,
           p.stance, p.withdrawn, p.about_id
    FROM projected p
    LEFT JOIN entry_reads e
      ON p.by_day AND e.begins_at = p.begins_at AND e.ends_at = p.ends_at
    LEFT JOIN point_reads q ON q.point_id = p.point_id AND q.place_id = p.place_id
    LEFT JOIN word_reads w ON w.word_id = p.word_id AND w.thing_id = p.thing_id
    LEFT JOIN word_period_reads d
      ON d.word_id = p.word_id AND d.thing_id = p.thing_id AND d.begins_at = p.begins_at
     AND d.ends_at = p.ends_at
),
worded AS (
    SELECT f.*, t.is_level, t.is_kept, t.holds_us AS kept_us, t.told_id, t.other_id, t.none_id,
           COALESCE(t.factor, 1) AS factor,
           COALESCE(f.stance = 1 AND t.other_id IS NOT NULL AND f.low >= t.scale, FALSE)
               AS is_other,
           COALESCE(f.stance = 1 AND t.none_id IS NOT NULL AND f.high = 0, FALSE) AS is_none
    FROM figured f
    LEFT JOIN thing_reads t ON t.thing_id = f.thing_id
),
meant AS (
    SELECT w.*, w.is_other OR w.is_none OR w.stance = 3 AS is_none_seen FROM worded w
)
SELECT report_no, root_no, source_id, origin_id, recorded_at, usable_at, begins_at, ends_at,
       CASE WHEN is_level THEN CAST(3 AS smallint) ELSE kind END AS kind, series_id, hand_id,
       CASE WHEN is_other THEN other_id WHEN is_none THEN none_id
            ELSE COALESCE(told_id, thing_id) END AS thing_id,
       place_id,
       CASE WHEN is_level AND is_none_seen THEN 0 ELSE low * factor END AS low,
       CASE WHEN is_level AND is_none_seen THEN 0 ELSE high * factor END AS high,
       CASE WHEN is_other OR is_none THEN CAST(3 AS smallint) ELSE stance END AS stance, withdrawn,
       about_id,
       CASE WHEN kind <> 3 OR is_none_seen THEN 0 WHEN is_kept THEN NULL ELSE kept_us END
           AS holds_us
FROM meant;
