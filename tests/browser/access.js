// What is wrong with the page as it stands, each fault in words: for whoever reads it narrow, enlarged, by keys or by ear.
const faults = [], root = document.documentElement;
const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
const named = (element) =>
  `${element.tagName.toLowerCase()} ${JSON.stringify((element.getAttribute("aria-label") || element.textContent).trim().slice(0, 50))}`;

if (root.lang !== "en-GB") faults.push(`the language is ${root.lang}`);
const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(seen);
const levels = headings.map((heading) => Number(heading.tagName[1]));
if (levels.filter((level) => level === 1).length !== 1) faults.push(`${levels.filter((level) => level === 1).length} headings of the first level`);
levels.forEach((level, at) => {
  if (at > 0 && level > levels[at - 1] + 1) faults.push(`a heading leaves a level out: ${named(headings[at])}`);
});

// 1.4.10: the page itself scrolls in one direction; what is wider has a region of its own that keys reach, and that has a name.
if (root.scrollWidth > root.clientWidth) {
  const scrolls = (element) => element && (/auto|scroll|hidden/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
  const out = [...document.querySelectorAll("body *")].filter((element) =>
    element.getBoundingClientRect().right > root.clientWidth + 0.5 && !scrolls(element.parentElement));
  faults.push(`wider than the window by ${root.scrollWidth - root.clientWidth} px: ${out.slice(-2).map(named)}`);
}
for (const element of document.querySelectorAll("body *")) {
  const style = getComputedStyle(element);
  if (element.closest("svg") || !seen(element)) continue;
  const wider = element.scrollWidth > element.clientWidth + 1;
  if (wider && /auto|scroll/.test(style.overflowX)) {
    const reached = element.tabIndex >= 0 || element.querySelector("a[href], button, input, select, summary, [tabindex='0']");
    if (!reached) faults.push(`scrolls, but keys do not reach it: ${named(element)}`);
    if (element.tabIndex >= 0 && !/^(TEXTAREA|INPUT|SELECT)$/.test(element.tagName) && !(element.getAttribute("role") === "region" && element.getAttribute("aria-label"))) {
      faults.push(`scrolls, but has no name: ${named(element)}`);
    }
  }
  // 1.4.12: nothing of the text is cut off.
  if (/hidden|clip/.test(style.overflowX + style.overflowY) && !element.matches(".unseen, input, select, textarea") &&
    (wider || element.scrollHeight > element.clientHeight + 1)) faults.push(`cut off: ${named(element)}`);
  // 2.3.3: nothing moves by itself.
  const seconds = (text) => Math.max(...text.split(",").map((part) => parseFloat(part) * (part.includes("ms") ? 0.001 : 1)));
  if (style.animationName !== "none" && seconds(style.animationDuration) > 0.01) faults.push(`moves: ${named(element)}`);
  if (seconds(style.transitionDuration) > 0.01) faults.push(`changes slowly: ${named(element)}`);
  if (style.scrollBehavior === "smooth") faults.push(`scrolls smoothly: ${named(element)}`);
}

// 2.5.8: each target is 24 px wide and high, or so far from others that a circle of 24 px around its middle meets none of them.
const targets = [...document.querySelectorAll("a[href], button, input, select, summary, textarea, label:has(input), [role=slider], [role=button]")]
  .filter(seen).filter((element) => !element.matches(".skip") && !(element.matches("input") && element.closest("label")))
  .map((element) => {
    const place = element.querySelector(":scope > .target") || element;
    return { element, box: place.getBoundingClientRect() };
  });
const middle = (box) => [box.left + box.width / 2, box.top + box.height / 2];
// A link in a line of text is as high as its line is.
const inText = (element) => element.matches("a[href]") && getComputedStyle(element).display === "inline" &&
  element.parentElement.textContent.trim().length > element.textContent.trim().length;
// What an office's mark in a chart does, its button in its panel does as well.
const small = targets.filter(({ element, box }) => (box.width < 23.5 || box.height < 23.5) && !inText(element) && !element.closest("svg.chart"));
for (const one of small) {
  const [x, y] = middle(one.box);
  const met = targets.find(({ element, box }) => {
    if (element === one.element || element.contains(one.element) || one.element.contains(element)) return false;
    const tiny = box.width < 23.5 || box.height < 23.5, [otherX, otherY] = middle(box);
    if (tiny) return Math.hypot(x - otherX, y - otherY) < 23.5;
    return Math.hypot(x - Math.min(Math.max(x, box.left), box.right), y - Math.min(Math.max(y, box.top), box.bottom)) < 11.75;
  });
  if (met) faults.push(`too small (${one.box.width.toFixed()} by ${one.box.height.toFixed()} px) and too near to ${named(met.element)}: ${named(one.element)}`);
}
return faults;
