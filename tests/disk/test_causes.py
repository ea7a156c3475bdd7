"""What the system says of a disk is told within a sentence."""

import errno
import os
import sqlite3

import pytest

from neurodesk.disk.causes import WORDS, said


@pytest.mark.parametrize("name", ["ENOSPC", "EDQUOT", "EROFS", "EMFILE", "ESTALE", "ETIMEDOUT"])
def test_what_disks_and_networks_say_is_known(name):
    """With a small letter; by another person's system it may stand otherwise, and is told as it is."""
    number = getattr(errno, name)
    assert said(OSError(number, os.strerror(number))) in WORDS
    assert said(OSError(number, "Weg.")) == "weg"


def test_what_a_database_says_is_known(tmp_path):
    (tmp_path / "none.sqlite").write_bytes(b"no database at all" * 100)
    base = sqlite3.connect(tmp_path / "none.sqlite")
    with pytest.raises(sqlite3.Error) as caught:
        base.execute("SELECT * FROM runs")
    base.close()
    assert said(caught.value) in WORDS


def test_an_error_without_words_is_told_by_its_kind():
    assert said(ValueError()) == "valueError"
