-- Station 88: where nobody asks why a finding is disputed.        SEMANTICS 5, after the tables
--
-- in   verdicts
-- out  reasons   none

CREATE TABLE reasons AS
SELECT due_id, '' AS reason FROM verdicts WHERE due_id < 0;
