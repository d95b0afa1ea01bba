"""Revisions: what changed since which one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from web.hub.views import View

KEYS = st.sampled_from(["head", "people", "log/1", "log/2", "log/3"])
RENDERED = st.dictionaries(KEYS, st.sampled_from(["a", "b", "c"]), min_size=1)


def test_a_revision_counts_changes_not_renderings() -> None:
    view = View("e")
    assert view.take({"head": "a", "people": "1"}) == {"head": "a", "people": "1"}
    assert view.take({"head": "a", "people": "1"}) == {}
    assert view.revision == 1
    assert view.take({"head": "a", "people": "2"}) == {"people": "2"}
    assert view.revision == 2
    assert view.since(1) == {"people": "2"}
    assert view.since(2) == {}
    assert view.since(0) == {"head": "a", "people": "2"}


def test_what_is_gone_is_sent_once_as_empty() -> None:
    view = View("e")
    view.take({"log/1": "a", "log/2": "b"})
    assert view.take({"log/2": "b"}) == {"log/1": ""}
    assert view.take({"log/2": "b"}) == {}
    assert view.since(1) == {"log/1": ""}
    assert view.take({"log/1": "again", "log/2": "b"}) == {"log/1": "again"}


@given(st.lists(st.tuples(RENDERED, st.booleans()), min_size=1, max_size=30))
def test_a_board_that_is_cut_off_and_resumes_never_misses_and_never_repeats(
    night: list[tuple[dict[str, str], bool]],
) -> None:
    """Whenever it is connected it applies what is newer than its revision."""
    view, page, revision, came = View("e"), dict[str, str](), 0, set[tuple[str, int]]()
    for rendered, connected in night:
        view.take(rendered)
        if not connected:
            continue
        patch = view.since(revision)
        for key, html in patch.items():
            version = key, view.fragments[key].revision
            assert version not in came, "no version of a fragment comes twice"
            came.add(version)
            page[key] = html
        revision = view.revision
        assert {k: h for k, h in page.items() if h} == rendered
