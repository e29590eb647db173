"""The words that the SQL of all importers shares: times, hands, places."""

from __future__ import annotations

from typing import Final

MACROS: Final = """
-- An instant, written so that no zone is left to guess.
CREATE MACRO instant_text(moment) AS strftime(moment, '%Y-%m-%dT%H:%M:%SZ');
CREATE MACRO minute_text(moment) AS strftime(moment, '%Y-%m-%dT%H:%MZ');
CREATE MACRO day_text(moment) AS strftime(moment, '%Y-%m-%d');

-- Seconds since 1970 as a number; none where it is no such number of the years up to 2100, as of
-- thousandths of seconds.
CREATE MACRO unix_seconds(said) AS CASE WHEN try_cast(said AS DOUBLE) BETWEEN 0 AND 4102444800
    THEN try_cast(try_cast(said AS DOUBLE) AS BIGINT) END;
CREATE MACRO unix_time(said) AS to_timestamp(unix_seconds(said));

-- The instant of a local time; of one that the clocks show twice the first, and the last.
CREATE MACRO utc_of(local_time, zone_name) AS timezone('UTC', timezone(zone_name, local_time));
CREATE MACRO is_jumped(local_time, zone_name) AS
    timezone(zone_name, timezone(zone_name, local_time)) <> local_time;
CREATE MACRO is_shown(moment, local_time, zone_name) AS
    timezone(zone_name, timezone('UTC', moment)) = local_time;
CREATE MACRO first_utc(local_time, zone_name) AS CASE
    WHEN is_shown(utc_of(local_time, zone_name) - INTERVAL 1 HOUR, local_time, zone_name)
    THEN utc_of(local_time, zone_name) - INTERVAL 1 HOUR ELSE utc_of(local_time, zone_name) END;
CREATE MACRO last_utc(local_time, zone_name) AS CASE
    WHEN is_shown(utc_of(local_time, zone_name) + INTERVAL 1 HOUR, local_time, zone_name)
    THEN utc_of(local_time, zone_name) + INTERVAL 1 HOUR ELSE utc_of(local_time, zone_name) END;

-- Whose act it may be: a list of what the named actors mean, null for one whom nobody knows.
-- One unknown or outside hand among them leaves the hand unknown; only outsiders are no hand here.
CREATE MACRO hand_of(means) AS CASE
    WHEN len(means) = 0 OR len(list_filter(means, lambda m: m IS NULL OR m = '-')) > 0 THEN NULL
    ELSE array_to_string(list_sort(list_distinct(means)), '|') END;
CREATE MACRO only_outsiders(means) AS
    len(means) > 0 AND len(list_filter(means, lambda m: m IS NULL OR m <> '-')) = 0;

-- Degrees as a number; none where it is no number, or too large a one.
CREATE MACRO degrees_of(said, most) AS
    CASE WHEN abs(try_cast(said AS DOUBLE)) <= most THEN try_cast(said AS DOUBLE) END;

-- The area that the finest known name means: a list from fine to coarse.
CREATE MACRO area_of(means) AS nullif(list_filter(means, lambda m: m IS NOT NULL)[1], '-');
CREATE MACRO is_outside(means) AS
    coalesce(list_filter(means, lambda m: m IS NOT NULL)[1] = '-', false);
"""
