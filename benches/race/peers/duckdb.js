// DuckDB-WASM on the CSV of the same audits: its JSON reader is an extension that is fetched from elsewhere, which a page that connects nowhere
// cannot do. The CSV is two fifths as long.
import { AsyncDuckDB, DuckDBDataProtocol, VoidLogger } from "@duckdb/duckdb-wasm";

const AT = "node_modules/@duckdb/duckdb-wasm/dist/";
let database;

export async function prepare() {
  database = new AsyncDuckDB(new VoidLogger(), new Worker(`${AT}duckdb-browser-eh.worker.js`));
  await database.instantiate(new URL(`${AT}duckdb-eh.wasm`, location.href).href);
  await database.open({ path: ":memory:" });
}

export async function read(file) {
  const connection = await database.connect();
  await database.registerFileHandle("audits.csv", file, DuckDBDataProtocol.BROWSER_FILEREADER, true);
  await connection.query(`CREATE TABLE audits AS SELECT (year(audit_date) - 2000) * 12 + month(audit_date) - 1 AS month, office, service, audit_type,
    (overall_grade = 'Inadequate')::INT AS inadequate FROM read_csv_auto('audits.csv')`);
  return connection;
}

export async function count(connection, service) {
  const chosen = service ? `AND service = '${service}'` : "";
  const cells = await connection.query(`SELECT month, office, count(*)::INT AS n, sum(inadequate)::INT AS inadequate FROM audits
    WHERE audit_type = 'random' ${chosen} GROUP BY ALL`);
  return cells.toArray().map((cell) => ({ month: Number(cell.month), office: cell.office, n: Number(cell.n), inadequate: Number(cell.inadequate) }));
}
