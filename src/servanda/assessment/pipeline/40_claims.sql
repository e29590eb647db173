-- Station 40: who says what of which matter, and how much it weighs.     SEMANTICS 3.1 to 3.3
--
-- in   statements, siblings, remarks, aims, topic_matters, spots, matters, declared, sides,
--      own_hands, sources, glanced_topics, hands, topics
-- out  touches         matter x statement that may concern it; is_mute: it says nothing (2.3.1)
--      members         matter x further report of an incident that may concern it (2.7)
--      overlooked      `observed-none` x topic that it has looked over (3.4)
--      glances, looks  matter x `observed-none` that concerns it; of them those that looked for all
--                      that the bearer does
--      remark_matters  matter x remark that may bear on it
--      heard_from      matter x who says something of it, and whom it cites
--      voices          a speaker (source, origin) before a matter's judge: what its word weighs
--      matter_voices   the same with its voices, in one row
--      claims          touches and members together with their voices; one row per matter and
--                      statement; hand_rel null: names only others
--      remark_voices   what a remark weighs as an at-most
--
-- Interest: 0 neutral, 1 against interest, 2 self-serving, 3 unlisted. A speaker has up to three
-- voices (voice_kind): 1 all that it says, 2 what it admits of its own side before a group, 3 what
-- an analyst has marked.

-- 2.3: for who counts occurrences an event is one, or perhaps one where perhaps none was counted.
-- 2.3.1: a tally in a unit proves one, and is a series by itself.
CREATE TABLE touches AS
SELECT t.matter_id, s.statement_no, s.is_event, s.is_level, s.incident_no, s.is_linked,
       CASE WHEN NOT s.is_event AND t.other_unit
            THEN 4 * CASE WHEN s.is_level THEN s.first_no ELSE s.statement_no END + 1
            ELSE s.series_no END
           AS series_no,
       s.source_id, s.origin_id, s.hand_id, s.thing_id, s.place_id, s.topic_no, s.about_id,
       s.begins_at, s.ends_at,
       CASE WHEN s.is_event AND NOT t.as_count THEN CASE WHEN s.low = 0 THEN 0 ELSE s.acts END
            WHEN NOT s.is_event AND t.other_unit THEN LEAST(s.low, 1) ELSE s.low END AS low,
       CASE WHEN s.is_event AND NOT t.as_count THEN CASE WHEN s.high = 0 THEN 0 ELSE s.acts END
            WHEN NOT s.is_event AND t.other_unit THEN NULL ELSE s.high END AS high,
       s.is_marked, s.first_no, s.second_no, s.position_no, t.thing_rel, t.hand_rel, t.as_count,
       COALESCE(NOT s.is_event AND t.other_unit AND s.high = 0, FALSE) AS is_mute
FROM statements s
JOIN topic_matters t ON t.topic_no = s.topic_no AND t.is_level = s.is_level
WHERE NOT s.is_event OR (s.begins_at < t.ends_at AND t.begins_at < s.ends_at);

CREATE TABLE members AS
WITH linked_reports AS (
    SELECT statement_no, incident_no, source_id, origin_id, hand_id, thing_id, place_id, topic_no,
           about_id, begins_at, ends_at, low, high, acts, is_marked, position_no
    FROM statements
    WHERE is_linked
    UNION ALL
    SELECT report_no, incident_no, source_id, origin_id, hand_id, thing_id, place_id, topic_no,
           about_id, begins_at, ends_at, low, high, acts, is_marked, position_no
    FROM siblings
),
others AS (
    SELECT i.matter_id, r.*
    FROM (SELECT DISTINCT matter_id, incident_no FROM touches WHERE is_linked) i
    JOIN linked_reports r ON r.incident_no = i.incident_no
    -- Those told of the matter are touches already.
    LEFT JOIN topic_matters t
      ON t.matter_id = i.matter_id AND t.topic_no = r.topic_no AND NOT t.is_level
     AND r.begins_at < t.ends_at AND t.begins_at < r.ends_at
    WHERE t.topic_no IS NULL
)
SELECT r.matter_id, r.statement_no, r.incident_no, r.source_id, r.origin_id, r.hand_id, r.thing_id,
       r.place_id, r.topic_no, r.about_id, r.begins_at, r.ends_at,
       CASE WHEN COALESCE(x.as_count, FALSE) OR r.low = 0 THEN r.low ELSE r.acts END AS low,
       CASE WHEN COALESCE(x.as_count, FALSE) OR r.high = 0 THEN r.high ELSE r.acts END AS high,
       r.is_marked, r.position_no, x.rel AS thing_rel,
       CASE WHEN m.any_hand THEN 3 ELSE h.rel END AS hand_rel,
       COALESCE(x.as_count, FALSE) AS as_count
