// Perspective, on columns made after JSON.parse.
import perspective from "@perspective-dev/client";
import { isInadequate, monthOf } from "./audit.js";

let client;

export async function prepare() {
  perspective.init_server(fetch("node_modules/@perspective-dev/server/dist/wasm/perspective-server.wasm"));
  perspective.init_client(fetch("node_modules/@perspective-dev/client/dist/wasm/perspective-js.wasm"));
  client = await perspective.worker();
}

export async function read(file) {
  const audits = JSON.parse(await file.text());
  const table = await client.table({ month: "integer", inadequate: "integer", office: "string", service: "string", type: "string" });
  await table.update({
    month: audits.map((audit) => monthOf(audit.audit_date)),
    inadequate: audits.map((audit) => Number(isInadequate(audit))),
    office: audits.map((audit) => audit.office),
    service: audits.map((audit) => audit.service),
    type: audits.map((audit) => audit.audit_type),
  });
  await table.size();
  return table;
}

export async function count(table, service) {
  const filter = [["type", "==", "random"]];
  if (service) filter.push(["service", "==", service]);
  const view = await table.view({ group_by: ["month", "office"], columns: ["type", "inadequate"], aggregates: { type: "count", inadequate: "sum" }, filter });
  const columns = await view.to_columns();
  await view.delete();
  const cells = columns.__ROW_PATH__.map(([month, office], at) => ({ month: Number(month), office, n: columns.type[at], inadequate: columns.inadequate[at] }));
  return cells.filter((cell) => cell.office !== undefined);
}
