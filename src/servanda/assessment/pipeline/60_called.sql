-- Station 60: duties that evidence calls into being.                              SEMANTICS 5.3
--
-- in   params, rules, rule_matters, triggers, rule_windows, day_clocks, civil_days, civil_hours,
--      claims, incidents, spots
-- out  trigger_ends, trigger_times, trigger_reports, trigger_incidents   what may have triggered a duty
--      limit_days, limits   local days of triggers, and those that a limit of days leads to
--      checks, answers_due  when an exchange is checked; where an answer must lie
--      called         one row per duty called: exchange and balance (a check each), reply and order
--                     (a trigger incident each), sliding (a window each)
--      called_abouts  called x matter that its trigger named (same_about)

-- ---- exchange: checked a limit after each end of a report of a trigger; balance (5.3.6): at each
-- end of a report of either side; sliding (5.3.7): windows by the ends of reports ----------------

CREATE TABLE trigger_ends AS
WITH sides_of AS (
    SELECT rule_id, kind, matter_id, site_id, opens_at, closes_at FROM triggers WHERE kind IN (1, 4)
    UNION
    SELECT rule_id, kind, matter_id, site_id, opens_at, closes_at FROM rule_matters
    WHERE kind IN (4, 5)
),
-- 5.3.14: of totals that a suspension interrupts only some ends call for a check.
checked AS (
    SELECT s.*, w.begins_at AS checked_from, w.ends_at AS checked_to
    FROM sides_of s
    LEFT JOIN rule_windows w ON w.rule_id = s.rule_id
)
SELECT DISTINCT t.rule_id, t.kind, LEAST(c.ends_at, t.closes_at) AS ended_at
FROM checked t
JOIN claims c ON c.matter_id = t.matter_id
JOIN spots s
  ON s.matter_id = c.matter_id AND s.thing_id = c.thing_id AND s.place_id = c.place_id
 AND s.site_id = t.site_id
WHERE c.hand_rel IS NOT NULL
  AND (t.checked_from IS NULL
       OR (t.checked_from < LEAST(c.ends_at, t.closes_at)
           AND LEAST(c.ends_at, t.closes_at) <= t.checked_to))
  AND ((t.kind <> 5 AND t.opens_at <= c.begins_at AND c.ends_at <= t.closes_at)
       OR (t.kind = 5 AND c.begins_at < t.closes_at AND t.opens_at < c.ends_at));

-- ---- reply and order: one duty for each incident that may be a trigger -----------------------

-- 4.1.2: the hours in which a trigger must lie; of a rule that names none all of its time.
CREATE TABLE trigger_times AS
SELECT r.rule_id, COALESCE(w.begins_at, r.opens_at) AS begins_at,
       COALESCE(w.ends_at, r.closes_at) AS ends_at
FROM rules r
LEFT JOIN rule_windows w ON w.rule_id = r.rule_id
WHERE r.kind IN (2, 3);

CREATE TABLE trigger_reports AS
WITH met AS (
    SELECT t.trigger_no, c.statement_no,
           bool_or(h.begins_at <= c.begins_at AND c.ends_at <= h.ends_at) AS is_within
    FROM triggers t
    JOIN trigger_times h ON h.rule_id = t.rule_id
    JOIN claims c
      ON c.matter_id = t.matter_id AND c.is_event
     AND c.begins_at < h.ends_at AND h.begins_at < c.ends_at
    GROUP BY t.trigger_no, c.statement_no
)
SELECT t.trigger_no, t.rule_id, t.matter_id, c.incident_no, c.statement_no, c.begins_at, c.ends_at,
       c.about_id, c.source_id, c.origin_id, c.hand_rel, c.low,
       c.is_low_good, c.is_low_proof, c.is_verified, c.is_high_good,
       (s.rel & 1) = 1 AND h.is_within AS is_inside, t.at_least, c.high,
       CASE WHEN c.as_count THEN i.cap_of_counts ELSE i.cap_of_acts END AS cap,
       i.reports, i.good_reports, i.is_certain_two, i.is_certain_now