FROM others r
JOIN matters m ON m.matter_id = r.matter_id
LEFT JOIN matter_things x ON x.matter_id = r.matter_id AND x.thing_id = r.thing_id
LEFT JOIN hands h ON h.bearer_id = m.bearer_id AND h.hand_id = r.hand_id;

-- What an `observed-none` has looked over, as far as anybody tells of it (3.4).
CREATE TABLE overlooked AS
SELECT r.remark_no, k.topic_no
FROM (SELECT DISTINCT topic_no, is_level FROM touches
      UNION
      SELECT DISTINCT topic_no, FALSE FROM members) k
JOIN glanced_topics g ON g.topic_no = k.topic_no
JOIN remarks r
  ON r.stance = 3 AND r.thing_id = g.thing_id AND r.place_id = g.place_id
 AND r.is_level = k.is_level;

CREATE TABLE glances AS
SELECT t.matter_id, o.remark_no
FROM overlooked o
JOIN remarks r ON r.remark_no = o.remark_no
JOIN (SELECT DISTINCT matter_id, topic_no FROM touches
      UNION
      SELECT DISTINCT matter_id, topic_no FROM members) t ON t.topic_no = o.topic_no
JOIN matters m ON m.matter_id = t.matter_id AND m.is_level = r.is_level
UNION
SELECT s.matter_id, n.remark_no
FROM remarks n
JOIN matter_things s ON s.thing_id = n.thing_id
JOIN matters m ON m.matter_id = s.matter_id AND m.is_level = n.is_level
JOIN matter_sites k ON k.matter_id = s.matter_id
JOIN site_places q ON q.site_id = k.site_id AND q.place_id = n.place_id
WHERE n.stance = 3;

-- 4.1: who looked only for some of the bearer's hands says nothing of all that it did.
CREATE TABLE looks AS
SELECT g.matter_id, g.remark_no
FROM glances g
JOIN remarks r ON r.remark_no = g.remark_no
JOIN matters m ON m.matter_id = g.matter_id
LEFT JOIN hands h ON h.bearer_id = m.bearer_id AND h.hand_id = r.hand_id
WHERE m.any_hand OR h.rel <> 1;

CREATE TABLE remark_matters AS
SELECT matter_id, remark_no FROM glances
UNION
SELECT c.matter_id, a.remark_no
FROM (SELECT matter_id, first_no AS report_no FROM touches
      UNION
      SELECT matter_id, second_no FROM touches
      UNION
      SELECT matter_id, statement_no FROM members) c
JOIN aims a ON a.report_no = c.report_no;

CREATE TABLE heard_from AS
SELECT matter_id, source_id, origin_id FROM touches
UNION
SELECT matter_id, source_id, origin_id FROM members
UNION
SELECT m.matter_id, r.source_id, r.origin_id
FROM remark_matters m
JOIN remarks r ON r.remark_no = m.remark_no
UNION
SELECT t.matter_id, d.source_id, d.source_id
FROM declared d
JOIN matter_things t ON t.thing_id = d.thing_id
WHERE d.role = 2;

