// Races the built page against its peers in one Chromium, and prints ratios. See docs/performance.md for what each column means.
import { chromium } from "playwright-core";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import { SERVICES, path as dataPath, write } from "./audits.mjs";

const HERE = new URL(".", import.meta.url).pathname;
const PAGE = new URL("../../dist/index.html", import.meta.url).pathname;
const LINK = new URL("../../tests/data/share/link-2.txt", import.meta.url).pathname;
const FILTERED = SERVICES.slice(0, 3);
const LINES = ["plain", "page", "duckdb", "arquero", "crossfilter", "perspective"];
const NAMES = {
  page: "Plumbline",
  plain: "plain JavaScript",
  duckdb: "DuckDB-WASM (CSV)",
  arquero: "arquero",
  crossfilter: "crossfilter2",
  perspective: "Perspective",
};

// ---- what was asked
const asked = process.argv.slice(2);
const option = (name, usual) => (asked.includes(name) ? asked[asked.indexOf(name) + 1] : usual);
const numbers = asked.filter((word, at) => /^\d+$/.test(word) && asked[at - 1] !== "--reps").map(Number);
const RECORDS = numbers.length ? numbers : [1_000, 10_000, 100_000, 1_000_000];
const REPS = Number(option("--reps", 5));
const ONLY = option("--only", LINES.join(",")).split(",");

// ---- the host: the built page, the peers and their modules, from this computer alone
const KINDS = { html: "text/html", js: "text/javascript", mjs: "text/javascript", wasm: "application/wasm" };
const host = http.createServer((request, answer) => {
  const asked = decodeURIComponent(request.url.split(/[?#]/)[0]).slice(1);
  const file = asked === "page.html" ? PAGE : HERE + asked;
  if (asked.includes("..") || !fs.existsSync(file) || !fs.statSync(file).isFile()) return answer.writeHead(404).end();
  answer.writeHead(200, { "content-type": KINDS[file.split(".").pop()] ?? "application/octet-stream" });
  fs.createReadStream(file).pipe(answer);
});
await new Promise((resolve) => host.listen(0, "127.0.0.1", resolve));
const at = `http://127.0.0.1:${host.address().port}/`;

const start = () =>
  chromium.launch({
    executablePath: process.env.CHROME ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });

// ---- one run of one contender, in a page of its own
const watch = () => {
  globalThis.raced = { longest: 0 };
  document.addEventListener("change", (event) => {
    if (event.target.type === "file") raced.chosen ??= performance.now();
  }, true);
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) raced.tasks = [...(raced.tasks ?? []), [task.startTime, task.duration]];
  }).observe({ entryTypes: ["longtask"] });
  // The first mark of this name after a moment.
  globalThis.after = (name, from) =>
    new Promise((resolve) => {
      const look = () => {
        const mark = performance.getEntriesByName(name).find((mark) => mark.startTime >= from);
        if (mark) resolve(mark.startTime - from);
        else setTimeout(look, 1);
      };
      look();
    });
};

async function open(browser, contender, { panels = false } = {}) {
  const page = await browser.newPage({ viewport: { width: 1280, height: panels ? 5000 : 900 } });
  page.setDefaultTimeout(600_000);
  await page.addInitScript(watch);
  const peer = `peer.html?peer=${contender}${panels ? "&panels" : ""}`;
  await page.goto(at + (contender === "page" ? `page.html${panels ? "#offices" : ""}` : peer));
  await page.waitForSelector("input[type=file]", { state: "attached" });
  if (contender !== "page") await page.waitForFunction(() => globalThis.isReady);
  // What the page does by itself after it has opened is over.
  await page.waitForTimeout(500);
  return page;
}

const ready = (page) =>
  page.evaluate(async () => {
    while (raced.chosen === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
    const milliseconds = await after("bench:ready", raced.chosen);
    const during = (raced.tasks ?? []).filter(([from]) => from >= raced.chosen && from <= raced.chosen + milliseconds);
    return { milliseconds, tasks: during.map(([from, took]) => [from - raced.chosen, took]) };
  });

/** Chooses a service, or lets it go again, as a reader does. */
const filter = (page, service, chosen) =>
  page.evaluate(async ([service, chosen]) => {
    const select = document.querySelector("select[aria-label=Service]");
    const labels = [...document.querySelectorAll("details.list label.check")];
    const label = labels.find((label) => label.textContent.startsWith(service));
    const from = performance.now();
    if (select) {
      select.value = chosen ? service : "";
      select.dispatchEvent(new Event("change"));
    } else label.querySelector("input").click();
    return after("bench:filtered", from);
  }, [service, chosen]);

const told = async (page) => (await page.evaluate(() => document.querySelector("h1").textContent)).replaceAll(",", "").match(/(\d+) of (\d+)/)?.slice(1).join(" of ");

async function run(browser, contender, records, how) {
  const page = await open(browser, contender, how);
  try {
    await page.setInputFiles("input[type=file]", dataPath(records, contender === "duckdb" ? "csv" : "json"));
    const first = await ready(page);
    const figures = how?.panels ? undefined : await told(page);
    // Whatever is still worked out after the first figures is over: filters are not to be slowed by it.
    await page.waitForTimeout(contender === "page" ? 1500 : 100);
    // What was not chosen before, and what was: a page may keep its answers.
    const [chosen, back] = [[], []];
    for (const service of FILTERED) {
      for (const [times, on] of [[chosen, true], [back, false]]) {
        times.push(await filter(page, service, on));
        await page.waitForTimeout(contender === "page" ? 1500 : 50);
      }
    }
    return { first: first.milliseconds, tasks: first.tasks, filter: median(chosen), back: median(back), figures };
  } finally {
    await page.close();
  }
}

/** The most memory that the page's process has used above what it used before the file was chosen, in bytes. */
async function memory(contender, records) {
  const before = new Set(renderers().map(({ id }) => id));
  const browser = await start();
  try {
    const page = await open(browser, contender);
    const own = () => renderers().filter(({ id }) => !before.has(id)).sort((a, b) => b.most - a.most)[0];
    const idle = own().now;
    await page.setInputFiles("input[type=file]", dataPath(records, contender === "duckdb" ? "csv" : "json"));
    await ready(page);
    return own().most - idle;
  } finally {
    await browser.close();
  }
}

function renderers() {
  const found = [];
  for (const id of fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      if (!fs.readFileSync(`/proc/${id}/cmdline`, "utf8").includes("--type=renderer")) continue;
      const status = fs.readFileSync(`/proc/${id}/status`, "utf8");
      const bytes = (name) => Number(status.match(new RegExp(`${name}:\\s+(\\d+)`))[1]) * 1024;
      found.push({ id, now: bytes("VmRSS"), most: bytes("VmHWM") });
    } catch {
      // It has ended meanwhile.
    }
  }
  return found;
}

