"""Copies, windows and creations of stores, made up by Hypothesis within a few days."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st

from scripts.inventory.copies.copy import DATABASE, FILES, VAULT, Copy, Creation, Place, Window

HERE, ELSEWHERE = Place("us-west-2", "123456789012"), Place("us-east-1", "123456789012")
START = datetime(2026, 11, 1, tzinfo=timezone.utc)
DAY = 24 * 60
stores = st.sampled_from(["blue", "blue", "blue", "green", ""])
places = st.sampled_from([HERE, HERE, HERE, ELSEWHERE])
# Close together, so that many are within reach of each other, and some at the same time.
minutes = st.one_of(st.integers(0, DAY), st.sampled_from([0, 60, 90, 240, 300]))


def at(minute: float) -> datetime:
    """That many minutes after the start."""
    return START + timedelta(minutes=minute)


def copy(
    content: str, number: int, minute: float, store: str = "blue", place: Place = HERE
) -> Copy:
    """A complete copy with an ARN of its own, as AWS writes them."""
    if content == DATABASE:
        resource, origin = f"rds:{place.region}:{place.account}:cluster-snapshot", "database"
        arn = f"arn:aws:{resource}:awsbackup:job-{number}"
    else:
        resource, origin = f"backup:{place.region}:{place.account}:recovery-point", "fs-1"
        arn = f"arn:aws:{resource}:{number}"
    return Copy(content, arn, at(minute), origin, store, VAULT, place)


def window(first: float, last: float, store: str = "blue", number: int = 0) -> Window:
    """The continuous backup of a cluster."""
    arn = f"arn:aws:rds:{HERE.region}:{HERE.account}:cluster:openemr-clinic-{number}"
    return Window(
        f"c-{number}", f"cluster-{number}", arn, at(first), at(last), store, HERE, days=35
    )


@st.composite
def copies(draw: st.DrawFn, most: int = 12) -> list[Copy]:
    """Some of either content, in any order."""
    contents = draw(st.lists(st.sampled_from([DATABASE, FILES]), max_size=most))
    return [
        copy(content, number, draw(minutes), draw(stores), draw(places))
        for number, content in enumerate(contents)
    ]


@st.composite
def windows(draw: st.DrawFn) -> list[Window]:
    """At most two."""
    spans = draw(st.lists(st.tuples(minutes, minutes), max_size=2))
    return [
        replace(window(min(span), max(span), number=number), store=draw(stores))
        for number, span in enumerate(spans)
    ]


creations = st.lists(
    st.builds(Creation, stores, minutes.map(at), st.sampled_from(["one", "other"])), max_size=3
)
