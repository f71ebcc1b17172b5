# Forms of a query that a rewriting might forget. The answer is always that over the visible rows alone.

-- cte | answers 1 = 6 | A common table expression.
WITH t AS (SELECT * FROM {people}) SELECT COUNT(*) FROM t;

-- nested-ctes | answers 1 = 6 | Names that hide tables.
WITH people AS (SELECT id, region FROM {people}), p AS (SELECT * FROM people) SELECT COUNT(*) FROM p WHERE region = 'EU' OR region IS NULL OR region = 'US';

-- recursive-cte | UNSUPPORTED | A recursion over the table.
WITH RECURSIVE t(n) AS (SELECT MIN(id) FROM {people} UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT * FROM t;

-- derived-tables | answers 1 = 6 | Sub-queries in FROM, three deep.
SELECT COUNT(*) FROM (SELECT * FROM (SELECT * FROM (SELECT * FROM {people}) AS a) AS b) AS c;

-- lateral | answers 6 | A lateral sub-query.
SELECT p.id, t.n FROM {people} p, LATERAL (SELECT COUNT(*) AS n FROM {people} q WHERE q.dept = p.dept OR q.region <> p.region) AS t;

-- cross-join | answers 1 = 36 | A product counts hidden rows squared.
SELECT COUNT(*) FROM {people} CROSS JOIN {people} AS q;

-- comma-join | answers 1 = 36 | The same with a comma.
SELECT COUNT(*) FROM {people} AS a, {people} AS b;

-- full-join | answers 6 | A full join shows rows without a partner.
SELECT p.id, q.id FROM {people} p FULL JOIN {people} q ON p.id = q.id;

-- left-join-missing | answers 0 | Rows whose partner is hidden.
SELECT p.id FROM {people} p LEFT JOIN {people} q ON p.id = q.id WHERE q.id IS NULL;

-- anti-join | answers 4 | Which of my guesses are ids, hidden ones included.
SELECT n FROM (VALUES (1), (101), (102), (103), (110), (6)) AS v(n) WHERE NOT EXISTS (SELECT 1 FROM {people} p WHERE p.id = v.n);

-- semi-join | answers 2 | The same with IN.
SELECT n FROM (VALUES (1), (101), (102), (103), (110), (6)) AS v(n) WHERE n IN (SELECT id FROM {people});

-- outer-join-guesses | answers 6 | The same with an outer join.
SELECT v.n, p.region FROM (VALUES (1), (101), (102), (103), (104), (105)) AS v(n) LEFT JOIN {people} p ON p.id = v.n;

-- union-of-regions | answers 1 = EU | Regions by set operations.
SELECT region FROM {people} UNION SELECT region FROM {people};

-- except-visible | answers 0 | What is there besides what I see.
SELECT id FROM {people} EXCEPT SELECT id FROM {people} WHERE region = 'EU';

-- intersect-guess | answers 0 | Hidden regions by intersection.
SELECT region FROM {people} INTERSECT SELECT * FROM (VALUES ('US'), ('eu'), ('EU ')) AS v(r);

-- region-is-not | answers 0; answers 0; answers 0 | Rows for which the filter does not hold.
SELECT id FROM {people} WHERE region <> 'EU' OR region IS NULL;
SELECT id FROM {people} WHERE NOT (region = 'EU');
SELECT id FROM {people} WHERE region IS DISTINCT FROM 'EU';

-- or-true | answers 6; answers 6 | A tautology that might join the filter by OR.
SELECT id FROM {people} WHERE 1 = 1 OR region = 'US';
SELECT id FROM {people} WHERE TRUE OR FALSE OR region IN ('US', 'eu');

-- case-of-letters | answers 0 | A collation that ignores case or trailing spaces.
SELECT id FROM {people} WHERE region IN ('eu', 'EU ', ' EU', 'Eu') OR LOWER(region) <> 'eu';

-- rollup | answers 4 | Totals of all rows.
SELECT dept, COUNT(*) FROM {people} GROUP BY ROLLUP (dept);

-- cube | answers 8 | The same over all combinations.
SELECT dept, region, COUNT(*) FROM {people} GROUP BY CUBE (dept, region);

-- grouping-sets | answers 2 | The same with the grand total named.
SELECT region, GROUPING(region), COUNT(*) FROM {people} GROUP BY GROUPING SETS ((region), ());

-- distinct-regions | answers 1 | Distinct values of the column of the filter.
SELECT DISTINCT region, CHAR_LENGTH(region) FROM {people};

-- window-count | answers 6 | Windows that count before the filter.
SELECT id, COUNT(*) OVER (), ROW_NUMBER() OVER (ORDER BY id), NTILE(2) OVER (ORDER BY id) FROM {people};

-- window-neighbors | answers 6 | Neighbors in an order may be hidden rows.
SELECT id, LAG(id) OVER (ORDER BY id), LEAD(id) OVER (ORDER BY id), LAST_VALUE(id) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) FROM {people};

