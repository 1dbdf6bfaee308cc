// JSON.parse and one loop: what the language itself does.
import { isInadequate, monthOf } from "./audit.js";

export const read = async (file) => JSON.parse(await file.text());

export function count(audits, service) {
  const cells = new Map();
  for (const audit of audits) {
    if (audit.audit_type !== "random" || (service && audit.service !== service)) continue;
    const month = monthOf(audit.audit_date);
    const key = `${month} ${audit.office}`;
    let cell = cells.get(key);
    if (!cell) cells.set(key, (cell = { month, office: audit.office, n: 0, inadequate: 0 }));
    cell.n += 1;
    if (isInadequate(audit)) cell.inadequate += 1;
  }
  return [...cells.values()];
}
