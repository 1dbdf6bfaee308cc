// arquero, on typed columns made after JSON.parse.
import { op, table } from "arquero";
import { isInadequate, monthOf } from "./audit.js";

export async function read(file) {
  const audits = JSON.parse(await file.text());
  const column = (cell) => audits.map(cell);
  return table({
    month: Uint16Array.from(audits, (audit) => monthOf(audit.audit_date)),
    inadequate: Uint8Array.from(audits, (audit) => Number(isInadequate(audit))),
    office: column((audit) => audit.office),
    service: column((audit) => audit.service),
    type: column((audit) => audit.audit_type),
  });
}

export function count(audits, service) {
  const all = audits.params({ service }).filter((audit) => audit.type === "random");
  const chosen = service ? all.filter((audit, $) => audit.service === $.service) : all;
  return chosen.groupby("month", "office").rollup({ n: () => op.count(), inadequate: (audit) => op.sum(audit.inadequate) }).objects();
}
