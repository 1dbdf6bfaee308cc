// Writes invented audits: the same bytes for the same number of records. node audits.mjs RECORDS...
import fs from "node:fs";

const OFFICES = ["Alder", "Birch Lane", "Cedar", "Dale Street", "Elm", "Fern Road", "Grange", "Hazel", "Ivy Bank", "Juniper", "Kirk", "Larch"];
export const SERVICES = ["Assessment", "Child protection", "Children in care", "Early help", "Leaving care"];
const GRADES = ["Outstanding", "Good", "Requires improvement", "Inadequate"];
const TYPES = ["random", "random", "thematic", "targeted"];
const CAUSES = ["No chronology", "Plan not specific", "Visit overdue", "Child not heard", "No supervision", "Late recording", "Risk not analysed", "Drift"];
const MONTHS = 36;

export const path = (records, kind = "json") => new URL(`out/audits-${records}.${kind}`, import.meta.url).pathname;

/** Numbers from 0 to 1 by a linear congruence of 48 bits, as drand48 has it. */
function numbers(seed) {
  let state = (BigInt(seed) << 16n) | 0x330en;
  let high = Number(state >> 24n);
  let low = Number(state & 0xffffffn);
  // 0x5DEECE66D in halves of 24 bits; products stay below 2 to the 53.
  return () => {
    const a = low * 0xece66d + 0xb;
    const b = high * 0xece66d + low * 0x5de + Math.floor(a / 0x1000000);
    low = a % 0x1000000;
    high = b % 0x1000000;
    return (high * 0x1000000 + low) / 0x1000000000000;
  };
}

const day = (days) => new Date(Date.UTC(2022, 3, 1) + days * 86_400_000).toISOString().slice(0, 10);

export function write(records) {
  if (fs.existsSync(path(records)) && fs.existsSync(path(records, "csv"))) return;
  const number = numbers(records);
  const one = (list) => list[Math.floor(number() * list.length)];
  const days = Array.from({ length: 1400 }, (_, at) => day(at));
  const json = fs.openSync(path(records), "w");
  const csv = fs.openSync(path(records, "csv"), "w");
  let [text, rows] = ["[\n", "audit_id,audit_date,office,service,team,audit_type,overall_grade,moderated_grade\n"];
  for (let at = 0; at < records; at++) {
    const when = Math.floor((number() * MONTHS * 365.25) / 12);
    const [office, service] = [one(OFFICES), one(SERVICES)];
    const level = (office === "Elm" ? 0.4 : 0) + number() * 4;
    const grade = GRADES[level < 0.3 ? 0 : level < 2.1 ? 1 : level < 3.45 ? 2 : 3];
    const failed = grade === "Inadequate" || grade === "Requires improvement";
    const causes = failed ? Array.from({ length: Math.floor(number() * 3) }, () => one(CAUSES)) : [];
    const actions = failed
      ? Array.from({ length: Math.floor(number() * 3) }, () => {
          const due = when + 20 + Math.floor(number() * 40);
          return { action: `A${Math.floor(number() * 1e6)}`, raised: days[when], due: days[due], completed: number() < 0.7 ? days[due - 10 + Math.floor(number() * 30)] : null };
        })
      : [];
    const moderated = number() < 0.12 ? one(GRADES) : null;
    const audit = {
      audit_id: `AUD-${String(at).padStart(8, "0")}`,
      case_reference: `P${Math.floor(number() * 1e7)}`,
      audit_date: days[when],
      office,
      service,
      team: `${office} ${1 + Math.floor(number() * 6)}`,
      audit_type: one(TYPES),
      overall_grade: grade,
      moderated_grade: moderated,
      failure_causes: causes,
      actions,
      comments: number() < 0.3 ? "What the record shows, in a sentence or two that nobody here reads." : null,
    };
    text += (at ? ",\n" : "") + JSON.stringify(audit);
    rows += [audit.audit_id, audit.audit_date, office, service, audit.team, audit.audit_type, grade, moderated ?? ""].join(",") + "\n";
    if (text.length > 1 << 22) {
      fs.writeSync(json, text);
      fs.writeSync(csv, rows);
      [text, rows] = ["", ""];
    }
  }
  fs.writeSync(json, text + "\n]\n");
  fs.writeSync(csv, rows);
  fs.closeSync(json);
  fs.closeSync(csv);
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  fs.mkdirSync(new URL("out", import.meta.url), { recursive: true });
  process.argv.slice(2).forEach((records) => write(Number(records)));
}
