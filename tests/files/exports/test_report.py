"""Keeps the proof that the report says what was written and compared, and names no place on this machine."""

import hashlib
import json

from neurodesk.files.exports.report import Report, printed, sentence
from tests.engine import documents
from tests.files.exports.taken import hostile


def test_the_sentence():
    assert sentence({"python": 0.0, "onnx": 1.5e-7}, True, 36).endswith("36 held-out examples: python 0, onnx 1.5e-07.")
    assert sentence({"onnx": 0.5}, False, 36).startswith("Not every file")


def test_the_file_is_json_with_digests_and_without_paths(tmp_path):
    file = tmp_path / "network.onnx"
    file.write_bytes(b"graph")
    report = Report(3, (file, tmp_path / "report.json"), {"onnx": 1e-7}, True, 36, "Fine.")
    text = printed(report, hostile(documents.wine()))
    told = json.loads(text)
    assert told["parity"] == {"onnx": 1e-7}
    assert told["files"] == [{"name": file.name, "bytes": 5, "sha256": hashlib.sha256(b"graph").hexdigest()}]
    assert told["input"] == {"name": "input_1", "shape": [13], "dtype": "float32"}
    assert str(tmp_path).encode() not in text
    assert text.isascii()
