-- Station 78: nothing is settled yet.                                           SEMANTICS 4.4, 4.5
--
-- in   params
-- out  readings  pairs of levels: events attributed at `level_no`, contradicted cells capped at
--                `cap_no`
--      lone      the level at which one voice alone weighs against others: `claimed` where that is
--                asked, else `independent`
--      capped    unit x reading x voice, empty: nothing is capped
--      settled   unit x level, empty; station 82 adds one tier of units each time it runs
--      tiers     the tiers there are

CREATE TABLE readings AS
SELECT level_no, level_no AS cap_no FROM levels
UNION
SELECT 2, standard_no FROM params WHERE standard_no > 2;

CREATE TABLE lone AS
SELECT standard_no, CASE WHEN standard_no = 1 THEN 1 ELSE 2 END AS level_no FROM params;

CREATE TABLE settled AS
SELECT u.unit_id, v.level_no,
       CAST(0 AS bigint) AS at_least, CAST(0 AS bigint) AS certain,
       CAST(NULL AS bigint) AS counted, CAST(NULL AS bigint) AS possible,
       FALSE AS is_contradicted, FALSE AS is_torn, FALSE AS is_odd
FROM units u
CROSS JOIN levels v
WHERE u.tier < 0;

CREATE TABLE capped AS
SELECT u.unit_id, r.level_no, r.cap_no, CAST(0 AS bigint) AS voice_no, CAST(0 AS bigint) AS low
FROM units u
CROSS JOIN readings r
WHERE u.tier < 0;

CREATE TABLE tiers AS
SELECT DISTINCT tier FROM units;
