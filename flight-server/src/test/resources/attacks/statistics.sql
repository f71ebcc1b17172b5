# The poisoned mesh has 62,500 hidden rows in each ledger, the clean one none. Plans may be chosen by that, but must not show it.

-- explain | answers; answers; answers | Estimates in the plan.
EXPLAIN PLAN FOR SELECT * FROM north.books.ledger;
EXPLAIN PLAN FOR SELECT COUNT(*) FROM south.books.ledger;
EXPLAIN PLAN FOR SELECT account, SUM(amount) FROM east.books.ledger GROUP BY account;

-- explain-attributes | answers; answers; answers | Forms of EXPLAIN that show costs.
EXPLAIN PLAN INCLUDING ALL ATTRIBUTES FOR SELECT * FROM north.books.ledger;
EXPLAIN PLAN EXCLUDING ATTRIBUTES FOR SELECT * FROM north.books.ledger;
EXPLAIN PLAN WITH TYPE FOR SELECT * FROM north.books.ledger;

-- explain-forms | answers; answers; answers | Other outputs of EXPLAIN.
EXPLAIN PLAN WITH IMPLEMENTATION FOR SELECT * FROM north.books.ledger;
EXPLAIN PLAN WITHOUT IMPLEMENTATION FOR SELECT * FROM north.books.ledger;
EXPLAIN PLAN FOR SELECT * FROM north.books.ledger l JOIN east.desk.people p ON p.id = l.id;

-- explain-analyze | READ_ONLY; SYNTAX_ERROR; SYNTAX_ERROR | Counts of an execution; the gateway has no such statement.
EXPLAIN ANALYZE SELECT * FROM north.books.ledger;
EXPLAIN (ANALYZE, BUFFERS) SELECT * FROM north.books.ledger;
EXPLAIN VERBOSE SELECT * FROM north.books.ledger;

-- explain-as | answers | A plan as JSON or XML.
EXPLAIN PLAN FOR SELECT * FROM north.books.ledger WHERE region = 'US';

-- explain-hidden | NOT_FOUND; NOT_FOUND | A plan of what one may not see.
EXPLAIN PLAN FOR SELECT * FROM dark.pool.things;
EXPLAIN PLAN FOR SELECT vein FROM north.desk.people;

-- join-order | answers 5; answers 5; answers 5 | Which side of a join is read first follows from row counts.
SELECT l.id FROM north.books.ledger l JOIN east.desk.people p ON p.id = l.id;
SELECT l.id FROM south.books.ledger l JOIN north.desk.people p ON p.id = l.id;
SELECT l.id FROM east.books.ledger l JOIN south.desk.people p ON p.id = l.id;

-- three-way-join | answers 5 | The same of three stores.
SELECT a.id FROM north.books.ledger a JOIN south.books.ledger b ON a.id = b.id JOIN east.books.ledger c ON c.id = b.id;

-- three-way-of-mixed-size | answers 5 | The same with a small table.
SELECT a.id FROM north.books.ledger a JOIN south.desk.people b ON a.id = b.id JOIN east.books.ledger c ON c.id = b.id WHERE b.qty > 0;

-- aggregate-below-join | answers 5 | Whether an aggregate is moved below a join.
SELECT p.id, SUM(l.amount) FROM north.books.ledger l JOIN east.desk.people p ON p.id = l.id GROUP BY p.id;

-- same-source-join | answers 5; answers 5 | Joins that a source could do, or the gateway.
SELECT l.id FROM north.books.ledger l JOIN north.desk.people p ON p.id = l.id;
SELECT l.id FROM south.books.ledger l JOIN south.desk.people p ON p.id = l.id;

-- self-join-of-large | answers 5 | The same of the large table with itself.
SELECT a.id FROM north.books.ledger a JOIN north.books.ledger b ON a.id = b.id;

