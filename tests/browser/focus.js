// What is wrong with where the focus is, or null: it is somewhere, it can be seen, and nothing that sticks to the window covers it.
const element = document.activeElement;
const named = `${element?.tagName} ${element?.getAttribute("aria-label") || element?.textContent.trim().slice(0, 60)}`;
if (!element || element === document.body || element === document.documentElement) return "the focus is lost";
const box = (element.querySelector(":scope > .target, :scope > .grip") || element).getBoundingClientRect();
if (box.width < 1 || box.height < 1) return `the focus is on what cannot be seen: ${named}`;
if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) return `the focus is outside the window: ${named}`;
// Of what is larger than the window, the part that stands in it.
const [left, right, top, bottom] = [Math.max(box.left, 0), Math.min(box.right, innerWidth), Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
const points = [0.5, 0.05, 0.95].flatMap((x) => [0.5, 0.1, 0.9].map((y) => [left + (right - left) * x, top + (bottom - top) * y]));
const uncovered = points.some(([x, y]) => {
  const at = document.elementFromPoint(x, y);
  return at && (at === element || element.contains(at) || at.contains(element) || at.closest("label")?.contains(element) || (element.closest("svg") && at.closest("svg") === element.closest("svg")));
});
if (!uncovered) return `what has the focus is covered: ${named}`;
// The content as a whole is given the focus by the page, and is no control.
if (element.id === "main" || element.matches("h2[tabindex='-1'], section[tabindex='-1']")) return null;
// The parts of a field for a date are the browser's own, and so is how it shows which of them has the focus.
if (element.matches("input[type=date]")) return null;
const style = getComputedStyle(element), mark = getComputedStyle(element.querySelector(":scope > .target, :scope > .grip") || element);
const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
const drawn = element.closest("svg") && mark.stroke !== "none" && parseFloat(mark.strokeWidth) >= 2;
return outlined || drawn ? null : `the focus cannot be seen: ${named}`;
