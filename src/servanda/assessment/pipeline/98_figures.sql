-- Station 98: what each source itself says of a whole duty. On demand only.          SEMANTICS 4.2
--
-- in   shown, interest_words (97), figures, voices, params
-- out  said   schema FIGURES, not in order

CREATE TABLE said AS
SELECT s.clause_no, s.reading_no, s.member_id, s.is_group, s.slot, v.source_id, v.origin_id,
       f.at_least, f.at_most, a.word AS at_least_interest, b.word AS at_most_interest,
       f.at_most IS NOT NULL AND f.counted IS NULL AS is_silence, f.contradicts_itself
FROM shown s
JOIN figures f ON f.unit_id = s.unit_id AND f.level_no = s.standard_no
JOIN voices v ON v.voice_no = f.voice_no AND v.voice_kind = 1
JOIN interest_words a ON a.interest_no = v.low_interest
JOIN interest_words b ON b.interest_no = v.high_interest;
