-- Station 60: where the agreement has no rules that call duties into being.         SEMANTICS 5.3
--
-- in   rules
-- out  called, called_abouts   none

CREATE TABLE called AS
SELECT CAST(0 AS bigint) AS called_no, rule_id, 0 AS kind, opens_at AS slot_no,
       opens_at AS trigger_ended_at, FALSE AS is_sure, opens_at AS inner_begins_at,
       opens_at AS inner_ends_at, opens_at AS outer_begins_at, opens_at AS outer_ends_at
FROM rules
WHERE rule_id < 0;

CREATE TABLE called_abouts AS
SELECT CAST(0 AS bigint) AS called_no, 0 AS about_id FROM rules WHERE rule_id < 0;
