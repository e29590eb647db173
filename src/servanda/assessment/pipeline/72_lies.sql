-- Station 72: how every position of claims lies to every unit.                                   SEMANTICS 4.1
--
-- in   placed, stretches, stretch_days
-- out  lies   unit x position that is not apart from it in thing, place and time; rel: 1 inside,
--             2 contains, both or neither; the hand is seen to elsewhere (3.5)
--
-- A claim of one day meets short units by their day, so that no claim is held against all days.

CREATE VIEW meetings AS
SELECT s.unit_id, s.is_split, s.is_level, p.matter_id, p.position_no, p.rel, p.begins_at,
       p.ends_at,
       s.inner_from, s.inner_to, s.hull_from, s.hull_to
FROM placed p
JOIN stretch_days s
  ON s.matter_id = p.matter_id AND s.site_id = p.site_id AND s.about_no = p.about_no
 AND s.day_no = p.day_no
WHERE p.begins_at < s.outer_to AND s.outer_from < p.ends_at
UNION ALL
SELECT s.unit_id, s.is_split, s.is_level, p.matter_id, p.position_no, p.rel, p.begins_at,
       p.ends_at,
       s.inner_from, s.inner_to, s.hull_from, s.hull_to
FROM placed p
JOIN stretches s
  ON s.matter_id = p.matter_id AND s.site_id = p.site_id AND s.about_no = p.about_no
WHERE NOT s.is_short AND p.begins_at < s.outer_to AND s.outer_from < p.ends_at
UNION ALL
SELECT s.unit_id, s.is_split, s.is_level, p.matter_id, p.position_no, p.rel, p.begins_at,
       p.ends_at,
       s.inner_from, s.inner_to, s.hull_from, s.hull_to
FROM placed p
JOIN stretches s
  ON s.matter_id = p.matter_id AND s.site_id = p.site_id AND s.about_no = p.about_no
WHERE s.is_short AND p.day_no IS NULL
  AND p.begins_at < s.outer_to AND s.outer_from < p.ends_at;

CREATE TABLE lies AS
SELECT unit_id, matter_id, position_no,
       -- 4.8.2: a level is a tally of exactly the stretch in which it is valid.
       rel & (CASE WHEN is_level OR (inner_from <= begins_at AND ends_at <= inner_to) THEN 1
                   ELSE 0 END
              + CASE WHEN begins_at <= hull_from AND hull_to <= ends_at THEN 2 ELSE 0 END) AS rel
FROM meetings
WHERE NOT is_split
UNION ALL
SELECT unit_id, matter_id, position_no,
       rel & (CASE WHEN bool_or(inner_from <= begins_at AND ends_at <= inner_to) THEN 1 ELSE 0 END
              + CASE WHEN bool_or(begins_at <= hull_from AND hull_to <= ends_at) THEN 2 ELSE 0
                END)
FROM meetings
WHERE is_split
GROUP BY unit_id, matter_id, position_no, rel;
