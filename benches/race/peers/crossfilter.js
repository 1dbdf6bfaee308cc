// crossfilter2, after JSON.parse.
import crossfilter from "crossfilter2";
import { isInadequate, monthOf } from "./audit.js";

export async function read(file) {
  const audits = crossfilter(JSON.parse(await file.text()));
  const add = (by) => (sum, audit) => {
    sum.n += by;
    if (isInadequate(audit)) sum.inadequate += by;
    return sum;
  };
  audits.dimension((audit) => audit.audit_type).filterExact("random");
  const cells = audits.dimension((audit) => `${monthOf(audit.audit_date)} ${audit.office}`).group();
  cells.reduce(add(1), add(-1), () => ({ n: 0, inadequate: 0 }));
  return { cells, service: audits.dimension((audit) => audit.service) };
}

export function count({ cells, service: dimension }, service) {
  if (service) dimension.filterExact(service);
  else dimension.filterAll();
  return cells.all().map(({ key, value }) => ({ month: parseInt(key), office: key.slice(key.indexOf(" ") + 1), ...value }));
}