-- window-shares | answers 6 | Shares of totals.
SELECT id, PERCENT_RANK() OVER (ORDER BY id), CUME_DIST() OVER (ORDER BY id), SUM(amount) OVER () FROM {people};

-- qualify | answers 1 | A filter on windows.
SELECT id FROM {people} QUALIFY ROW_NUMBER() OVER (ORDER BY id DESC) = 1;

-- pivot | answers 1 = 3, 2, 0 | A pivot by hand.
SELECT COUNT(*) FILTER (WHERE dept = 'x'), COUNT(*) FILTER (WHERE dept = 'y'), COUNT(*) FILTER (WHERE dept = 'z') FROM {people};

-- pivot-clause | answers 1 | The clause PIVOT.
SELECT * FROM (SELECT dept, qty FROM {people}) PIVOT (SUM(qty) FOR dept IN ('x' AS x, 'z' AS z));

-- exists-any | answers 1 = false, false | Whether a hidden row exists at all.
SELECT EXISTS (SELECT 1 FROM {people} WHERE region = 'US'), EXISTS (SELECT 1 FROM {people} WHERE qty < 0);

-- any-some-all | answers 6 | Quantified comparisons with hidden extremes.
SELECT id FROM {people} WHERE qty <= ALL (SELECT qty FROM {people} WHERE qty > 5) AND qty >= ANY (SELECT qty FROM {people});

-- correlated-count | answers 6 | A correlated count.
SELECT p.id, (SELECT COUNT(*) FROM {people} q WHERE q.id = p.id OR q.qty > p.qty) FROM {people} p;

-- max-minus-min | answers 1 = 5, 6 | Extremes and counts by arithmetic.
SELECT MAX(id) - MIN(id), COUNT(DISTINCT id) FROM {people};

-- top-n | answers 3 in order; answers 3 in order | The best three, of which hidden rows might take places.
SELECT id, amount FROM {people} ORDER BY amount DESC LIMIT 3;
SELECT id FROM {people} ORDER BY big FETCH FIRST 3 ROWS ONLY;

-- nulls-first | answers 1 = 1 | The hidden row of NULLs, first in the order.
SELECT id FROM {people} ORDER BY id NULLS FIRST LIMIT 1;

-- table-sample | UNSUPPORTED | A sample counts before the filter.
SELECT COUNT(*) FROM {people} TABLESAMPLE BERNOULLI (50);

-- having-without-group | answers 0 | A HAVING over all rows.
SELECT COUNT(*) FROM {people} HAVING COUNT(*) > 6;

-- group-by-ordinal | answers 1 = EU, 6 | Ordinals and aliases.
SELECT region AS r, COUNT(*) AS n FROM {people} GROUP BY 1 ORDER BY 2;

-- values-join | answers 0 | Guesses of whole rows.
SELECT p.id FROM {people} p JOIN (VALUES (101, 'US'), (105, 'eu')) AS v(i, r) ON p.id = v.i AND p.region = v.r;

-- unnest | answers 6 | Arrays made of columns.
SELECT p.id, u.x FROM {people} p, UNNEST(ARRAY[p.region]) AS u(x);

-- row-values | answers 0 | Comparisons of rows.
SELECT id FROM {people} WHERE (id, region) IN ((101, 'US'), (1, 'US'));

-- duplicate-of-hidden | answers 1 = 1 | A visible row that has a hidden twin.
SELECT COUNT(*) FROM {people} WHERE id = 1;

-- union-all-count | answers 1 = 12 | A count above a union.
SELECT COUNT(*) FROM (SELECT id FROM {people} UNION ALL SELECT id FROM {people}) AS t;

-- not-in-ids | answers 6 | NOT IN over a column in which a hidden row has NULL.
SELECT id FROM {people} WHERE id + 100 NOT IN (SELECT id FROM {people});

-- count-null | answers 1 = 6, 6, 5 | NULLs of hidden rows.
SELECT COUNT(*), COUNT(id), COUNT(dept) FROM {people};

-- statistics-functions | answers 1 | Deviations, which extremes would spoil.
SELECT STDDEV_POP(qty), VAR_SAMP(qty) FROM {people};

-- match-recognize | UNSUPPORTED | Patterns of rows.
SELECT * FROM {people} MATCH_RECOGNIZE (ORDER BY id MEASURES LAST(A.id) AS i PATTERN (A+) DEFINE A AS A.qty > 0);