/** From the opening of a link with figures to the first chart, and of the page without any to its words. */
async function link(browser) {
  const shown = async (fragment, selector) => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.addInitScript((selector) => {
      const look = () => {
        if (document.querySelector(selector)) {
          document.body.getBoundingClientRect();
          globalThis.seen = performance.now();
        } else requestAnimationFrame(look);
      };
      look();
    }, selector);
    await page.goto(at + "page.html" + fragment);
    await page.waitForFunction(() => globalThis.seen);
    const seen = await page.evaluate(() => globalThis.seen);
    await page.close();
    return seen;
  };
  const [linked, without] = [[], []];
  for (let rep = 0; rep < REPS; rep++) {
    without.push(await shown("", "main h1"));
    linked.push(await shown(`#${fs.readFileSync(LINK, "utf8").trim()}`, "main .place svg"));
  }
  return median(linked) / median(without);
}

// ---- the tables
const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const ratio = (number) => (number === undefined || Number.isNaN(number) ? "–" : number < 10 ? number.toFixed(2) : number.toFixed(0));
const row = (cells) => `| ${cells.join(" | ")} |`;
const table = (head, rows) => console.log([row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n") + "\n");

fs.mkdirSync(HERE + "out", { recursive: true });
const load = () => os.loadavg()[0].toFixed(1);
console.log(`${os.cpus().length} × ${os.cpus()[0].model}, medians of ${REPS} (the first figures of each in a page opened for it alone)\n`);
for (const records of RECORDS) {
  write(records);
  const bytes = fs.statSync(dataPath(records)).size;
  const began = load();
  const browser = await start();
  const runs = {};
  const panels = {};
  for (let rep = 0; rep < REPS; rep++) {
    for (const contender of LINES.filter((name) => ONLY.includes(name))) {
      try {
        (runs[contender] ??= []).push(await run(browser, contender, records));
        if (["page", "plain"].includes(contender)) (panels[contender] ??= []).push(await run(browser, contender, records, { panels: true }));
      } catch (error) {
        console.error(`${contender}: ${String(error).split("\n")[0]}`);
      }
    }
  }
  const opened = await link(browser);
  await browser.close();
  const of = (contender, what) => runs[contender] && median(runs[contender].map((run) => run[what]));
  const panel = (contender) => panels[contender] && median(panels[contender].map((run) => run.filter));
  const memories = {};
  if (!asked.includes("--no-memory")) {
    for (const contender of Object.keys(runs)) memories[contender] = await memory(contender, records).catch(() => undefined);
  }
  console.log(`### ${records.toLocaleString("en-GB")} records, ${(bytes / 1e6).toFixed(1)} MB (load ${began} before, ${load()} after)\n`);
  table(
    ["", "first figures, plain JavaScript = 1", "a new filter, DuckDB-WASM = 1", "back to an earlier one, likewise", "12 panels after a filter, by hand = 1", "memory, the file = 1", "figures"],
    Object.keys(runs).map((contender) => [
      NAMES[contender],
      ratio(of(contender, "first") / of("plain", "first")),
      ratio(of(contender, "filter") / of("duckdb", "filter")),
      ratio(of(contender, "back") / of("duckdb", "back")),
      ratio(panel(contender) / panel("plain")),
      ratio(memories[contender] / bytes),
      runs[contender][0].figures ?? "–",
    ]),
  );
  const tasks = (runs.page ?? []).flatMap((run) => run.tasks.map(([, took]) => took));
  console.log(`The page's own thread, from the choice of the file to the first figures: ${tasks.length} tasks of more than 50 ms in ${REPS} runs${tasks.length ? `, the longest ${Math.max(...tasks).toFixed(0)} ms` : ""}.`);
  console.log(`A link to its first chart, the page without figures to its words = 1: ${ratio(opened)}.\n`);
  const figures = new Set(Object.values(runs).map(([run]) => run.figures));
  if (figures.size > 1) {
    console.error(`The contenders do not agree: ${[...figures].join("; ")}`);
    process.exitCode = 1;
  }
}
host.close();
