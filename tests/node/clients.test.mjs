// The running demo, asked by the Flight SQL client of npm. Address and login are in MESHGATE_HOST,
// MESHGATE_USER and MESHGATE_PASSWORD; the user is the auditor, who sees every row.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test from "node:test";
import { fileURLToPath } from "node:url";

import { Client } from "@lancedb/arrow-flight-sql-client";

const { MESHGATE_HOST: host, MESHGATE_USER: username, MESHGATE_PASSWORD: password } = process.env;
const connect = (login = {}) =>
  Client.connect({ host, insecure: true, username, password, ...login });
const rows = async (sql) =>
  (await (await (await connect()).query(sql)).collectToObjects()).map((row) => ({ ...row }));

test("the example of the documentation prints its rows", () => {
  const example = fileURLToPath(new URL("example.mjs", import.meta.url));
  assert.equal(
    execFileSync(process.execPath, [example], { encoding: "utf8" }),
    "EWR 120835\nJFK 111279\nLGA 104662\n",
  );
});

test("rows are objects", async () => {
  assert.deepEqual(
    await rows("SELECT carrier, name FROM fleet.aircraft.airlines WHERE carrier = 'UA'"),
    [{ carrier: "UA", name: "United Air Lines Inc." }],
  );
});

test("a large result streams in batches", async () => {
  const result = await (await connect()).query("SELECT distance FROM operations.flights.flights");
  let count = 0;
  let batches = 0;
  for await (const batch of await result.toArrowStream()) {
    count += batch.numRows;
    batches++;
  }
  assert.equal(count, 336776);
  assert.ok(batches > 1);
});

test("numbers, text, dates and NULL arrive", async () => {
  const [row] = await rows(`
    SELECT TRUE AS b, CAST(-8 AS INTEGER) AS i, CAST(9007199254740993 AS BIGINT) AS l,
      CAST(0.5 AS DOUBLE) AS d, 'Grüße' AS s, CAST(NULL AS VARCHAR) AS n,
      DATE '2013-01-02' AS day_, TIMESTAMP '2013-01-02 03:04:05.678' AS ts`);
  assert.deepEqual(row, {
    b: true,
    i: -8,
    l: 9007199254740993n,
    d: 0.5,
    s: "Grüße",
    n: null,
    day_: Date.UTC(2013, 0, 2),
    ts: Date.UTC(2013, 0, 2, 3, 4, 5, 678),
  });
});

test("a decimal arrives without its point, which is why the documentation casts it", async () => {
  const [row] = await rows("SELECT CAST(1.5 AS DECIMAL(10, 2)) AS d, CAST(1.5 AS DOUBLE) AS f");
  assert.equal(row.d.toString(), "150");
  assert.equal(row.f, 1.5);
});

test("an error has the gRPC code and says why", async () => {
  await assert.rejects(rows("SELEC 1"), { code: 3, message: /SYNTAX_ERROR/ });
  await assert.rejects(rows("SELECT * FROM a.b.c"), { code: 5, message: /NOT_FOUND/ });
  await assert.rejects(rows("SELECT 1 / 0 AS a"), { code: 3, message: /DIVISION_BY_ZERO/ });
});

test("a wrong password is refused", async () => {
  const ask = async () => (await connect({ password: "wrong" })).query("SELECT 1 AS a");
  await assert.rejects(ask(), { code: 16, message: /password is wrong/ });
});