FROM triggers t
JOIN met h ON h.trigger_no = t.trigger_no
JOIN claims c
  ON c.matter_id = t.matter_id AND c.is_event AND c.statement_no = h.statement_no
JOIN spots s
  ON s.matter_id = c.matter_id AND s.thing_id = c.thing_id AND s.place_id = c.place_id
 AND s.site_id = t.site_id
JOIN incidents i ON i.matter_id = c.matter_id AND i.incident_no = c.incident_no
WHERE NOT i.is_refuted AND NOT i.is_gone;

CREATE TABLE trigger_incidents AS
WITH weighed_reports AS (
    SELECT r.*,
           is_inside AND hand_rel IS NOT NULL AND (cap IS NULL OR low <= cap)
               AND low >= at_least AS is_said,
           -- 5.3.10: nobody tells of so many, or a good high of it holds it below.
           hand_rel IS NOT NULL AND (high IS NULL OR high >= at_least)
               AND (cap IS NULL OR cap >= at_least) AS may_be_enough,
           -- 4.1: no good report of it puts it elsewhere.
           reports = 1 OR good_reports = COUNT(*) FILTER (WHERE is_high_good)
               OVER (PARTITION BY trigger_no, incident_no) AS is_here
    FROM trigger_reports r
),
speakers AS (
    SELECT DISTINCT rule_id, trigger_no, incident_no, source_id, origin_id,
           source_id <> origin_id AS is_relay
    FROM weighed_reports
    JOIN params p ON p.standard_no = 3
    WHERE is_said AND is_here AND is_certain_now AND is_low_proof
),
-- 3.3.1: two origins; of two relays neither has it from the other.
said_by_two AS (
    SELECT DISTINCT a.rule_id, a.trigger_no, a.incident_no
    FROM speakers a
    JOIN speakers b
      ON b.rule_id = a.rule_id AND b.trigger_no = a.trigger_no AND b.incident_no = a.incident_no
     AND a.origin_id < b.origin_id
     AND NOT (a.is_relay AND b.is_relay
              AND (a.origin_id = b.source_id OR b.origin_id = a.source_id))
),
each_trigger AS (
    SELECT r.rule_id, r.trigger_no, r.incident_no,
           MIN(r.begins_at) FILTER (WHERE hand_rel IS NOT NULL) AS begins_at,
           MAX(r.ends_at) FILTER (WHERE hand_rel IS NOT NULL) AS ends_at,
           bool_or(is_said AND is_here AND is_certain_two AND is_low_good)
           AND CASE p.standard_no
               WHEN 1 THEN bool_or(is_said AND is_here AND is_certain_now)
               WHEN 2 THEN bool_or(is_said AND is_here AND is_certain_now AND is_low_good)
               WHEN 3 THEN bool_or(is_said AND is_here AND is_certain_now AND is_verified)
                   OR bool_or(b.incident_no IS NOT NULL)
               ELSE bool_or(is_said AND is_here AND is_certain_now AND is_verified)
               END AS is_sure,
           bool_or(may_be_enough) AS may_be_enough
    FROM weighed_reports r
    CROSS JOIN params p
    LEFT JOIN said_by_two b
      ON b.rule_id = r.rule_id AND b.trigger_no = r.trigger_no AND b.incident_no = r.incident_no
    GROUP BY r.rule_id, r.trigger_no, r.incident_no, p.standard_no
)
SELECT rule_id, incident_no, MIN(begins_at) AS begins_at, MAX(ends_at) AS ends_at,
       bool_or(is_sure) AS is_sure
FROM each_trigger
WHERE begins_at IS NOT NULL AND may_be_enough
GROUP BY rule_id, incident_no;

-- ---- limits ----------------------------------------------------------------------------------

