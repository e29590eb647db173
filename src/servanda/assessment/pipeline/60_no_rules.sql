-- Station 60: where the agreement has no rules that call duties into being.         SEMANTICS 5.3
--
-- in   rules
-- out  rule_matters, triggers, called, called_abouts   none

CREATE TABLE rule_matters AS
SELECT rule_id, 0 AS kind, 0 AS direction, 0 AS mode, site_id, opens_at, closes_at, limit_us,
       limit_days, limit_months, same_about, CAST(0 AS bigint) AS matter_id
FROM rules
WHERE rule_id < 0;

CREATE TABLE triggers AS
SELECT CAST(0 AS bigint) AS trigger_no, rule_id, 0 AS kind, site_id, opens_at, closes_at,
       CAST(0 AS bigint) AS num, CAST(0 AS bigint) AS den, CAST(0 AS bigint) AS beyond,
       CAST(0 AS bigint) AS matter_id
FROM rules
WHERE rule_id < 0;

CREATE TABLE called AS
SELECT CAST(0 AS bigint) AS called_no, rule_id, 0 AS kind, opens_at AS slot_no,
       opens_at AS trigger_ended_at, FALSE AS is_sure, opens_at AS inner_begins_at,
       opens_at AS inner_ends_at, opens_at AS outer_begins_at, opens_at AS outer_ends_at
FROM rules
WHERE rule_id < 0;

CREATE TABLE called_abouts AS
SELECT CAST(0 AS bigint) AS called_no, 0 AS about_id FROM rules WHERE rule_id < 0;
