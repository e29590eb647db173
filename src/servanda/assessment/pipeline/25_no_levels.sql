-- Station 25: where nothing asks for a level.                                     SEMANTICS 4.8.1
--
-- in   told
-- out  pieces   none

CREATE TABLE pieces AS
SELECT report_no, CAST(0 AS bigint) AS piece_no, begins_at, ends_at, FALSE AS is_alone
FROM told
WHERE report_no < 0;
