# Queries across stores. No limit allows that values of one domain go to the source of another, which the logs of the servers show at the
# end.

-- selective-join | answers 1; answers 1 | A small side, whose keys could be sent to the other source.
SELECT a.doc, b.doc FROM north.desk.people a JOIN south.desk.people b ON a.id = b.id WHERE a.code = '10';
SELECT a.doc, b.doc FROM south.desk.people a JOIN north.desk.people b ON a.id = b.id WHERE a.code = '10';

-- join-on-text | answers 0; answers 0 | Keys that are texts of one store.
SELECT a.id FROM north.desk.people a JOIN south.desk.people b ON a.doc = b.doc;
SELECT a.id FROM south.desk.people a JOIN north.books.ledger b ON a.doc = b.account;

-- in-across | answers 0; answers 0 | The same with IN.
SELECT id FROM north.books.ledger WHERE account IN (SELECT doc FROM south.desk.people);
SELECT id FROM south.books.ledger WHERE account IN (SELECT doc FROM east.desk.people WHERE id < 3);

-- exists-across | answers 0; answers 5 | The same with EXISTS.
SELECT id FROM north.books.ledger l WHERE EXISTS (SELECT 1 FROM east.desk.people p WHERE p.doc = l.account);
SELECT id FROM south.books.ledger l WHERE NOT EXISTS (SELECT 1 FROM north.desk.people p WHERE p.doc = l.account);

-- scalar-across | answers 0; answers 0 | A value of one store in a condition on another.
SELECT id FROM north.books.ledger WHERE account = (SELECT doc FROM south.desk.people WHERE id = 1);
SELECT id FROM south.books.ledger WHERE account > (SELECT MAX(doc) FROM east.desk.people);

-- correlated-across | answers 5 | A correlated sub-query across stores.
SELECT l.id, (SELECT MAX(p.doc) FROM south.desk.people p WHERE p.id = l.id) FROM north.books.ledger l;

-- lateral-across | answers 5 | A lateral join across stores.
SELECT l.id, t.doc FROM south.books.ledger l, LATERAL (SELECT p.doc FROM north.desk.people p WHERE p.id = l.id) AS t;

-- union-across | answers 18 | A union across stores.
SELECT doc FROM north.desk.people UNION ALL SELECT doc FROM south.desk.people UNION ALL SELECT doc FROM east.desk.people;

-- filter-on-join-key | answers 1 = 1 | A constant that passes over the join to the other source is the reader's own.
SELECT a.id FROM north.desk.people a JOIN south.books.ledger b ON a.id = b.id WHERE a.id = 1;

-- policy-constant | answers 30 | The filter's region could pass over an equality to another source.
SELECT a.id FROM north.desk.people a JOIN south.books.ledger b ON a.region = b.region;

-- masked-across | answers 5; answers 5 | Hashes across stores.
SELECT a.id FROM north.desk.people a JOIN south.desk.people b ON a.email = b.email;
SELECT a.id FROM south.cases.people a JOIN east.sealed.people b ON a.email = b.email;

-- limit-across | answers 5 | A limit below a join.
SELECT t.id FROM (SELECT id, doc FROM north.desk.people ORDER BY id LIMIT 5) AS t LEFT JOIN south.books.ledger l ON l.account = t.doc;

-- three-stores | answers 5 | All three stores, and a sealed one.
SELECT a.id, b.doc, c.doc FROM north.sealed.people a JOIN south.cases.people b ON a.id = b.id JOIN east.desk.people c ON c.id = b.id WHERE c.id < 6;

-- outer-join-across | answers 6 | An outer join whose condition fails for hidden rows.
SELECT a.id FROM north.desk.people a LEFT JOIN south.desk.people b ON 1 / (a.qty * b.qty) >= 0 AND a.id = b.id;

-- values-across | answers 2 | Rows of the reader in both stores.
SELECT v.n FROM (VALUES (1), (2), (101)) AS v(n) WHERE v.n IN (SELECT id FROM north.desk.people) AND v.n IN (SELECT id FROM south.cases.people);

-- except-across | answers 0 | Differences of stores.
SELECT id, code FROM north.desk.people EXCEPT SELECT id, code FROM east.cases.people;

-- group-limited-across | answers 1; answers 2 | A limited table joined with another store.
SELECT COUNT(*) FROM north.polls.answers a JOIN south.desk.people p ON p.id = a.id WHERE p.qty < 10;
SELECT a.grp, COUNT(*) FROM south.polls.answers a JOIN north.desk.people p ON p.id > 0 GROUP BY a.grp;
