-- Station 98: what each source itself says of a whole duty. On demand only.   SEMANTICS 4.2, 4.8.5
--
-- in   shown, interest_words (97), figures, voices, verdicts, params
-- out  said   schema FIGURES, not in order

CREATE TABLE spoken_words AS
SELECT s.due_id, s.op, s.looked_at, s.is_ceiling, v.source_id, v.origin_id, f.at_least, f.at_most,
       a.word AS at_least_interest, b.word AS at_most_interest,
       f.at_most IS NOT NULL AND f.counted IS NULL AS is_silence, f.contradicts_itself
FROM shown s
JOIN figures f ON f.unit_id = s.unit_id AND f.level_no = s.standard_no
JOIN voices v ON v.voice_no = f.voice_no AND v.voice_kind = 1
JOIN interest_words a ON a.interest_no = v.low_interest
JOIN interest_words b ON b.interest_no = v.high_interest;

-- Of a level at most n: its greatest at-least, and its greatest at-most if it says one throughout;
-- of a floor its least at-least if it says one throughout, and its least at-most.
CREATE TABLE said AS
WITH throughout AS (
    SELECT due_id, COUNT(*) AS stretches FROM shown GROUP BY due_id
),
of_levels AS (
    SELECT w.due_id, w.source_id, w.origin_id,
           CASE WHEN NOT w.is_ceiling
                THEN CASE WHEN COUNT(w.at_least) = t.stretches THEN MIN(w.at_least) END
                ELSE MAX(w.at_least) END AS at_least,
           CASE WHEN w.is_ceiling
                THEN CASE WHEN COUNT(w.at_most) = t.stretches THEN MAX(w.at_most) END
                ELSE MIN(w.at_most) END AS at_most,
           w.at_least_interest, w.at_most_interest,
           bool_and(w.is_silence) FILTER (WHERE w.at_most IS NOT NULL) AS is_silence,
           bool_or(w.contradicts_itself) AS contradicts_itself
    FROM spoken_words w
    JOIN throughout t ON t.due_id = w.due_id
    WHERE w.looked_at IS NOT NULL
    GROUP BY w.due_id, w.source_id, w.origin_id, w.is_ceiling, w.at_least_interest,
             w.at_most_interest, t.stretches
),
every AS (
    SELECT due_id, source_id, origin_id, at_least, at_most, at_least_interest, at_most_interest,
           is_silence, contradicts_itself
    FROM spoken_words
    WHERE looked_at IS NULL
    UNION ALL
    SELECT due_id, source_id, origin_id, at_least, at_most, at_least_interest, at_most_interest,
           at_most IS NOT NULL AND is_silence, contradicts_itself
    FROM of_levels
    WHERE at_least IS NOT NULL OR at_most IS NOT NULL
)
SELECT v.clause_no, v.reading_no, v.member_id, v.is_group, v.slot, e.source_id, e.origin_id,
       e.at_least, e.at_most, e.at_least_interest, e.at_most_interest, e.is_silence,
       e.contradicts_itself
FROM every e
JOIN verdicts v ON v.due_id = e.due_id;
