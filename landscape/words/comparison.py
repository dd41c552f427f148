"""Two scenes side by side, in sentences: what was asked differently, and what came out differently."""

import numpy as np

from landscape.inputs.config import values_of
from landscape.inputs.settings import SETTINGS
from landscape.outputs.results import Scene
from landscape.words.sentences import number, percent


def differences(first: Scene, second: Scene) -> list[str]:
    """What differs between two scenes, a sentence each: settings first, then what was measured.

    Args:
        first: The scene on the left.
        second: The one on the right; what one of them does not have is not compared.

    Returns:
        At least one sentence.
    """
    found = [_settings(first, second), _losses(first, second), _accuracies(first, second)]
    found += [_gaps(first, second), _disagreements(first, second)]
    return [sentence for sentence in found if sentence]


def _settings(first: Scene, second: Scene) -> str:
    ours, theirs = values_of(first.config), values_of(second.config)
    differ = []
    for name, setting in SETTINGS.items():
        if ours[name] != theirs[name]:
            one, other = (setting.format(values[name]) or "none" for values in (ours, theirs))
            differ.append(f"{setting.label.lower()} ({one} against {other})")
    if not differ:
        return "Both links name the same scene."
    return f"They differ in {', '.join(differ)}."


def _losses(first: Scene, second: Scene) -> str:
    """Training losses at the end: the mean over the sound runs, and its range."""
    if first.data.unit != second.data.unit:
        return "Their losses have different units and cannot be compared."
    texts = []
    for scene in (first, second):
        ends = scene.ensemble.train_loss[scene.ensemble.sound, -1]
        if not len(ends):
            return ""
        mean, low, high = float(ends.mean()), float(ends.min()), float(ends.max())
        texts.append(f"{number(mean)} ({number(low)} to {number(high)})")
    return f"Mean training loss at the end: left {texts[0]}, right {texts[1]} {first.data.unit}."


def _accuracies(first: Scene, second: Scene) -> str:
    texts = []
    for scene in (first, second):
        test = scene.behaviour.accuracy[scene.ensemble.sound, 1] if scene.behaviour is not None else np.empty(0)
        if not len(test) or not np.isfinite(test).all():
            return ""
        texts.append(percent(float(test.mean())))
    return f"Mean test accuracy: left {texts[0]}, right {texts[1]}."


def _gaps(first: Scene, second: Scene) -> str:
    """How true each picture is."""
    if first.fidelity is None or second.fidelity is None or first.data.unit != second.data.unit:
        return ""
    gaps = [first.fidelity.gap_mean, second.fidelity.gap_mean]
    if not np.isfinite(gaps).all():
        return ""
    left, right = (number(gap) for gap in gaps)
    return f"On held-out steps the left picture is off by {left}, the right one by {right} {first.data.unit}."


def _disagreements(first: Scene, second: Scene) -> str:
    if first.behaviour is None or second.behaviour is None:
        return ""
    shares = [first.behaviour.disagreement, second.behaviour.disagreement]
    if not np.isfinite(shares).all():
        return ""
    return (
        f"The runs disagree on {100 * shares[0]:.0f} % of the map on the left and {100 * shares[1]:.0f} % on the right."
    )
