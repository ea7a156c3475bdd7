"""What a run is asked for beside its loss, optimizer and schedule: how long, how much at once, which parts, where."""

from __future__ import annotations

from neurodesk.layers.spec import Declared, Float, Int, OneOf


class Options(Declared):
    """How a network is trained: for how long, on which parts of the data, and when to stop."""

    key = "options"
    label = "Training options"

    epochs = Int(30, min=1, max=1_000_000, soft_max=200, doc="How often every training example is seen.")
    batch = Int(32, min=1, max=1_000_000, soft_max=512, doc="Examples looked at together for one step.")
    seed = Int(0, min=0, max=2**31 - 1, soft_max=99, doc="Fixes every random choice: split, first weights, order.")
    validation = Float(
        0.1, min=0.0, max=0.8, soft_max=0.4, doc="Share of all examples kept to watch learning; never learned from."
    )
    test = Float(0.2, min=0.01, max=0.8, soft_max=0.5, doc="Share of all examples held out for the final evaluation.")
    patience = Int(
        0,
        min=0,
        max=1_000_000,
        soft_max=50,
        unit="epochs",
        doc="Stop when the validation loss has not improved for so long, and go back to the best weights; 0 is never.",
    )
    clip = Float(
        0.0, min=0.0, max=1e6, soft_max=10.0, doc="Largest allowed norm of the whole gradient; 0 does not limit it."
    )
    device = OneOf(
        "auto",
        options=("auto", "cpu", "cuda", "mps"),
        doc="Where the network is trained; auto takes a GPU where there is one.",
    )