CREATE TABLE voices AS
WITH sided AS (
    SELECT k.direction, k.judged_id, k.is_joint, k.source_id, k.origin_id,
           COALESCE(CAST(s.side AS integer), 3) AS source_side,
           COALESCE(CAST(o.side AS integer), 3) AS origin_side,
           COALESCE(x.is_monitor, FALSE) AS is_monitor
    FROM (
        SELECT DISTINCT m.direction, m.judged_id, m.is_joint, p.source_id, p.origin_id
        FROM heard_from p
        JOIN matters m ON m.matter_id = p.matter_id
    ) k
    LEFT JOIN sides s ON s.bearer_id = k.judged_id AND s.source_id = k.source_id
    LEFT JOIN sides o ON o.bearer_id = k.judged_id AND o.source_id = k.origin_id
    LEFT JOIN sources x ON x.source_id = k.source_id
),
kinds AS (
    SELECT d.*, 1 AS voice_kind FROM sided d
    UNION ALL
    SELECT d.*, 2 FROM sided d WHERE is_joint AND (source_side = 1 OR origin_side = 1)
    UNION ALL
    SELECT d.*, 3 FROM sided d
),
-- 3.2: at least n of a floor, at most n of a ceiling helps the bearer's side (1).
interests AS (
    SELECT k.*,
           CASE WHEN source_side IN (0, 3) THEN source_side
                WHEN source_side = 1 AND is_joint AND voice_kind <> 2 THEN 2
                WHEN (direction = 1) = (source_side = 1) THEN 2 ELSE 1 END AS source_low,
           CASE WHEN origin_side IN (0, 3) THEN origin_side
                WHEN origin_side = 1 AND is_joint AND voice_kind <> 2 THEN 2
                WHEN (direction = 1) = (origin_side = 1) THEN 2 ELSE 1 END AS origin_low,
           CASE WHEN source_side IN (0, 3) THEN source_side
                WHEN source_side = 1 AND is_joint AND voice_kind <> 2 THEN 2
                WHEN (direction = 2) = (source_side = 1) THEN 2 ELSE 1 END AS source_high,
           CASE WHEN origin_side IN (0, 3) THEN origin_side
                WHEN origin_side = 1 AND is_joint AND voice_kind <> 2 THEN 2
                WHEN (direction = 2) = (origin_side = 1) THEN 2 ELSE 1 END AS origin_high
    FROM kinds k
),
joined AS (
    SELECT direction, judged_id, source_id, origin_id, voice_kind, source_side, origin_side,
           CASE WHEN source_low = 2 OR origin_low = 2 THEN 2
                WHEN source_low = 3 OR origin_low = 3 THEN 3 ELSE origin_low END AS low_interest,
           CASE WHEN source_high = 2 OR origin_high = 2 THEN 2
                WHEN source_high = 3 OR origin_high = 3 THEN 3 ELSE origin_high END
               AS high_interest,
           source_id = origin_id AND is_monitor AND source_side NOT IN (1, 3) AS is_monitor
    FROM interests
)
SELECT CAST(row_number() OVER (ORDER BY direction, judged_id, source_id, origin_id, voice_kind)
            AS bigint) AS voice_no,
       direction, judged_id, source_id, origin_id, voice_kind, source_side, origin_side,
       low_interest, high_interest, is_monitor,
       is_monitor OR voice_kind = 3 AS is_verified,
       low_interest IN (0, 1) AS is_low_proof,
       high_interest IN (0, 1) AS is_high_proof,
       low_interest IN (0, 1) OR is_monitor OR voice_kind = 3 AS is_low_good,
       high_interest IN (0, 1) OR is_monitor OR voice_kind = 3 AS is_high_good
FROM joined;

-- What a speaker's word weighs in a matter: as it is, what it admits, and what is marked of it.
CREATE TABLE matter_voices AS
WITH speaking AS (
    SELECT direction, judged_id, source_id, origin_id,
           MIN(source_side) AS source_side, MIN(origin_side) AS origin_side,
           MIN(voice_no) FILTER (WHERE voice_kind = 1) AS voice_no,
           MIN(low_interest) FILTER (WHERE voice_kind = 1) AS low_interest,
           MIN(high_interest) FILTER (WHERE voice_kind = 1) AS high_interest,
           bool_or(is_monitor) FILTER (WHERE voice_kind = 1) AS is_monitor,
           bool_or(is_low_proof) FILTER (WHERE voice_kind = 1) AS is_low_proof,
           bool_or(is_high_proof) FILTER (WHERE voice_kind = 1) AS is_high_proof,
           bool_or(is_low_good) FILTER (WHERE voice_kind = 1) AS is_low_good,
           bool_or(is_high_good) FILTER (WHERE voice_kind = 1) AS is_high_good,
           MIN(voice_no) FILTER (WHERE voice_kind = 2) AS admitted_voice_no,
           MIN(low_interest) FILTER (WHERE voice_kind = 2) AS admitted_low_interest,
           MIN(high_interest) FILTER (WHERE voice_kind = 2) AS admitted_high_interest,
           bool_or(is_low_proof) FILTER (WHERE voice_kind = 2) AS is_admitted_low_proof,
           bool_or(is_high_proof) FILTER (WHERE voice_kind = 2) AS is_admitted_high_proof,
           bool_or(is_low_good) FILTER (WHERE voice_kind = 2) AS is_admitted_low_good,
           bool_or(is_high_good) FILTER (WHERE voice_kind = 2) AS is_admitted_high_good,
           MIN(voice_no) FILTER (WHERE voice_kind = 3) AS marked_voice_no
    FROM voices
    GROUP BY direction, judged_id, source_id, origin_id
)
SELECT h.matter_id, s.*
FROM heard_from h
JOIN matters m ON m.matter_id = h.matter_id
JOIN speaking s
  ON s.direction = m.direction AND s.judged_id = m.judged_id AND s.source_id = h.source_id
 AND s.origin_id = h.origin_id;

