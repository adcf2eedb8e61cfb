// A chart that lives: the moisture of the bed behind the shop, with last night's rain as bars.
function gardenChart(svg) {
  const width = 640;
  const height = 240;
  const points = 48;
  let step = 0;
  const moisture = i => 55 + 25 * Math.sin((i + step) / 7) + 8 * Math.cos((i + step) * 1.7);
  const rain = i => Math.max(0, Math.sin((i + step) / 11) * 30 - 14);
  const x = i => 40 + i * (width - 60) / (points - 1);
  const y = value => height - 30 - value * (height - 50) / 100;

  function draw() {
    const line = Array.from({length: points}, (_, i) => `${i ? "L" : "M"}${x(i).toFixed(1)} ${y(moisture(i)).toFixed(1)}`).join("");
    const grid = [0, 25, 50, 75, 100].map(v =>
      `<line class="axis" x1="40" x2="${width - 20}" y1="${y(v)}" y2="${y(v)}"/><text x="8" y="${y(v) + 4}">${v} %</text>`).join("");
    const bars = Array.from({length: points}, (_, i) =>
      `<rect class="rain" x="${x(i) - 4}" y="${y(rain(i))}" width="8" height="${y(0) - y(rain(i))}"/>`).join("");
    svg.innerHTML = `${grid}${bars}<path class="area" d="${line}L${x(points - 1)} ${y(0)}L${x(0)} ${y(0)}Z"/><path class="line" d="${line}"/>`;
  }

  draw();
  return {
    tick() { step++; draw(); },
    get latest() { return Math.round(moisture(points - 1)); },
  };
}
