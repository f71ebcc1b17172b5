# Hidden rows hold texts that are no numbers, zeros, negative numbers, the ends of every range, NaN, dates that are none, and a
# second row for id 1. Whatever fails on them must not fail, wherever the planner puts it.

-- cast-in-where | answers 2 | A hidden text that is no number makes the cast fail if it runs before the row filter.
SELECT id FROM {people} WHERE CAST(code AS INTEGER) > 40;

-- cast-in-select | answers 6 | The same in the select list.
SELECT CAST(code AS INTEGER) AS n FROM {people};

-- cast-in-having | answers 2 | The same on a group key, where a HAVING may become a WHERE.
SELECT code, COUNT(*) FROM {people} GROUP BY code HAVING CAST(code AS INTEGER) > 40;

-- cast-in-order | answers 6 in order | The same in the order.
SELECT id FROM {people} ORDER BY CAST(code AS INTEGER) DESC;

-- cast-in-filter | answers 1 = 2 | The same in the filter of an aggregate.
SELECT COUNT(*) FILTER (WHERE CAST(code AS INTEGER) > 40) FROM {people};

-- cast-in-join | answers 6 | The same in the condition of a join with constants.
SELECT p.id FROM {people} p JOIN (VALUES (10), (20), (30), (40), (50), (60)) AS v(n) ON CAST(p.code AS INTEGER) = v.n;

-- cast-in-window | answers 6 | The same below a window.
SELECT id, SUM(CAST(code AS INTEGER)) OVER (ORDER BY id) FROM {people};

-- cast-in-correlated | answers 5 | The same in a correlated sub-query.
SELECT p.id FROM {people} p WHERE EXISTS (SELECT 1 FROM {people} q WHERE CAST(q.code AS INTEGER) > CAST(p.code AS INTEGER));

-- cast-to-every-type | answers 6; answers 6; answers 6 | Narrow types, of which hidden numbers leave the range.
SELECT CAST(qty AS TINYINT), CAST(big AS SMALLINT), CAST(amount AS DECIMAL(4, 2)) FROM {people};
SELECT CAST(big AS INTEGER), CAST(ratio AS INTEGER), CAST(ratio AS DECIMAL(5, 1)) FROM {people};
SELECT CAST(ratio AS REAL), CAST(amount AS SMALLINT) FROM {people};

-- cast-to-date | INVALID_VALUE; INVALID_VALUE | Visible texts are no dates either: the error must be the same, and quote no row.
SELECT id FROM {people} WHERE CAST(code AS DATE) > DATE '2020-01-01';
SELECT CAST(doc AS TIMESTAMP) FROM {people};

-- cast-to-boolean | INVALID_VALUE | The same for booleans.
SELECT CAST(code AS BOOLEAN) FROM {people};

-- division | answers 6; answers 2 | A hidden zero divides.
SELECT 100 / amount, 100 / qty, 100 / big, 1.0 / ratio FROM {people};
SELECT id FROM {people} WHERE 100 / amount > 15;

-- division-by-visible-zero | DIVISION_BY_ZERO | A visible row makes it zero; how many others there are must not show.
SELECT 1 / (qty - 3) FROM {people};

-- modulo | answers 1 | A remainder by hidden zeros.
SELECT id FROM {people} WHERE MOD(12, qty) > 1;

-- square-root | answers 3 | A root of a hidden negative number.
SELECT id FROM {people} WHERE SQRT(ratio) >= 2;

-- square-root-of-amount | answers 6 | The same of decimals.
SELECT SQRT(amount) FROM {people};

-- logarithm | answers 5; answers 6 | Logarithms of hidden zeros and negatives.
SELECT id FROM {people} WHERE LN(ratio) > 0;
SELECT LN(amount), LOG10(qty) FROM {people};

-- power | answers 6 | Powers that leave the range of doubles for hidden rows.
SELECT POWER(ratio, 20), EXP(qty) FROM {people};

-- arc-sine | UNSUPPORTED | A function with a narrow domain, which the gateway does not have.
SELECT ASIN(ratio) FROM {people};

