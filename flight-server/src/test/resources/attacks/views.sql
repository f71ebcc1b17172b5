# Derived products run with the reader's rights.

-- by-department | answers 3 | An aggregate sees the reader's rows.
SELECT dept, n, amount FROM views.desk.by_dept;

-- total | answers 1 = 6, 74.50 | The same, added up.
SELECT SUM(n), SUM(amount) FROM views.desk.by_dept;

-- cards | answers 6 | Masks hold behind a view.
SELECT * FROM views.desk.cards;

-- cards-guess | answers 0; answers 0 | Guesses of raw values through a view.
SELECT id FROM views.desk.cards WHERE phone LIKE 'kan%' OR email LIKE 'kan%';
SELECT id FROM views.desk.cards WHERE salary > 51000 AND salary < 52000;

-- cards-cast | answers 6 | Casts of hidden texts through a view.
SELECT CAST(code AS INTEGER) FROM views.desk.cards;

-- pins | NOT_FOUND; NOT_FOUND | A view that reads a denied column.
SELECT * FROM views.desk.pins;
SELECT id FROM views.desk.pins;

-- pins-count | NOT_FOUND | The same without naming the column.
SELECT COUNT(*) FROM views.desk.pins;

-- pins-column | NOT_FOUND | The same, naming it.
SELECT pin FROM views.desk.pins;

-- views-joined | answers 6 | A view joined with the table below it.
SELECT c.id, p.id FROM views.desk.cards c JOIN {people} p ON p.id = c.id;

-- views-united | answers 12 | Views in set operations.
SELECT email FROM views.desk.cards UNION ALL SELECT email FROM views.desk.cards;

-- view-in-subquery | answers 6 | Views in sub-queries.
SELECT id FROM {people} WHERE id IN (SELECT id FROM views.desk.cards);

-- view-strict | PERMISSION_DENIED | A strict session looks behind views.
\set strict on
SELECT * FROM views.desk.by_dept;

-- view-explained | answers; NOT_FOUND | Plans of views.
EXPLAIN PLAN FOR SELECT * FROM views.desk.cards WHERE code = '10';
EXPLAIN PLAN FOR SELECT * FROM views.desk.pins;

-- view-metadata | answers; answers | Metadata of views.
\call tables - views.desk -
DESCRIBE views.desk.cards;

-- view-nobody | NOT_FOUND | A view for somebody without rights.
\as nina
SELECT * FROM views.desk.by_dept;

-- view-without-attribute | answers 0 | A view for somebody who lacks the attribute.
\as pat
SELECT * FROM views.desk.by_dept;
