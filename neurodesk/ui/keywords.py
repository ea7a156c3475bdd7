"""Further words by which the palette finds things: what the field and other programs call them."""

from __future__ import annotations

from typing import Final

from neurodesk.ui.words import later, spoken

PLOTS: Final = {
    "matrix": later("Confusion matrix"),
    "classes": later("Scores of each class"),
    "roc": later("ROC curves"),
    "pr": later("Precision over recall"),
    "calibration": later("Calibration"),
    "scatter": later("Predicted against actual"),
    "residuals": later("Residuals"),
}
"""The views of the Evaluate dock, by the name of its part."""
_WORDS: Final = {
    "action reroute": later("reroute point, bend, knot, waypoint"),
    "action frame": later("group box, note, annotation, sticky"),
    "action group": later("subgraph, module, submodule, nest, collapse"),
    "action ungroup": later("explode, expand, flatten the block"),
    "action mute": later("bypass, disable, skip the layer, ablation"),
    "action heal": later("dissolve, delete and reconnect"),
    "action tidy": later("auto layout, arrange, align the graph"),
    "action train": later("fit, run, start learning, optimise"),
    "action stop": later("abort, cancel training"),
    "action settings": later("preferences, options, configuration"),
    "action shortcuts": later("keyboard shortcuts, hotkeys, key bindings"),
    "action theme": later("dark mode, light mode, appearance"),
    "action versions": later("history, backup, restore"),
    "action export": later("ONNX, PyTorch, safetensors, deploy"),
    "action picture": later("image, diagram, figure, SVG, PNG, PDF, screenshot"),
    "action doctor": later("version, system, device, GPU, CUDA, diagnosis"),
    "action crash_log": later("bug report, error, fault, traceback, hang"),
    "dock Data": later("dataset, CSV, table, images, split, normalisation"),
    "dock Train": later("loss curve, learning curve, accuracy, epochs, progress"),
    "dock Learning": later("optimizer, learning rate, loss function, batch size, epochs, scheduler, hyperparameters"),
    "dock Evaluate": later("metrics, test, accuracy, F1, errors, misclassified"),
    "dock Explain": later("saliency, attribution, heat map, integrated gradients, interpretability"),
    "dock Activations": later("feature maps, histograms, gradients, hidden layers"),
    "dock Runs": later("experiments, history, compare, tracking"),
    "dock Export": later("ONNX, PyTorch, safetensors, deploy, save the model"),
    "dock Code": later("Python, PyTorch source, script"),
    "dock Problems": later("errors, warnings, messages"),
    "dock Library": later("layers, operators, toolbox"),
    "dock Outline": later("tree, list of layers, hierarchy"),
    "dock Inspector": later("properties, parameters, shapes, FLOPs, memory"),
    "plot matrix": later("confusion matrix, mistakes, contingency table"),
    "plot classes": later("precision, recall, F1, support, classification report"),
    "plot roc": later("AUC, receiver operating characteristic, true positive rate, sensitivity"),
    "plot pr": later("precision-recall curve, PR, average precision"),
    "plot calibration": later("reliability diagram, confidence, ECE"),
    "plot scatter": later("regression, parity plot, R2"),
    "plot residuals": later("errors of a regression, histogram of errors"),
}


def keywords(key: str) -> str:
    """The words for an entry of the palette by its key, in the language of the program and in English."""
    words = _WORDS.get(key, "")
    told = spoken(words) if words else ""
    return words if told == words else f"{told}, {words}"