-- addition-overflow | answers 6; answers 0 | Sums and products that overflow for hidden rows.
SELECT qty + 1, qty - 1, qty * 2, -qty, ABS(qty), big + 1, big * 2, -big, ABS(big) FROM {people};
SELECT id FROM {people} WHERE qty + 1 < 0 OR big + 1 < 0;

-- sum-overflow | answers 1 = 21, 2100 | Sums of columns whose hidden values overflow.
SELECT SUM(qty), SUM(big) FROM {people};

-- decimal-overflow | answers 6 | Decimals of 38 digits.
SELECT amount * amount * amount FROM {people};

-- average | answers 1 = 3.5, 350.0 | Averages, which NaN and infinity would spoil.
SELECT AVG(qty), AVG(big) FROM {people};

-- average-of-doubles | answers 1 = 16.0, 0.5 | Extremes of doubles.
SELECT MAX(ratio), MIN(ratio) FROM {people};

-- regular-expression | UNSUPPORTED | Patterns that are evaluated on hidden texts; the gateway has none but LIKE.
SELECT id FROM {people} WHERE code SIMILAR TO '[0-9]+';
SELECT id FROM {people} WHERE code SIMILAR TO '[a-z]+%';

-- pattern-from-column | answers 6 | A pattern made of hidden texts, which may end in an escape.
SELECT id FROM {people} WHERE doc LIKE '%' || doc || '%';

-- substring | answers 6; answers 6 | A length or a start that hidden rows make negative.
SELECT SUBSTRING(code FROM 1 FOR qty) FROM {people};
SELECT SUBSTRING(code FROM qty FOR 1) FROM {people} WHERE qty > 0;

-- position | answers 6 | Other functions of text.
SELECT POSITION('0' IN code), CHAR_LENGTH(doc), UPPER(dept), TRIM(doc), REPLACE(code, '0', doc), LEFT(code, qty), RIGHT(code, qty) FROM {people};

-- repeat | UNSUPPORTED; UNSUPPORTED | Functions that make long texts of hidden numbers.
SELECT REPEAT(code, qty) FROM {people};
SELECT LPAD(code, qty, 'x') FROM {people};

-- date-arithmetic | answers 6; answers 0 | Days that leave the calendar for hidden dates.
SELECT born + INTERVAL '1' DAY, EXTRACT(YEAR FROM born), EXTRACT(MONTH FROM born) FROM {people};
SELECT id FROM {people} WHERE born + INTERVAL '100' YEAR < DATE '2000-01-01';

-- date-of-timestamp | answers 6 | Conversions that fail for hidden timestamps.
SELECT CAST(seen AS DATE), CAST(born AS TIMESTAMP), EXTRACT(HOUR FROM seen) FROM {people};

-- floor-of-date | answers 6 | Rounding of dates.
SELECT FLOOR(born TO MONTH), FLOOR(seen TO HOUR) FROM {people};

-- only-dates | answers 6 | Dates at the ends of the calendar, read and shown.
SELECT born, seen FROM {people};

-- greatest-date | answers 1 | The extremes of dates.
SELECT MIN(born), MAX(born), MIN(seen), MAX(seen) FROM {people};

-- boolean-of-source | answers 3; answers 2 | Numbers in a boolean column, which the source refuses where they are read.
SELECT id FROM {people} WHERE flag;
SELECT flag, COUNT(*) FROM {people} GROUP BY flag;

-- json | UNSUPPORTED; NOT_FOUND | A hidden document that is no JSON.
SELECT JSON_VALUE(doc, '$.k') FROM {people};
SELECT json_extract(doc, '$.k') FROM {people};

-- scalar-subquery | answers 6; answers 1 = 10 | A sub-query that has two rows with the hidden one.
SELECT id, (SELECT code FROM {people} WHERE id = 1) FROM {people};
SELECT (SELECT code FROM {people} WHERE id = 1);

-- correlated-scalar | answers 6 | The same, correlated.
SELECT p.id, (SELECT q.code FROM {people} q WHERE q.id = p.id) FROM {people} p;

