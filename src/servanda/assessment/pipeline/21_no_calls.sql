-- Station 21: where each call for a reply or a notice is looked at by itself.        SEMANTICS 5.3
--
-- in   rules
-- out  bulk_topics   none

CREATE TABLE bulk_topics AS
SELECT CAST(0 AS bigint) AS topic_no FROM rules WHERE rule_id < 0;
