-- Station 99: when a level was looked at, and what was found. On demand only.     SEMANTICS 4.8.5
--
-- in   verdicts, looked_levels, wanted, is_wanted
-- out  looks_told   schema LOOKS, not in order: neighbours of equal figures joined

CREATE TABLE looks_told AS
WITH asked AS (
    SELECT v.clause_no, v.reading_no, v.member_id, v.is_group, v.slot, v.due_id, s.begins_at,
           s.ends_at, s.certain, s.possible, s.alleged
    FROM verdicts v
    CROSS JOIN is_wanted i
    JOIN looked_levels s ON s.measure_id = v.measure_id
    LEFT JOIN wanted w
      ON w.clause_no = v.clause_no AND w.reading_no = v.reading_no AND w.member_id = v.member_id
     AND w.is_group = v.is_group AND w.slot = v.slot
    WHERE i.every OR w.clause_no IS NOT NULL
),
changed AS (
    SELECT a.*,
           CASE WHEN LAG(ends_at) OVER in_order = begins_at
                     AND LAG(certain) OVER in_order = certain
                     AND LAG(alleged) OVER in_order = alleged
                     AND COALESCE(LAG(possible) OVER in_order, -1) = COALESCE(possible, -1)
                THEN 0 ELSE 1 END AS is_new
    FROM asked a
    WINDOW in_order AS (PARTITION BY due_id ORDER BY begins_at)
),
numbered AS (
    SELECT c.*,
           CAST(SUM(is_new) OVER (PARTITION BY due_id ORDER BY begins_at) AS bigint) AS look_no
    FROM changed c
)
SELECT clause_no, reading_no, member_id, is_group, slot, MIN(begins_at) AS begins_at,
       MAX(ends_at) AS ends_at, certain, possible, alleged
FROM numbered
GROUP BY clause_no, reading_no, member_id, is_group, slot, due_id, look_no, certain, possible,
         alleged;
