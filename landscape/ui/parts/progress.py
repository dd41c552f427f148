"""How far a job is, in words for whoever waits."""

from landscape.engine import Report


def progress_of(report: Report) -> dict[str, object]:
    """How far a running job is: a share of the whole, and a sentence."""
    if report.notice:
        return {"share": 0.0, "text": report.notice}
    if report.state == "waiting":
        return {"share": 0.0, "text": f"{report.ahead} ahead of you." if report.ahead else "Starting."}
    if report.scene is not None:
        nodes = report.scene.surface.values.size if report.scene.surface is not None else 0
        text = f"Ground: {nodes:,} networks evaluated so far." if nodes else "Choosing the view."
        return {"share": 0.9, "text": text}
    if report.training is not None:
        step, n_steps = report.training.step, report.training.n_steps
        return {"share": 0.85 * step / n_steps, "text": f"Training: step {step:,} of {n_steps:,}."}
    return {"share": 0.0, "text": "Starting."}
