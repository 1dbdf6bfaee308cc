// One peer as a page: it reads a file, tells how many audits were inadequate, and tells it again when a filter changes.
// The task is that of the page's first figures: audits of the type "random", by month and office, and how many of each are inadequate.
import * as arquero from "./peers/arquero.js";
import * as crossfilter from "./peers/crossfilter.js";
import * as duckdb from "./peers/duckdb.js";
import * as perspective from "./peers/perspective.js";
import * as plain from "./peers/plain.js";
import { draw } from "./peers/panels.js";

const peers = { arquero, crossfilter, duckdb, perspective, plain };
const asked = new URLSearchParams(location.search);
const peer = peers[asked.get("peer")];
const input = document.querySelector("input");
const select = document.querySelector("select");
let held;

/** Shows the cells `{ month, office, n, inadequate }`, and marks the moment at which they are laid out. */
async function show(mark) {
  const cells = await peer.count(held, select.value);
  let [inadequate, n] = [0, 0];
  for (const cell of cells) [inadequate, n] = [inadequate + cell.inadequate, n + cell.n];
  document.querySelector("h1").textContent = `${inadequate} of ${n}`;
  if (asked.has("panels")) draw(document.querySelector("#panels"), cells);
  document.body.getBoundingClientRect();
  performance.mark(mark);
}

await peer.prepare?.();
input.addEventListener("change", async () => {
  held = await peer.read(input.files[0]);
  await show("bench:ready");
});
select.addEventListener("change", () => show("bench:filtered"));
globalThis.isReady = true;
