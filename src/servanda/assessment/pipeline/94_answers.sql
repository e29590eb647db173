-- Station 94: what the probes found.                                        SEMANTICS 5, `since`
--
-- in   probes, searches, measure_units, role_units, settled, figures, params, answers
-- out  answers   with the candidates that were asked in this pass

CREATE TABLE answers_before AS
SELECT * FROM answers;

CREATE TABLE answers AS
SELECT * FROM answers_before
UNION ALL
SELECT q.search_no, q.candidate_no,
       COALESCE(CASE WHEN s.op = 1 THEN COALESCE(d.certain, 0) >= s.n_high
                     ELSE COALESCE(d.certain, 0) > s.n_high END, FALSE),
       NOT COALESCE(d.is_torn, FALSE) AND o.measure_id IS NULL
FROM probes q
CROSS JOIN params p
JOIN searches s ON s.search_no = q.search_no
LEFT JOIN measure_units u ON u.measure_id = q.measure_id
LEFT JOIN settled d ON d.unit_id = u.unit_id AND d.level_no = p.standard_no
-- The numbers of a source that contradicts itself change places (4.2), and then they may fall.
LEFT JOIN (
    SELECT DISTINCT r.measure_id
    FROM role_units r
    JOIN figures f ON f.unit_id = r.unit_id AND f.contradicts_itself
) o ON o.measure_id = q.measure_id;
