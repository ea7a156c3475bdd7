"""The places that do what `test_safety.py` forbids elsewhere, by the reason why no file can choose what they do there.

A place is its file, the function it stands in, and what is called or imported.
"""

REOPEN, CALLS = "neurodesk/files/exports/reopen.py", "neurodesk/layers/calls.py"
REASONS = {
    "opens what the same export wrote a moment ago, in a child of its own": (
        (REOPEN, "by_program", "torch.export.load"),
        (REOPEN, "by_python", "importlib.util.spec_from_file_location"),
        (REOPEN, "by_python", "spec.loader.exec_module"),
    ),
    "the name comes from the class of a layer, its module from the five of ROOMS": (
        (CALLS, "Call.function", "getattr"),
        (CALLS, "Call.function", "importlib.import_module"),
    ),
    "the name stands in a table of the same file or in a declaration": (
        ("neurodesk/__init__.py", "__getattr__", "getattr"),
        ("neurodesk/__init__.py", "__getattr__", "importlib.import_module"),
        ("neurodesk/layers/declared.py", "Declared.__init_subclass__", "getattr"),
        ("neurodesk/training/recipes/catalogue.py", "Recipe.stepper", "getattr"),
        ("neurodesk/training/recipes/catalogue.py", "Recipe.stepper", "importlib.import_module"),
        ("neurodesk/ui/docks.py", "Docks._make", "getattr"),
        ("neurodesk/ui/docks.py", "Docks._make", "importlib.import_module"),
        ("neurodesk/ui/settings.py", "_read", "setattr"),
        ("neurodesk/ui/settings_dialog.py", "SettingsDialog._row", "getattr"),
        ("neurodesk/ui/settings_dialog.py", "SettingsDialog._show", "getattr"),
    ),
    "the name is a field of a class of our own": (
        ("neurodesk/commands/output.py", "plain", "getattr"),
        ("neurodesk/engine/outbox.py", "_weight", "getattr"),
        ("neurodesk/engine/wire.py", "encode", "getattr"),
        ("neurodesk/training/judgement.py", "Judgement._class_report", "getattr"),
    ),
    "the name is one of a few written out where it is called": (
        ("neurodesk/commands/drawing.py", "_template_row", "getattr"),
        ("neurodesk/commands/drawing.py", "check", "getattr"),
        ("neurodesk/commands/drawing.py", "summary", "getattr"),
        ("neurodesk/commands/learning.py", "list_runs", "getattr"),
        ("neurodesk/commands/taking.py", "in_json", "getattr"),
        ("neurodesk/data/prepare.py", "Prepared.indexes", "getattr"),
        ("neurodesk/engine/stalls.py", "counting_sleep", "getattr"),
        ("neurodesk/files/exports/onnx.py", "_traced", "getattr"),
        ("neurodesk/graph/text.py", "document_words", "getattr"),
        ("neurodesk/training/checking.py", "_of_learning", "getattr"),
        ("neurodesk/training/checking.py", "_with_values", "getattr"),
        ("neurodesk/training/control.py", "Control._press", "setattr"),
        ("neurodesk/training/diagnosis.py", "_first_bad", "getattr"),
        ("neurodesk/ui/canvas/ink.py", "Ink.pen", "getattr"),
        ("neurodesk/ui/canvas/node_item.py", "NodeItem.mark", "setattr"),
        ("neurodesk/ui/canvas/overlay.py", "Overlay.paint", "getattr"),
        ("neurodesk/ui/canvas/wire_item.py", "WireItem._paint_dots", "getattr"),
        ("neurodesk/ui/canvas/wire_item.py", "WireItem.mark", "setattr"),
        ("neurodesk/ui/panels/evaluate.py", "EvaluatePanel.show_view", "getattr"),
        ("neurodesk/ui/panels/learning.py", "LearningPanel.__init__", "getattr"),
        ("neurodesk/ui/settings.py", "Settings.remember", "setattr"),
    ),
    "the name ends in the number of a tensor's axes": (
        ("neurodesk/explanation/methods/deeplift.py", "_pooled", "getattr"),
    ),
    "the name is that of a node, checked when the file was read, and what is set is a module": (
        ("neurodesk/training/taps.py", "Tap.__init__", "setattr"),
    ),
    "asks Windows how much memory it has": (
        ("neurodesk/compiler/memory.py", "_windows_memory", "ctypes"),
        ("neurodesk/training/device.py", "_free_of_windows", "ctypes"),
    ),
    "looks whether a library of the system can be loaded, by a name of its own": (
        ("neurodesk/commands/doctor.py", "", "ctypes"),
        ("packaging/dev.py", "", "ctypes"),
    ),
    "goes on as the Python of the environment it has made": (("packaging/dev.py", "hand_over", "os.execve"),),
}
NAMED = {place: why for why, places in REASONS.items() for place in places}
