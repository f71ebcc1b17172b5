// Prints the airports of New York City and how many flights left from each.
import { Client } from "@lancedb/arrow-flight-sql-client";

const client = await Client.connect({
  host: process.env.MESHGATE_HOST ?? "localhost:31337",
  insecure: true, // the demo has no TLS
  username: process.env.MESHGATE_USER,
  password: process.env.MESHGATE_PASSWORD,
});
const result = await client.query(`
  SELECT origin, COUNT(*) AS flights
  FROM operations.flights.flights GROUP BY origin ORDER BY origin`);
for (const { origin, flights } of await result.collectToObjects()) {
  console.log(origin, flights.toString()); // BIGINT is a BigInt in JavaScript
}
