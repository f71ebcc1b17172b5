# Answers about a limited table stand on at least three rows. The poisoned mesh has groups of one and of two more.

-- small-groups | answers 2; answers 2; answers 2 | Groups of one and two rows.
SELECT grp, COUNT(*), SUM(answer) FROM north.polls.answers GROUP BY grp;
SELECT grp, COUNT(*), SUM(answer) FROM south.polls.answers GROUP BY grp;
SELECT grp, COUNT(*), SUM(answer) FROM east.polls.answers GROUP BY grp;

-- distinct-groups | answers 2 | The same by DISTINCT.
SELECT DISTINCT grp FROM {domain}.polls.answers, (SELECT 1 FROM {people} WHERE id = 1) AS t;

-- having-small | answers 0; answers 0 | A HAVING that asks for small groups.
SELECT grp FROM north.polls.answers GROUP BY grp HAVING COUNT(*) < 3;
SELECT grp FROM east.polls.answers GROUP BY grp HAVING COUNT(*) = 1;

-- rows | UNSUPPORTED; UNSUPPORTED; UNSUPPORTED | Rows as they are.
SELECT * FROM north.polls.answers;
SELECT word FROM south.polls.answers WHERE grp = 'a';
SELECT id FROM east.polls.answers LIMIT 1;

-- single-values | UNSUPPORTED; UNSUPPORTED | Functions that show one row's value.
SELECT MIN(answer), MAX(word) FROM north.polls.answers;
SELECT ANY_VALUE(word) FROM south.polls.answers GROUP BY grp;

-- multiplied | answers 2 | Rows that a join repeats do not make a group larger.
SELECT a.grp, COUNT(*) FROM north.polls.answers a CROSS JOIN (VALUES (1), (2), (3), (4)) AS v(n) GROUP BY a.grp;

-- filter-one | answers 0 | A FILTER that picks one row of a large group.
SELECT SUM(answer) FILTER (WHERE id = 4) FROM north.polls.answers WHERE grp = 'b';

-- where-one | answers 0 | A WHERE that does.
SELECT SUM(answer) FROM north.polls.answers WHERE id = 4;

-- case-one | UNSUPPORTED | A CASE that does.
SELECT SUM(CASE WHEN id = 4 THEN answer ELSE 0 END), COUNT(*) FROM north.polls.answers WHERE grp = 'b';

-- coalesce-one | UNSUPPORTED | NULLs filled up, so that they count.
SELECT SUM(COALESCE(answer, 0)) FROM north.polls.answers GROUP BY grp;

-- multiplied-out | answers 0; answers 0 | A factor that is zero for all but one row.
SELECT SUM(answer) FROM south.polls.answers WHERE grp = 'b' AND id IN (4, 5);
SELECT AVG(answer) FROM south.polls.answers WHERE grp = 'kanari-one';

-- nulls-do-not-count | answers 1 = b | Values that stand on fewer rows because some are NULL.
SELECT grp FROM east.polls.answers WHERE grp = 'b' GROUP BY grp HAVING COUNT(answer) = 3;

-- count-words | answers 2 | Distinct counts.
SELECT grp, COUNT(DISTINCT word) FROM east.polls.answers GROUP BY grp;

-- windows | UNSUPPORTED | Windows show rows.
SELECT SUM(answer) OVER (PARTITION BY grp) FROM north.polls.answers;

-- window-over-groups | answers 2 | Windows over groups are fine.
SELECT grp, RANK() OVER (ORDER BY SUM(answer)) FROM north.polls.answers GROUP BY grp;

-- failing-group | UNSUPPORTED | An expression that fails on one row below the aggregate.
SELECT grp, SUM(10 / answer) FROM north.polls.answers GROUP BY grp;

-- failing-above | answers 2; DIVISION_BY_ZERO | An expression above it that would fail on a group that is dropped.
SELECT grp, 1 / (COUNT(*) - 2) FROM north.polls.answers GROUP BY grp;
SELECT grp, 1 / (COUNT(*) - 3) FROM north.polls.answers GROUP BY grp;

-- exists | UNSUPPORTED; UNSUPPORTED | Whether a row exists, in a sub-query.
SELECT 1 FROM (VALUES (1)) AS v(n) WHERE EXISTS (SELECT 1 FROM north.polls.answers WHERE answer = 7);
SELECT id FROM {people} WHERE id IN (SELECT answer FROM {domain}.polls.answers);

-- scalar | UNSUPPORTED | A row as a value.
SELECT (SELECT answer FROM north.polls.answers WHERE id = 4);

-- limit-below | UNSUPPORTED | A LIMIT below the aggregate picks rows.
SELECT SUM(answer) FROM (SELECT answer FROM north.polls.answers ORDER BY id LIMIT 3) AS t;

-- union-below | UNSUPPORTED | A UNION of rows with rows of one's own.
SELECT SUM(x) FROM (SELECT answer AS x FROM north.polls.answers WHERE id = 4 UNION ALL SELECT * FROM (VALUES (0), (0)) AS v(n)) AS t;

-- join-own-rows | answers 0 | Rows of one's own that fill up a group by an outer join.
SELECT SUM(a.answer) FROM (VALUES (4), (104), (105), (106)) AS v(n) LEFT JOIN north.polls.answers a ON a.id = v.n;

-- rollup-of-groups | answers | A total that includes groups which are dropped is differencing, which is not stopped; so only the keys are asked.
SELECT grp FROM north.polls.answers GROUP BY grp;

-- nothing-there | answers 0; answers 0 | No row and few rows look the same.
SELECT COUNT(*) FROM north.polls.answers WHERE grp = 'kanari-one';
SELECT COUNT(*) FROM north.polls.answers WHERE grp = 'nobody';

-- correlated | UNSUPPORTED | A correlated sub-query for each guess.
SELECT v.n, (SELECT COUNT(*) FROM north.polls.answers a WHERE a.id = v.n) FROM (VALUES (1), (101)) AS v(n);

-- self-join | answers 0 | A join of the table with itself.
SELECT COUNT(*) FROM north.polls.answers a JOIN north.polls.answers b ON a.id = b.id WHERE a.grp = 'kanari-tiny';

-- having-sum | answers 1 = b | Conditions on values that are shown.
SELECT grp FROM north.polls.answers GROUP BY grp HAVING SUM(answer) > 50;

-- order-by-small | answers 2 in order | An order by a value of groups.
SELECT grp FROM south.polls.answers GROUP BY grp ORDER BY COUNT(*) , grp;
