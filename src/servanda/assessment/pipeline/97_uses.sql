-- Station 97: how each report bears on a finding. On demand only.                   SEMANTICS 6
--
-- in   verdicts, bounds, looked_levels, wanted, is_wanted, units, hands, matters, stretches,
--      lies, claims, incidents, weighed, good_here, unit_declared, remarks, glances,
--      looks, remark_voices, aims, rulings, params, stretch_days, civil_hours
-- out  uses   schema USES, not in order
--
-- Shown are all reports of incidents of which one may fall in the duty, the tallies that may, what
-- looked there and saw none, and the denials of all these.

CREATE TABLE interest_words AS
SELECT * FROM (VALUES (0, 'neutral'), (1, 'against interest'), (2, 'self-serving'),
                      (3, 'unlisted')) AS w(interest_no, word);

CREATE TABLE shown AS
SELECT v.clause_no, v.reading_no, v.member_id, v.is_group, v.slot, v.due_id, v.op, a.unit_id,
       a.looked_at, u.matter_id, k.direction = 2 AS is_ceiling, p.standard_no
FROM verdicts v
CROSS JOIN params p
CROSS JOIN is_wanted i
-- 4.8.5: of a level, all its stretches; looked_at is null for what is no level.
JOIN (
    SELECT measure_id, unit_id, CAST(NULL AS bigint) AS looked_at FROM bounds
    UNION ALL
    SELECT measure_id, unit_id, begins_at FROM looked_levels
) a ON a.measure_id = v.measure_id
JOIN units u ON u.unit_id = a.unit_id
JOIN matters k ON k.matter_id = u.matter_id
LEFT JOIN wanted w
  ON w.clause_no = v.clause_no AND w.reading_no = v.reading_no AND w.member_id = v.member_id
 AND w.is_group = v.is_group AND w.slot = v.slot
WHERE i.every OR w.clause_no IS NOT NULL;

CREATE TABLE event_uses AS
WITH near AS (
    SELECT DISTINCT l.unit_id, c.matter_id, c.incident_no
    FROM (SELECT DISTINCT unit_id FROM shown) s
    JOIN lies l ON l.unit_id = s.unit_id
    JOIN claims c
      ON c.matter_id = l.matter_id AND c.position_no = l.position_no AND c.is_event
     AND c.hand_rel IS NOT NULL
),
reasoned AS (
    SELECT n.unit_id, c.statement_no, c.incident_no, c.low, c.high, w.word AS interest,
           l.position_no IS NOT NULL AND c.hand_rel IS NOT NULL AND NOT i.is_gone
               AND NOT i.is_refuted AS is_claim,
           CASE WHEN l.position_no IS NULL THEN 'outside'
                WHEN c.hand_rel IS NULL THEN 'names others'
                WHEN i.is_ruled_out THEN 'ruled out'
                WHEN i.is_excepted THEN 'excepted'
                WHEN i.is_refuted THEN 'refuted'
                WHEN i.is_contested THEN 'contested'
                WHEN i.has_rival THEN 'contradicted'
                WHEN p.standard_no <> 1 AND NOT c.is_low_good THEN w.word
                WHEN NOT i.is_named_now AND (c.hand_rel & 1) = 1 THEN 'below the standard'
                WHEN NOT i.is_named_now THEN 'hand unknown'
                WHEN i.reports > 1 AND COALESCE(g.good_reports, 0) < i.good_reports
                THEN 'contradicted'
                WHEN (l.rel & 1) = 0 THEN 'uncertain'
                WHEN c.low > CASE WHEN c.as_count THEN i.cap_of_counts ELSE i.cap_of_acts END
                THEN 'contradicted'
                ELSE '' END AS why,
           CASE WHEN i.is_ruled THEN 'ruled'
                WHEN i.is_refuted THEN 'refuted'
                WHEN i.is_contested THEN 'contested'
                WHEN i.is_proved THEN 'established'
                ELSE 'alleged' END AS status
    FROM near n
    CROSS JOIN params p
    JOIN claims c ON c.matter_id = n.matter_id AND c.incident_no = n.incident_no AND c.is_event
    JOIN incidents i ON i.matter_id = n.matter_id AND i.incident_no = n.incident_no
    JOIN interest_words w ON w.interest_no = c.low_interest
    LEFT JOIN lies l ON l.unit_id = n.unit_id AND l.position_no = c.position_no
    LEFT JOIN good_here g ON g.unit_id = n.unit_id AND g.incident_no = n.incident_no
)
SELECT unit_id, statement_no, statement_no AS report_no,
       CASE WHEN why = '' THEN 'at least' WHEN is_claim THEN 'alleged' ELSE 'left out' END
           AS bears,
       interest, low, high, why, incident_no, status