-- bytes-from-filtered | answers 1; answers 1; answers | What the gateway tells of its own work.
SELECT COUNT(*), SUM(amount) FROM north.books.ledger;
SELECT COUNT(*), SUM(amount) FROM east.books.ledger;
SELECT state, rows_delivered, source_bytes FROM system.queries ORDER BY submitted DESC LIMIT 6;

-- bytes-of-rows | answers 5; answers | The same of rows.
SELECT * FROM south.books.ledger;
SELECT state, rows_delivered, source_bytes FROM system.queries ORDER BY submitted DESC LIMIT 4;

-- bytes-of-join | answers 5; answers | The same of a join, whose plan may follow from row counts.
SELECT l.id FROM north.books.ledger l JOIN east.desk.people p ON p.id = l.id JOIN south.books.ledger s ON s.id = l.id;
SELECT state, rows_delivered, source_bytes FROM system.queries ORDER BY submitted DESC LIMIT 4;

-- fragments-of-join | answers 5; answers 1 | How many fetches there were.
SELECT l.id FROM east.books.ledger l JOIN east.desk.people p ON p.id = l.id JOIN north.books.ledger s ON s.id = l.id;
SELECT COUNT(*) FROM system.query_fragments;

-- bytes-from-mapped | answers 1; answers | The gateway reads hidden rows to evaluate a rule with a mapping table.
SELECT COUNT(*) FROM {domain}.cases.people AS a, {people} AS b WHERE a.id = b.id;
SELECT state, rows_delivered, source_bytes FROM system.queries ORDER BY submitted DESC LIMIT 4;

-- bytes-from-mapped-rows | answers 6; answers | The same with rows.
SELECT id FROM north.cases.people;
SELECT state, rows_delivered, source_bytes FROM system.queries ORDER BY submitted DESC LIMIT 4;

-- bytes-from-masked | answers 6; answers | Raw values are longer than their images.
SELECT phone, nick, email FROM {people};
SELECT state, rows_delivered, source_bytes FROM system.queries ORDER BY submitted DESC LIMIT 4;

-- all-counts | answers 6; answers | All that the list of queries has to tell, save for times and ids.
SELECT id, code FROM {people};
SELECT user_name, state, error_code, statement, rows_delivered, bytes_delivered, source_rows, source_bytes FROM system.queries ORDER BY submitted DESC LIMIT 5;

-- statistics-functions | NOT_FOUND; NOT_FOUND; answers 1 = 3 | Functions that show statistics.
SELECT stats(id) FROM north.books.ledger;
SELECT pg_relation_size('ledger');
SELECT APPROX_COUNT_DISTINCT(account) FROM east.books.ledger;

-- show-statistics | SYNTAX_ERROR; SYNTAX_ERROR | Statements that show them.
SHOW STATS FOR north.books.ledger;
SUMMARIZE north.books.ledger;

-- limit-of-large | answers 5; answers 0 | Limits that hidden rows would use up.
SELECT id FROM north.books.ledger LIMIT 10;
SELECT id FROM south.books.ledger OFFSET 5;

-- counts-of-large | answers 1 = 5; answers 1 = 5; answers 1 = 5 | Counts, which sources can answer from their statistics.
SELECT COUNT(*) FROM north.books.ledger;
SELECT COUNT(*) FROM south.books.ledger;
SELECT COUNT(*) FROM east.books.ledger;

-- extremes-of-large | answers 1 = 5, 1; answers 1 = 5, 1; answers 1 = 5, 1 | Extremes, which files keep in their footers.
SELECT MAX(id), MIN(id) FROM north.books.ledger;
SELECT MAX(id), MIN(id) FROM south.books.ledger;
SELECT MAX(id), MIN(id) FROM east.books.ledger;

-- product-of-large | answers 1 = 125 | A product that fails for its size if hidden rows were in it.
SELECT COUNT(*) FROM north.books.ledger a, south.books.ledger b, east.books.ledger c;