-- single-value | INVALID_VALUE | A sub-query that has several visible rows: its error must not count them.
SELECT (SELECT code FROM {people});

-- lazy-case | answers 6 | A CASE that tries hidden rows only.
SELECT CASE WHEN region <> 'EU' THEN 1 / (id - id) ELSE 1 END FROM {people};

-- lazy-case-cast | answers 6 | The same with a cast of what only hidden rows have.
SELECT CASE WHEN code LIKE 'k%' THEN CAST(code AS INTEGER) ELSE 0 END FROM {people};

-- lazy-coalesce | answers 6; answers 6 | The same with COALESCE and NULLIF.
SELECT COALESCE(code, CAST(1 / (qty - 7) AS VARCHAR)) FROM {people};
SELECT 10 / NULLIF(qty, 0) FROM {people};

-- and-order | answers 0; answers 6 | Conditions in both orders, of which one fails on hidden rows.
SELECT id FROM {people} WHERE region = 'US' AND 1 / amount > 0;
SELECT id FROM {people} WHERE 1 / amount > 0 AND region = 'EU';

-- or-order | answers 6; answers 6 | The same with OR.
SELECT id FROM {people} WHERE region = 'EU' OR 1 / amount > 0;
SELECT id FROM {people} WHERE 1 / amount > 0 OR region = 'EU';

-- not-in | answers 6 | A hidden NULL among the values of NOT IN would empty the answer.
SELECT n FROM (VALUES (7), (8), (9), (10), (11), (12)) AS v(n) WHERE n NOT IN (SELECT id FROM {people});

-- limit-stops | answers 1 | A limit that stops before the row that fails.
SELECT 1 FROM {people} WHERE CAST(code AS INTEGER) > 0 LIMIT 1;

-- offset-skips | answers 0; answers 1 in order | An offset that would skip visible rows behind hidden ones.
SELECT id FROM {people} ORDER BY id OFFSET 6;
SELECT id FROM {people} ORDER BY id DESC OFFSET 5;

-- limit-zero | answers 0 | No row at all, over a cast that fails.
SELECT CAST(code AS DATE) FROM {people} LIMIT 0;

-- fail-on-purpose | answers 0 | A division by zero for the rows of a region that one may not see.
SELECT id FROM {people} WHERE region = 'US' AND id / 0 = 1;

-- constant-failure | DIVISION_BY_ZERO; DIVISION_BY_ZERO | A condition that always fails shows whether there is any row.
SELECT id FROM {people} WHERE 1 / 0 = 1;
SELECT id FROM {people} WHERE CAST(id AS INTEGER) / 0 = 1;

-- join-on-failure | answers 6 | A join condition that fails for pairs with hidden rows.
SELECT p.id FROM {people} p JOIN {people} q ON p.id = q.id AND 1 / q.qty >= 0;

-- outer-join-on-failure | answers 6 | The same on the side that an outer join fills up.
SELECT p.id FROM {people} p LEFT JOIN {people} q ON p.id = q.id AND CAST(q.code AS INTEGER) > 20;

-- interval-overflow | UNSUPPORTED | Differences of dates that hidden rows make too long.
SELECT TIMESTAMPDIFF(DAY, born, DATE '2024-01-01') FROM {people};

-- chr | UNSUPPORTED; answers 6 | Code points that are none.
SELECT CHR(qty) FROM {people};
SELECT ASCII(code) FROM {people};

-- group-by-failure | answers 6 | Group keys that fail on hidden rows.
SELECT CAST(code AS INTEGER) / qty, COUNT(*) FROM {people} GROUP BY CAST(code AS INTEGER) / qty, id;

-- distinct-failure | answers 1 | DISTINCT over an expression that fails on hidden rows.
SELECT DISTINCT CAST(code AS INTEGER) / qty FROM {people};

-- union-failure | answers 12 | Set operations over casts.
SELECT CAST(code AS INTEGER) FROM {people} UNION ALL SELECT 100 / qty FROM {people};
