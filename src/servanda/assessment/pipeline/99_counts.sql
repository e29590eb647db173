-- Station 99: how many findings of each clause have each verdict.                   SEMANTICS 5
--
-- in   findings (96), call_weights (21)
-- out  counts   schema VERDICT_COUNTS, not in order

-- A table of its own: not every engine looks up what an expression gives.
CREATE TABLE weighted_slots AS
SELECT concat('trigger:', incident_no) AS slot, calls
FROM call_weights;

CREATE TABLE counts AS
SELECT f.clause_no, f.reading_no, f.member_id, f.is_group, f.verdict,
       CAST(SUM(COALESCE(w.calls, 1)) AS bigint) AS findings
FROM findings f
LEFT JOIN weighted_slots w ON w.slot = f.slot
GROUP BY f.clause_no, f.reading_no, f.member_id, f.is_group, f.verdict;
