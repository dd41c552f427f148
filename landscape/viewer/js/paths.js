// The runs as polylines: finely divided, so that each piece can be seen or hidden by itself, and cut at any step.
const PIECE = 0.035; // longest piece of a path, in figure units

/** One entry per drawn path: its points with the step of each, in figure coordinates. */
export function pathsOf({ header, arrays }) {
  return (header.paths ?? []).map(({ run, ball, from, to }) => {
    const part = (name) => arrays[`path_${name}`].subarray(from, to);
    const path = {
      run,
      ball,
      key: ball >= 0 ? `ball ${ball}` : `run ${run}`,
      letter: ball >= 0 ? `${ball + 1}` : header.runs[run].letter,
      symbol: ball >= 0 ? "circle" : header.runs[run].symbol,
      rule: ball >= 0 ? null : header.runs[run].rule,
      x: part("x"),
      y: part("y"),
      z: part("z"),
      ground: part("ground"),
      value: part("value"),
      step: part("step"),
      breaks: part("break"),
    };
    path.pieces = divided(path, header.lift);
    return path;
  });
}

function divided(path, lift) {
  const points = [];
  for (let i = 0; i < path.step.length; i += 1) {
    const here = [path.x[i], path.y[i], path.z[i] + lift, path.step[i]];
    if (i > 0 && !path.breaks[i]) {
      const last = points[points.length - 1];
      const n = Math.max(1, Math.ceil(Math.hypot(here[0] - last[0], here[1] - last[1]) / PIECE));
      for (let k = 1; k < n; k += 1) points.push([...here.map((v, a) => last[a] + ((v - last[a]) * k) / n), false]);
    }
    points.push([...here, i === 0 || Boolean(path.breaks[i])]);
  }
  return points; // [x, y, z, step, begins a new line]
}

/** Index of the last snapshot at or before a step, and how far on to the next one: { i, share }; null before the first. */
export function placeAt(path, step) {
  const { step: steps } = path;
  const last = steps.length - 1;
  if (last < 0 || step < steps[0]) return null;
  let low = 0;
  let high = last;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (steps[middle] <= step) low = middle;
    else high = middle - 1;
  }
  if (low === last || path.breaks[low + 1]) return { i: low, share: 0 };
  return { i: low, share: (step - steps[low]) / (steps[low + 1] - steps[low]) };
}

/** Where a path is at a step: { point: [x, y, z], value }, or null if it has none. */
export function positionAt(path, step, lift) {
  const place = placeAt(path, step);
  if (!place) return null;
  const { i, share } = place;
  const j = Math.min(i + 1, path.step.length - 1);
  const mix = (values) => values[i] * (1 - share) + values[j] * share;
  return { point: [mix(path.x), mix(path.y), mix(path.z) + lift], value: mix(path.value) };
}
