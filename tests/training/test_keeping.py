"""Runs are named, tagged, noted, put away and back."""

import pytest

from neurodesk.graph.errors import TrainingError
from neurodesk.training.keeping import describe, put_away, put_back
from neurodesk.training.runs import RunStore


def test_a_text_that_no_file_can_hold_is_refused(tmp_path):
    """Half a letter, as a damaged clipboard brings it."""
    with RunStore(tmp_path) as store:
        run = store.create("{}", seed=0)
        for key in ("name", "tags", "note"):
            with pytest.raises(TrainingError, match="no file can hold") as caught:
                describe(store, run, **{key: "a\ud800"})
            assert caught.value.cure


def test_names_tags_and_notes_are_peoples_own(tmp_path):
    """Each is kept, cleaned of what no list can show, and left alone when not given."""
    with RunStore(tmp_path) as store:
        run = store.create("{}", seed=0)
        describe(store, run, name="  wide\n net ", tags="good, good ,a,b", note="Overfits.")
        describe(store, run, note="Overfits late.")
        row = store.row(run)
        assert (row.name, row.tags, row.note) == ("wide net", ("good", "a", "b"), "Overfits late.")
        describe(store, run, name=" ", tags="")
        assert (store.row(run).name, store.row(run).tags) == ("Run 1", ())
        store.update(run, tags='{"a": 1}')
        assert store.row(run).tags == ()


def test_a_run_is_put_away_and_back(tmp_path):
    """Off the list and not the newest any more; its files stay. One that is trained is not put away."""
    with RunStore(tmp_path) as store:
        run = store.create("{}", seed=0)
        with RunStore(tmp_path) as other, pytest.raises(TrainingError, match="being trained"):
            put_away(other, run)
        store.finish(run, "finished")
        put_away(store, run)
        assert not store.list()
        assert store.newest_finished() is None
        assert [row.run for row in store.list(deleted=True)] == [run]
        assert store.folder(run).is_dir()
        put_back(store, run)
        assert [row.run for row in store.list()] == [run]