-- An instant's local day; beyond the known days the one before the first, or the last.
CREATE TABLE limit_days AS
WITH instants AS (
    SELECT ended_at - 1 AS instant FROM trigger_ends
    UNION
    SELECT begins_at FROM trigger_incidents
    UNION
    SELECT ends_at - 1 FROM trigger_incidents
    UNION
    SELECT opens_at - 1 FROM rules WHERE kind = 5
),
known AS (
    SELECT MIN(begins_at) AS first_at, MAX(day_no) AS last_no FROM civil_days
)
SELECT i.instant, k.last_no,
       CASE WHEN i.instant < k.first_at THEN -1 ELSE COALESCE(h.day_no, k.last_no) END AS day_no
FROM instants i
CROSS JOIN known k
LEFT JOIN civil_hours h
  ON h.hour_at = i.instant - mod(i.instant, 3600000000)
 AND h.begins_at <= i.instant AND i.instant < h.ends_at;

-- 5.3.8: the day of the same number so many months on, or the last of that month that is known.
CREATE TABLE limit_months AS
SELECT r.rule_id, d.instant, MAX(e.day_no) AS day_no
FROM rules r
CROSS JOIN limit_days d
JOIN civil_days o ON o.day_no = d.day_no
JOIN civil_days e
  ON e.date_key <= o.date_key + 31 * CASE WHEN r.kind = 3 THEN -r.limit_months
                                          ELSE r.limit_months END
WHERE r.limit_months IS NOT NULL AND r.kind <> 5
GROUP BY r.rule_id, d.instant;

-- 5.3.5: a limit in days whose last day begins before the end is due at the end.
CREATE TABLE limits AS
SELECT x.rule_id, x.instant, e.begins_at AS day_begins_at, n.ends_at AS month_ends_at,
       LEAST(CASE WHEN e.begins_at < x.lapses_at THEN LEAST(e.ends_at, x.lapses_at)
                  ELSE e.ends_at END,
             CASE WHEN n.begins_at < x.lapses_at THEN LEAST(n.ends_at, x.lapses_at)
                  ELSE n.ends_at END) AS due_at,
       o.begins_at AS own_day_begins_at, k.at AS clock_at
FROM (
    SELECT r.rule_id, d.instant, r.limit_clock_us, r.lapses_at,
           LEAST(GREATEST(d.day_no, 0), d.last_no) AS own_day_no,
           CASE WHEN r.limit_days IS NOT NULL
                THEN LEAST(GREATEST(d.day_no + CASE WHEN r.kind = 3 THEN -r.limit_days
                                                    ELSE r.limit_days END, 0), d.last_no) END
               AS day_no,
           CASE WHEN r.limit_months IS NOT NULL THEN COALESCE(m.day_no, 0) END AS month_day_no
    FROM rules r
    JOIN (SELECT rule_id, ended_at - 1 AS instant FROM trigger_ends WHERE kind = 1
          UNION SELECT rule_id, begins_at FROM trigger_incidents
          UNION SELECT rule_id, ends_at - 1 FROM trigger_incidents) u ON u.rule_id = r.rule_id
    JOIN limit_days d ON d.instant = u.instant
    LEFT JOIN limit_months m ON m.rule_id = r.rule_id AND m.instant = d.instant
) x
JOIN civil_days o ON o.day_no = x.own_day_no
LEFT JOIN civil_days e ON e.day_no = x.day_no
LEFT JOIN civil_days n ON n.day_no = x.month_day_no
LEFT JOIN day_clocks k ON k.day_no = o.known_as AND k.clock_us = x.limit_clock_us;

-- Of several limits the earliest counts (5.3.8); LEAST leaves out those that are not given.
CREATE TABLE checks AS
SELECT rule_id, check_at, MAX(ended_at) AS ended_at
FROM (
    SELECT r.rule_id, t.ended_at,
           COALESCE(LEAST(t.ended_at + r.limit_us, l.due_at, l.clock_at), r.closes_at) AS check_at
    FROM trigger_ends t
    JOIN rules r ON r.rule_id = t.rule_id
    LEFT JOIN limits l ON l.rule_id = t.rule_id AND l.instant = t.ended_at - 1
    WHERE t.kind = 1
) due
GROUP BY rule_id, check_at;