FROM reasoned;

CREATE TABLE tally_uses AS
WITH reasoned AS (
    SELECT s.unit_id, s.is_ceiling, c.statement_no,
           CASE WHEN c.is_level THEN c.first_no ELSE c.statement_no END AS report_no,
           c.low, c.high, l.rel, w.is_gone,
           a.word AS low_word, b.word AS high_word,
           CASE WHEN w.is_ruled_out THEN 'ruled out'
                WHEN w.is_excepted THEN 'excepted'
                WHEN w.is_contested THEN 'contested'
                WHEN (l.rel & 1) = 0 THEN 'uncertain'
                WHEN (c.hand_rel & 1) = 0 THEN 'hand unknown'
                ELSE '' END AS why,
           p.standard_no = 1 OR c.is_low_good AS is_low_heard,
           NOT w.is_gone AND NOT w.is_contested AND (p.standard_no = 1 OR c.is_high_good)
               AND d.unit_id IS NOT NULL AND c.high IS NOT NULL AND (l.rel & 2) = 2
               AND (c.about_id = 0 OR s.about_key <> 0)
               AND c.hand_rel <> 1 AS says_most
    FROM (SELECT DISTINCT s.unit_id, s.is_ceiling, u.about_key
          FROM shown s JOIN units u ON u.unit_id = s.unit_id) s
    CROSS JOIN params p
    JOIN lies l ON l.unit_id = s.unit_id
    JOIN claims c
      ON c.matter_id = l.matter_id AND c.position_no = l.position_no AND NOT c.is_event
    JOIN weighed w ON w.matter_id = c.matter_id AND w.statement_no = c.statement_no
    JOIN interest_words a ON a.interest_no = c.low_interest
    JOIN interest_words b ON b.interest_no = c.high_interest
    LEFT JOIN unit_declared d
      ON d.unit_id = l.unit_id AND d.source_id = c.source_id AND d.role = 1
)
SELECT unit_id, statement_no, report_no,
       CASE WHEN why = '' AND is_low_heard AND says_most THEN 'both'
            WHEN why = '' AND is_low_heard THEN 'at least'
            WHEN says_most THEN 'at most'
            WHEN NOT is_gone AND (is_ceiling OR (rel & 1) = 1) THEN 'alleged'
            ELSE 'left out' END AS bears,
       CASE WHEN says_most AND NOT (why = '' AND is_low_heard) THEN high_word ELSE low_word END
           AS interest,
       low, high,
       CASE WHEN says_most OR (why = '' AND is_low_heard) THEN ''
            WHEN why = '' THEN low_word ELSE why END AS why,
       CAST(0 AS bigint) AS incident_no, '' AS status
FROM reasoned;

-- As in station 72, what spans a few days meets short units by their days.
CREATE TABLE glance_spans AS
WITH named AS (
    SELECT remark_no, thing_id, place_id, hand_id, begins_at, ends_at,
           CAST(-1 AS bigint) AS about_no, about_id = 0 AS is_of_all
    FROM remarks
    UNION ALL
    SELECT remark_no, thing_id, place_id, hand_id, begins_at, ends_at, about_id, TRUE
    FROM remarks
)
SELECT g.matter_id, g.remark_no, q.site_id, r.about_no, r.begins_at, r.ends_at,
       (t.rel & CAST(q.rel AS integer) & 2) = 2 AND k.remark_no IS NOT NULL AS may_contain,
       r.is_of_all,
       f.day_no AS first_day, l.day_no AS last_day,
       COALESCE(l.day_no - f.day_no <= 2, FALSE) AS is_short
FROM glances g
JOIN named r ON r.remark_no = g.remark_no
JOIN matters y ON y.matter_id = g.matter_id
JOIN matter_things t ON t.matter_id = g.matter_id AND t.thing_id = r.thing_id
JOIN site_places q ON q.place_id = r.place_id
LEFT JOIN hands h ON h.bearer_id = y.bearer_id AND h.hand_id = r.hand_id
LEFT JOIN looks k ON k.matter_id = g.matter_id AND k.remark_no = g.remark_no
LEFT JOIN civil_hours f
  ON f.hour_at = r.begins_at - mod(r.begins_at, 3600000000)
 AND f.begins_at <= r.begins_at AND r.begins_at < f.ends_at