-- The voice of one report: for groups an admission weighs by what it admits (5.1).
CREATE TABLE claims AS
WITH every AS (
    SELECT matter_id, statement_no, is_event, is_level, incident_no, is_linked, series_no,
           source_id,
           origin_id, hand_id, thing_id, place_id, topic_no, about_id, begins_at, ends_at, low,
           high, is_marked, first_no, second_no, position_no, thing_rel, hand_rel, as_count
    FROM touches
    WHERE NOT is_mute
    UNION ALL
    SELECT matter_id, statement_no, TRUE, FALSE, incident_no, TRUE, CAST(0 AS bigint), source_id,
           origin_id, hand_id, thing_id, place_id, topic_no, about_id, begins_at, ends_at, low,
           high, is_marked, statement_no, statement_no, position_no, thing_rel, hand_rel, as_count
    FROM members
),
voiced AS (
    SELECT e.*, v.voice_no, v.marked_voice_no, v.admitted_voice_no, v.is_monitor,
           v.low_interest, v.high_interest, v.is_low_proof, v.is_low_good, v.is_high_good,
           v.admitted_low_interest, v.admitted_high_interest, v.is_admitted_low_proof,
           v.is_admitted_low_good, v.is_admitted_high_good,
           v.admitted_voice_no IS NOT NULL
               AND (v.source_side <> 1 OR x.source_id IS NOT NULL)
               AND (v.origin_side <> 1 OR y.source_id IS NOT NULL) AS is_admitting
    FROM every e
    JOIN matter_voices v
      ON v.matter_id = e.matter_id AND v.source_id = e.source_id AND v.origin_id = e.origin_id
    LEFT JOIN own_hands x ON x.source_id = e.source_id AND x.hand_id = e.hand_id
    LEFT JOIN own_hands y ON y.source_id = e.origin_id AND y.hand_id = e.hand_id
)
SELECT matter_id, statement_no, is_event, is_level, incident_no, is_linked, series_no, source_id,
       origin_id, thing_id, place_id, topic_no, about_id, begins_at, ends_at, low, high, first_no,
       second_no, position_no, thing_rel, hand_rel, as_count, voice_no,
       CASE WHEN is_admitting THEN admitted_voice_no END AS admitted_voice_no,
       CASE WHEN is_marked THEN marked_voice_no END AS marked_voice_no,
       is_monitor OR is_marked AS is_verified,
       CASE WHEN is_admitting THEN is_admitted_low_proof ELSE is_low_proof END AS is_low_proof,
       CASE WHEN is_admitting THEN admitted_low_interest ELSE low_interest END AS low_interest,
       CASE WHEN is_admitting THEN admitted_high_interest ELSE high_interest END AS high_interest,
       CASE WHEN is_admitting THEN is_admitted_low_good ELSE is_low_good END OR is_marked
           AS is_low_good,
       CASE WHEN is_admitting THEN is_admitted_high_good ELSE is_high_good END OR is_marked
           AS is_high_good
FROM voiced;

CREATE TABLE remark_voices AS
WITH voiced AS (
    SELECT q.matter_id, r.remark_no, r.source_id, r.origin_id, r.is_marked, v.voice_no, v.marked_voice_no,
           v.admitted_voice_no, v.is_monitor, v.high_interest, v.is_high_proof, v.is_high_good,
           v.admitted_high_interest, v.is_admitted_high_proof, v.is_admitted_high_good,
           v.admitted_voice_no IS NOT NULL
               AND (v.source_side <> 1 OR x.source_id IS NOT NULL)
               AND (v.origin_side <> 1 OR y.source_id IS NOT NULL) AS is_admitting
    FROM remark_matters q
    JOIN remarks r ON r.remark_no = q.remark_no
    JOIN matter_voices v
      ON v.matter_id = q.matter_id AND v.source_id = r.source_id AND v.origin_id = r.origin_id
    LEFT JOIN own_hands x ON x.source_id = r.source_id AND x.hand_id = r.hand_id
    LEFT JOIN own_hands y ON y.source_id = r.origin_id AND y.hand_id = r.hand_id
)
SELECT matter_id, remark_no, source_id, origin_id, is_monitor OR is_marked AS is_verified,
       CASE WHEN is_admitting THEN is_admitted_high_proof ELSE is_high_proof END AS is_high_proof,
       CASE WHEN is_admitting THEN is_admitted_high_good ELSE is_high_good END OR is_marked
           AS is_high_good,
       CASE WHEN is_admitting THEN admitted_high_interest ELSE high_interest END AS high_interest,
       voice_no,
       CASE WHEN is_admitting THEN admitted_voice_no END AS admitted_voice_no,
       CASE WHEN is_marked THEN marked_voice_no END AS marked_voice_no
FROM voiced;