-- 5.3.7: a ceiling is asked of the windows that end with an end, a floor of those that begin so.
CREATE TABLE sliding_windows AS
WITH ends AS (
    SELECT r.rule_id, r.direction, r.opens_at, r.closes_at, r.limit_us, r.limit_days,
           r.limit_months, t.ended_at, d.day_no, d.last_no
    FROM rule_matters r
    JOIN trigger_ends t ON t.rule_id = r.rule_id
    JOIN limit_days d ON d.instant = t.ended_at - 1
    WHERE r.kind = 5
    UNION ALL
    -- The clause's own begin; its day is the one before, where it is not the begin of a day.
    SELECT r.rule_id, r.direction, r.opens_at, r.closes_at, r.limit_us, r.limit_days,
           r.limit_months, r.opens_at, d.day_no, d.last_no
    FROM rule_matters r
    JOIN limit_days d ON d.instant = r.opens_at - 1
    WHERE r.kind = 5 AND r.direction = 1
),
-- 5.3.7: a stretch of months ends with the day before the one of its first day's number, or with the
-- last of that month; the longest that reaches a day is asked.
month_edges AS (
    SELECT e.rule_id, e.day_no,
           CASE WHEN e.direction = 2 THEN MIN(f.day_no) ELSE MAX(f.day_no) END AS edge_no
    FROM ends e
    JOIN civil_days g ON g.day_no = CASE WHEN e.direction = 2 THEN e.day_no ELSE e.day_no + 1 END
    JOIN civil_days f
      ON (e.direction = 2 AND f.date_key > g.date_key - 31 * e.limit_months)
      OR (e.direction = 1 AND f.date_key < g.date_key + 31 * e.limit_months)
    WHERE e.limit_months IS NOT NULL
    GROUP BY e.rule_id, e.day_no, e.direction
),
windows_of AS (
    SELECT e.rule_id, e.direction, e.opens_at, e.closes_at,
           CASE WHEN e.direction = 2 THEN GREATEST(e.opens_at, e.ended_at - e.limit_us)
                ELSE e.ended_at END AS begins_at,
           CASE WHEN e.direction = 2 THEN e.ended_at ELSE e.ended_at + e.limit_us END AS ends_at
    FROM ends e
    WHERE e.limit_us IS NOT NULL
    UNION ALL
    SELECT e.rule_id, e.direction, e.opens_at, e.closes_at,
           CASE WHEN e.direction = 1 AND e.ended_at = e.opens_at THEN e.opens_at
                WHEN e.direction = 1 THEN l.ends_at
                ELSE GREATEST(e.opens_at, COALESCE(f.begins_at, e.opens_at)) END,
           CASE WHEN e.direction = 2 THEN LEAST(e.closes_at, l.ends_at) ELSE f.ends_at END
    FROM ends e
    LEFT JOIN month_edges m ON m.rule_id = e.rule_id AND m.day_no = e.day_no
    LEFT JOIN civil_days l ON l.day_no = e.day_no
    LEFT JOIN civil_days f
      ON f.day_no = CASE WHEN e.limit_days IS NULL THEN m.edge_no
                         WHEN e.direction = 2 THEN e.day_no - e.limit_days + 1
                         ELSE e.day_no + e.limit_days END
    WHERE e.limit_us IS NULL
)
SELECT rule_id, ends_at, MAX(begins_at) AS begins_at
FROM windows_of
WHERE begins_at < ends_at
  AND (direction = 2 OR (opens_at <= begins_at AND ends_at <= closes_at))
GROUP BY rule_id, ends_at;

