"""What holds of the duties of any agreement, in any zone, whatever was decided when."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.unit.agreement.pauses import agreement_of

from servanda.agreement.decisions import Decision
from servanda.agreement.duties import build_duties
from servanda.agreement.life import Earned, Known
from servanda.agreement.schedule import schedule_of
from servanda.civil import instant_of
from servanda.errors import AgreementError

TEXT = """\
---
title: Truce
parties: {northland: Northland, southland: Southland}
third parties: {mission: The Mission}
monitors: [mission]
time zone: %s
signed: 2024-03-01 12:00
in force: {from: %s %02d:00%s}
amendments: [{on: 2024-04-02, in force until: 2024-04-09 12:00}]
areas:
  valley: {parts: [east, west]}
  east: East
  west: West
phases: {phase 1: {from: day 2, to: day 9}}
---
# Truce

```terms
%s
```
"""
ZONES = ("Africa/Maputo", "Asia/Gaza", "Europe/Berlin", "Africa/Cairo", "America/Havana",
         "Australia/Lord_Howe", "America/Santiago", "Asia/Beirut")  # fmt: skip
SENTENCES = (
    "Each party must not attack in valley.",
    "Northland must not fly drones over east between 10:00 and 16:00 each day.",
    "Northland must not fly drones over east between 22:00 and 06:00 each day, except on day 3.",
    "Northland must admit at least 9 aid trucks into valley each day, of which at least 2 carry"
    " fuel.",
    "Northland must let at least 9 aid trucks enter valley each week.",
    "Each party must bring in at most 50 soldiers each calendar month.",
    "The mission must meet at least once every 5 days.",
    "The mission must meet at least once every 12 hours.",
    "Southland must release at least 9 prisoners by D+12.",
    "Southland must release exactly 9 prisoners in phase 1.",
    "Southland must release 3 prisoners by day 1, 4 more by day 7, then 3 more every 3 days.",
    "No one may attack in west from day 2 to day 4.",
    "After [c0] is verified by the mission, southland must not attack in valley.",
    "When southland releases prisoners, northland must give a plan to the mission within 2 days.",
    "Northland must release 3 detainees for each hostage that southland releases.",
    "Each party must notify the mission at least 2 days before it moves troops in valley.",
    "For every 10 prisoners that southland releases, the agreement is extended by 1 day.",
)
FIRST = datetime(2024, 3, 1, tzinfo=UTC)

moments = st.integers(0, 60 * 24).map(lambda hours: instant_of(FIRST + timedelta(hours=hours)))
decisions = st.builds(
    Decision,
    subject=st.sampled_from(["c0", "c1", "phase 1", "agreement"]),
    says=st.sampled_from(["suspended", "resumed", "verified", "breached", "begins", "ends"]),
    begins=st.none() | moments,
    ends=st.none() | moments,
    recorded_at=moments,
    by=st.just("mission"),
    bearer=st.sampled_from(["", "northland"]),
)


@st.composite
def settings(draw):
    """Draw an agreement, what is decided, and the instant that is asked for."""
    sentences = draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4, unique=True))
    day = draw(st.dates(FIRST.date(), FIRST.date() + timedelta(days=40)))
    lasts = draw(st.sampled_from([", for: 4 days", ", for: 100 hours", ", for: 1 month", ""]))
    clauses = "\n".join(f"[c{k}] {sentence}" for k, sentence in enumerate(sentences))
    zone, hour = draw(st.sampled_from(ZONES)), draw(st.integers(0, 23))
    agreement = agreement_of(TEXT % (zone, day, hour, lasts, clauses))
    low, more = draw(st.integers(0, 3)), draw(st.integers(0, 3))
    earned = {clause.label: Earned(low, low + more) for clause in agreement.clauses}
    return agreement, draw(st.lists(decisions, max_size=3)), draw(moments), earned


def built(setting):
    agreement, decided, as_of, earned = setting
    try:
        return build_duties(agreement, decided, as_of, None, Known(earned))
    except AgreementError as error:
        assume({p.code for p in error.problems} != {"SV220"})
        raise


@given(settings())
def test_periods_are_real_and_inner_ones_lie_inside_outer_ones(setting):
    rows = built(setting).rows
    for m in rows.measures:
        assert m.may_begin_at <= m.begins_at < m.ends_at <= m.may_end_at
    for d in rows.duties:
        assert d.opens_at < d.closes_at
        # A day or week that begins under an excuse or a suspension is cut at its begin (1.6).
        assert d.cut_at is None or d.opens_at <= d.cut_at < d.closes_at
    assert all(r.opens_at < r.closes_at for r in rows.rules)


@given(settings())
def test_windows_do_not_overlap_and_lie_inside_their_measure(setting):
    rows = built(setting).rows
    for m in rows.measures:
        windows = sorted(
            (w.begins_at, w.ends_at) for w in rows.windows if w.measure_id == m.measure_id
        )
        assert bool(windows) == m.windowed
        assert all(a[1] < b[0] for a, b in pairwise(windows))
        if windows:
            assert (windows[0][0], windows[-1][1]) == (m.begins_at, m.ends_at)


@given(settings())
def test_keys_are_unique_and_every_id_is_known(setting):
    found = built(setting)
    rows = found.rows
    keys = [(d.clause_no, d.reading_no, d.member_id, d.is_group, d.slot) for d in rows.duties]
    assert len(set(keys)) == len(keys)
    assert {(d.clause_no, d.reading_no, d.member_id) for d in rows.duties} <= set(found.entries)
    assert {m.filter_id for m in rows.measures} <= set(found.filters)
    assert {m.site_id for m in rows.measures} | {p.part_site_id for p in rows.site_parts} <= set(
        found.sites
    )
    assert {m.bearer_id for m in rows.measures} <= {0, *found.bearers}


@given(settings())
def test_days_of_a_prohibition_follow_each_other_within_the_whole(setting):
    rows = built(setting).rows
    wholes = {(d.clause_no, d.member_id, d.is_group): d for d in rows.duties if d.slot == "whole"}
    for d in rows.duties:
        whole = wholes.get((d.clause_no, d.member_id, d.is_group))
        if whole is not None and d.is_certain and d.cut_at is None and d.slot != "whole":
            measure, sum_measure = (rows.measures[x.measure_id - 1] for x in (d, whole))
            assert sum_measure.begins_at <= measure.begins_at
            assert measure.ends_at <= sum_measure.ends_at


@given(settings())
def test_days_hold_everything_without_gaps(setting):
    rows = built(setting).rows
    assert all(a.ends_at == b.begins_at for a, b in pairwise(rows.days))
    edges = [edge for d in rows.duties for edge in (d.opens_at, d.closes_at)]
    edges += [edge for r in rows.rules for edge in (r.opens_at, r.closes_at)]
    assert all(rows.days[0].begins_at <= edge <= rows.days[-1].ends_at for edge in edges)


@given(settings())
def test_what_is_recorded_later_changes_nothing(setting):
    agreement, decided, as_of, earned = setting
    known = [decision for decision in decided if decision.recorded_at <= as_of]
    before = built(setting)
    assert before.rows == built((agreement, known, as_of, earned)).rows


@given(settings())
def test_the_order_of_decisions_changes_nothing(setting):
    agreement, decided, as_of, earned = setting
    moments_of = [decision.recorded_at for decision in decided]
    assume(len(set(moments_of)) == len(moments_of))
    assert built(setting).rows == built((agreement, decided[::-1], as_of, earned)).rows


@given(settings())
def test_every_agreement_has_a_calendar(setting):
    agreement, decided, as_of, _ = setting
    built(setting)
    found = schedule_of(agreement, decided, as_of).duties
    assert all(duty.begins_at < duty.ends_at for duty in found)
