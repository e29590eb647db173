-- Station 80: the lowest tier of units not yet settled, and what is settled of their cells.
--                                                                                   SEMANTICS 4.4
-- in   units, children, settled
-- out  settled_below  what was settled before
--      due_units      the units whose turn it is
--      cells          due unit x family x cell: its bounds
--      family_sums    due unit x family x level: sums; null where one is unknown
--      bad_cells      contradicted cells; where there is one, station 81 runs
--
-- 80 to 82 run once for every tier, from cells to days and parts to whole measures.

CREATE TABLE settled_below AS
SELECT * FROM settled;

CREATE TABLE due_units AS
SELECT u.unit_id
FROM units u
JOIN (
    SELECT MIN(x.tier) AS tier
    FROM units x
    LEFT JOIN (SELECT DISTINCT unit_id FROM settled_below) s ON s.unit_id = x.unit_id
    WHERE s.unit_id IS NULL
) t ON t.tier = u.tier;

CREATE TABLE cells AS
SELECT c.parent_id AS unit_id, c.family, c.child_id, s.level_no, s.at_least, s.certain, s.counted,
       s.possible, s.is_contradicted, s.is_torn, s.is_odd
FROM children c
JOIN due_units d ON d.unit_id = c.parent_id
JOIN settled_below s ON s.unit_id = c.child_id;

-- 4.4.1: a contradicted day or part (families 1, 2) is not seen by the sums of another family.
CREATE TABLE family_sums AS
SELECT unit_id, family, level_no,
       bool_or(is_contradicted) AND family <> 3 AS is_bad,
       CAST(SUM(at_least) AS bigint) AS at_least,
       CAST(SUM(certain) AS bigint) AS certain,
       CASE WHEN COUNT(counted) = COUNT(*) THEN CAST(SUM(counted) AS bigint) END AS counted,
       CASE WHEN COUNT(possible) = COUNT(*) THEN CAST(SUM(possible) AS bigint) END AS possible,
       bool_or(is_torn) AS is_torn, bool_or(is_odd) AS is_odd
FROM cells
GROUP BY unit_id, family, level_no;

CREATE TABLE bad_cells AS
SELECT unit_id, family, child_id, level_no AS cap_no, certain
FROM cells
WHERE is_contradicted;