LEFT JOIN civil_hours l
  ON l.hour_at = r.ends_at - 1 - mod(r.ends_at - 1, 3600000000)
 AND l.begins_at <= r.ends_at - 1 AND r.ends_at - 1 < l.ends_at
WHERE NOT y.is_level OR y.any_hand OR h.hand_id IS NOT NULL;

CREATE VIEW glances_met AS
SELECT u.unit_id, g.remark_no, g.may_contain, g.is_of_all, g.begins_at, g.ends_at, u.hull_from,
       u.hull_to
FROM glance_spans g
CROSS JOIN (VALUES (0), (1), (2)) AS n(k)
JOIN stretch_days u
  ON u.matter_id = g.matter_id AND u.site_id = g.site_id AND u.about_no = g.about_no
 AND u.day_no = g.first_day + n.k
WHERE g.is_short AND g.first_day + n.k <= g.last_day
  AND g.begins_at < u.outer_to AND u.outer_from < g.ends_at
UNION ALL
SELECT u.unit_id, g.remark_no, g.may_contain, g.is_of_all, g.begins_at, g.ends_at, u.hull_from,
       u.hull_to
FROM glance_spans g
JOIN stretches u
  ON u.matter_id = g.matter_id AND u.site_id = g.site_id AND u.about_no = g.about_no
WHERE NOT u.is_short AND g.begins_at < u.outer_to AND u.outer_from < g.ends_at
UNION ALL
SELECT u.unit_id, g.remark_no, g.may_contain, g.is_of_all, g.begins_at, g.ends_at, u.hull_from,
       u.hull_to
FROM glance_spans g
JOIN stretches u
  ON u.matter_id = g.matter_id AND u.site_id = g.site_id AND u.about_no = g.about_no
WHERE NOT g.is_short AND u.is_short AND g.begins_at < u.outer_to AND u.outer_from < g.ends_at;

CREATE TABLE none_uses AS
WITH met AS (
    SELECT g.unit_id, g.remark_no,
           bool_or(g.may_contain AND g.begins_at <= g.hull_from AND g.hull_to <= g.ends_at)
               AS is_over,
           bool_or(g.may_contain AND g.is_of_all
                   AND g.begins_at <= g.hull_from AND g.hull_to <= g.ends_at) AS is_containing
    FROM (SELECT DISTINCT unit_id FROM shown) s
    JOIN glances_met g ON g.unit_id = s.unit_id
    GROUP BY g.unit_id, g.remark_no
)
SELECT m.unit_id, m.remark_no AS statement_no, m.remark_no AS report_no,
       CASE WHEN m.is_containing AND (p.standard_no = 1 OR v.is_high_good) THEN 'at most'
            ELSE 'left out' END AS bears,
       w.word AS interest, CAST(0 AS bigint) AS low, CAST(0 AS bigint) AS high,
       CASE WHEN NOT (p.standard_no = 1 OR v.is_high_good) THEN w.word
            WHEN m.is_containing THEN '' WHEN m.is_over THEN 'names one matter'
            ELSE 'uncertain' END AS why,
       CAST(0 AS bigint) AS incident_no, '' AS status
FROM met m
CROSS JOIN params p
JOIN units u ON u.unit_id = m.unit_id
JOIN remark_voices v ON v.matter_id = u.matter_id AND v.remark_no = m.remark_no
JOIN interest_words w ON w.interest_no = v.high_interest;

