// A chart of each office over the months by hand: one string of SVG with what the page's own small charts show, a line of rates, a centre line and limits
// that follow the number of audits.
const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [380, 190, 36, 12, 8, 24];

export function draw(place, cells) {
  const offices = [...new Set(cells.map((cell) => cell.office))].sort();
  const months = cells.map((cell) => cell.month);
  const [first, last] = [Math.min(...months), Math.max(...months)];
  place.innerHTML = offices.map((office) => panel(office, cells.filter((cell) => cell.office === office), first, last)).join("");
}

function panel(office, cells, first, last) {
  cells.sort((a, b) => a.month - b.month);
  const all = cells.reduce((sum, cell) => sum + cell.n, 0);
  const centre = cells.reduce((sum, cell) => sum + cell.inadequate, 0) / all;
  const limit = (cell, side) => Math.min(1, Math.max(0, centre + side * 3 * Math.sqrt((centre * (1 - centre)) / cell.n)));
  const highest = Math.max(...cells.map((cell) => Math.max(limit(cell, 1), cell.inadequate / cell.n)));
  const x = (month) => (LEFT + ((month - first) / Math.max(1, last - first)) * (WIDTH - LEFT - RIGHT)).toFixed(1);
  const y = (rate) => (TOP + (1 - rate / highest) * (HEIGHT - TOP - BOTTOM)).toFixed(1);
  const path = (rate) => `M${cells.map((cell) => `${x(cell.month)} ${y(rate(cell))}`).join("L")}`;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((part) => part * highest);
  const years = cells.filter((cell) => cell.month % 12 === 3);
  return `<article><h3>${office}</h3><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="${office}">
    ${ticks.map((rate) => `<path d="M${LEFT} ${y(rate)}H${WIDTH - RIGHT}" stroke="#ddd"/><text x="${LEFT - 4}" y="${y(rate)}" text-anchor="end" font-size="10">${(rate * 100).toFixed(0)}%</text>`).join("")}
    ${years.map((cell) => `<text x="${x(cell.month)}" y="${HEIGHT - 8}" font-size="10">${2000 + Math.floor(cell.month / 12)}</text>`).join("")}
    <path d="M${LEFT} ${y(centre)}H${WIDTH - RIGHT}" stroke="grey"/>
    <path d="${path((cell) => limit(cell, 1))}" fill="none" stroke="grey"/><path d="${path((cell) => limit(cell, -1))}" fill="none" stroke="grey"/>
    <path d="${path((cell) => cell.inadequate / cell.n)}" fill="none" stroke="steelblue"/>
    ${cells.map((cell) => `<circle cx="${x(cell.month)}" cy="${y(cell.inadequate / cell.n)}" r="2" fill="steelblue"><title>${cell.inadequate} of ${cell.n}</title></circle>`).join("")}
    </svg></article>`;
}