-- Where the answer must lie for certain (inner) and possibly (outer).
CREATE TABLE answers_due AS
WITH timed AS (
    SELECT r.rule_id, CAST(r.kind AS integer) AS kind, r.op, r.lapses_at, t.incident_no, t.is_sure,
           CASE WHEN r.kind = 3 THEN r.opens_at
                WHEN r.whole_day THEN GREATEST(r.opens_at, e.own_day_begins_at)
                ELSE t.ends_at END AS inner_begins_at,
           CASE WHEN r.kind = 3 THEN r.opens_at
                WHEN r.whole_day THEN GREATEST(r.opens_at, f.own_day_begins_at)
                ELSE t.begins_at END AS outer_begins_at,
           CASE WHEN r.kind = 3 THEN
                    CASE WHEN r.limit_us IS NOT NULL THEN t.begins_at - r.limit_us
                         WHEN r.limit_days IS NOT NULL THEN f.day_begins_at
                         WHEN r.limit_clock_us IS NOT NULL THEN LEAST(t.begins_at, f.clock_at)
                         WHEN r.limit_months IS NOT NULL THEN LEAST(t.begins_at, f.month_ends_at)
                         ELSE t.begins_at END
                ELSE COALESCE(LEAST(t.begins_at + r.limit_us, f.due_at, f.clock_at), r.closes_at)
           END AS inner_ends_at,
           CASE WHEN r.kind = 3 THEN
                    CASE WHEN r.limit_us IS NOT NULL THEN t.ends_at - r.limit_us
                         WHEN r.limit_days IS NOT NULL THEN e.day_begins_at
                         WHEN r.limit_clock_us IS NOT NULL THEN LEAST(t.ends_at, e.clock_at)
                         WHEN r.limit_months IS NOT NULL THEN LEAST(t.ends_at, e.month_ends_at)
                         ELSE t.ends_at END
                ELSE COALESCE(LEAST(t.ends_at + r.limit_us, e.due_at, e.clock_at), r.closes_at)
           END AS outer_ends_at
    FROM trigger_incidents t
    JOIN rules r ON r.rule_id = t.rule_id
    LEFT JOIN limits f ON f.rule_id = t.rule_id AND f.instant = t.begins_at
    LEFT JOIN limits e ON e.rule_id = t.rule_id AND e.instant = t.ends_at - 1
)
-- 5.3.8: a prohibition ends where the agreement ends.
SELECT rule_id, kind, incident_no, is_sure, inner_begins_at, outer_begins_at,
       CASE WHEN kind = 2 AND op = 2 THEN LEAST(inner_ends_at, lapses_at) ELSE inner_ends_at END
           AS inner_ends_at,
       CASE WHEN kind = 2 AND op = 2 THEN LEAST(outer_ends_at, lapses_at) ELSE outer_ends_at END
           AS outer_ends_at
FROM timed;

-- A window of a sliding duty is both inner and outer; a check has none, its time begins with the
-- clause.
CREATE TABLE called AS
SELECT CAST(row_number() OVER (ORDER BY rule_id, slot_no) AS bigint) AS called_no, c.*
FROM (
    SELECT rule_id, 1 AS kind, check_at AS slot_no, ended_at AS trigger_ended_at,
           CAST(NULL AS boolean) AS is_sure,
           CAST(NULL AS bigint) AS inner_begins_at, CAST(NULL AS bigint) AS inner_ends_at,
           CAST(NULL AS bigint) AS outer_begins_at, CAST(NULL AS bigint) AS outer_ends_at
    FROM checks
    UNION ALL
    SELECT rule_id, kind, ended_at, ended_at, NULL, NULL, NULL, NULL, NULL
    FROM trigger_ends
    WHERE kind = 4
    UNION ALL
    SELECT rule_id, 5, ends_at, NULL, TRUE, begins_at, ends_at, begins_at, ends_at
    FROM sliding_windows
    UNION ALL
    SELECT rule_id, kind, incident_no, NULL, is_sure, inner_begins_at, inner_ends_at,
           outer_begins_at, outer_ends_at
    FROM answers_due
) c;

CREATE TABLE called_abouts AS
SELECT DISTINCT c.called_no, t.about_id
FROM called c
JOIN rules r ON r.rule_id = c.rule_id AND r.same_about
JOIN trigger_reports t
  ON t.rule_id = c.rule_id AND t.incident_no = c.slot_no AND t.hand_rel IS NOT NULL
WHERE c.kind <> 1 AND t.about_id <> 0;