CREATE TABLE denial_uses AS
-- A difference of two totals is denied with either of them.
WITH aimed AS (
    SELECT c.matter_id, c.statement_no, c.is_event, a.remark_no
    FROM claims c
    JOIN aims a ON a.report_no = c.first_no AND a.stance = 2
    UNION
    SELECT c.matter_id, c.statement_no, c.is_event, a.remark_no
    FROM claims c
    JOIN aims a ON a.report_no = c.second_no AND a.stance = 2
),
denied AS (
    SELECT e.unit_id, c.matter_id, c.remark_no, e.incident_no, c.is_event, e.statement_no,
           e.report_no
    FROM aimed c
    JOIN units u ON u.matter_id = c.matter_id
    JOIN (SELECT unit_id, statement_no, report_no, incident_no FROM event_uses
          UNION ALL
          SELECT unit_id, statement_no, report_no, incident_no FROM tally_uses) e
      ON e.unit_id = u.unit_id AND e.statement_no = c.statement_no
),
-- A denial of several is shown at a tally, else at the incident of the last of them.
placed_denials AS (
    SELECT unit_id, matter_id, remark_no, incident_no, is_event, statement_no,
           row_number() OVER (PARTITION BY unit_id, remark_no
                              ORDER BY is_event, report_no DESC) AS place_no
    FROM denied
)
SELECT d.unit_id, d.remark_no AS statement_no, d.remark_no AS report_no,
       CASE WHEN v.is_high_good AND NOT COALESCE(r.is_ruled_in, FALSE) THEN 'at most'
            ELSE 'left out' END AS bears,
       w.word AS interest, CAST(0 AS bigint) AS low, CAST(0 AS bigint) AS high,
       CASE WHEN r.is_ruled_in THEN 'overruled' WHEN v.is_high_good THEN '' ELSE w.word END AS why,
       d.incident_no, '' AS status
FROM placed_denials d
LEFT JOIN rulings r
  ON r.matter_id = d.matter_id AND r.is_event = d.is_event
 AND r.subject_no = CASE WHEN d.is_event THEN d.incident_no ELSE d.statement_no END
JOIN remark_voices v ON v.matter_id = d.matter_id AND v.remark_no = d.remark_no
JOIN interest_words w ON w.interest_no = v.high_interest
WHERE d.place_no = 1;

CREATE TABLE all_uses AS
SELECT * FROM event_uses
UNION ALL
SELECT * FROM tally_uses
UNION ALL
SELECT * FROM none_uses
UNION ALL
SELECT * FROM denial_uses;

-- 4.8.5: a report bears on a level as it does in any stretch; why, as in the first.
CREATE TABLE uses AS
WITH of_levels AS (
    SELECT s.due_id, s.looked_at, u.*,
           MIN(s.looked_at) OVER (PARTITION BY s.due_id, u.report_no) AS first_at,
           bool_or(u.bears IN ('at least', 'both')) OVER (PARTITION BY s.due_id, u.report_no)
               AS says_least,
           bool_or(u.bears IN ('at most', 'both')) OVER (PARTITION BY s.due_id, u.report_no)
               AS says_most,
           bool_or(u.bears = 'alleged') OVER (PARTITION BY s.due_id, u.report_no) AS alleges
    FROM shown s
    JOIN all_uses u ON u.unit_id = s.unit_id
    WHERE s.looked_at IS NOT NULL
),
ranked AS (
    SELECT o.*,
           CASE WHEN says_least AND says_most THEN 'both' WHEN says_least THEN 'at least'
                WHEN says_most THEN 'at most' WHEN alleges THEN 'alleged' ELSE 'left out' END
               AS word,
           -- The first of the stretches in which it bears so.
           row_number() OVER (
               PARTITION BY due_id, report_no
               ORDER BY CASE WHEN says_least THEN bears IN ('at least', 'both')
                             WHEN says_most THEN bears = 'at most'
                             WHEN alleges THEN bears = 'alleged' ELSE TRUE END DESC, looked_at)
               AS place_no,
           MAX(CASE WHEN looked_at = first_at THEN why END)
               OVER (PARTITION BY due_id, report_no) AS first_why
    FROM of_levels o
)
SELECT s.clause_no, s.reading_no, s.member_id, s.is_group, s.slot, u.report_no, u.bears, u.interest,
       u.low, u.high, u.why, u.incident_no, u.status
FROM shown s
JOIN all_uses u ON u.unit_id = s.unit_id
WHERE s.looked_at IS NULL
UNION ALL
SELECT v.clause_no, v.reading_no, v.member_id, v.is_group, v.slot, r.report_no, r.word, r.interest,
       r.low, r.high,
       CASE WHEN r.word IN ('both', 'at least', 'at most') THEN '' ELSE r.first_why END,
       r.incident_no, r.status
FROM ranked r
JOIN verdicts v ON v.due_id = r.due_id
WHERE r.place_no = 1;
