# Masked cells of the two meshes have other raw values with the same image. What a query makes of a masked column can only be made of
# the image.

-- everything | answers 6 | Whatever a star shows.
SELECT * FROM {people};

-- raw-email | answers 0 | The raw value of a hash, known from elsewhere, confirmed by a filter.
SELECT id FROM {people} WHERE email = 'kanari-e1@x.org';

-- raw-email-in-list | answers 0; answers 0; answers 0 | The same by IN, BETWEEN and LIKE.
SELECT id FROM {people} WHERE email IN ('kanari-e1@x.org', 'kanari-e2@x.org', 'z');
SELECT id FROM {people} WHERE email BETWEEN 'kanari-e0' AND 'kanari-e9';
SELECT id FROM {people} WHERE email LIKE 'kanari%';

-- raw-email-joined | answers 0 | The same by a join with guesses.
SELECT p.id FROM {people} p JOIN (VALUES ('kanari-e1@x.org'), ('kanari-e2@x.org')) AS g(email) ON g.email = p.email;

-- raw-email-using | answers 0 | The same by USING.
SELECT id FROM {people} JOIN (VALUES ('kanari-e1@x.org')) AS g(email) USING (email);

-- hash-lengths | answers 1 | The image is as long for each value.
SELECT DISTINCT CHAR_LENGTH(email) FROM {people} WHERE email IS NOT NULL;

-- phone-pattern | answers 1 = 1; answers 0 | Beginnings of phone numbers, letter by letter.
SELECT id FROM {people} WHERE phone LIKE '%0101';
SELECT id FROM {people} WHERE phone LIKE 'k%' OR phone LIKE '%ph%';

-- phone-length | answers 2 | Lengths of what is cut off; two images of eight and of four characters.
SELECT CHAR_LENGTH(phone), COUNT(*) FROM {people} GROUP BY CHAR_LENGTH(phone);

-- phone-substring | answers 6; answers 0 | Characters in the middle.
SELECT SUBSTRING(phone FROM 1 FOR 4), POSITION('-' IN phone) FROM {people};
SELECT id FROM {people} WHERE SUBSTRING(phone FROM 5 FOR 1) = 'r';

-- nick-tail | answers 5; answers 0 | The end of a text whose beginning is shown.
SELECT id FROM {people} WHERE nick LIKE '%XXXX';
SELECT id FROM {people} WHERE nick LIKE '%na1' OR nick LIKE '%longer';

-- redacted | answers 6; answers 1 | NULL or not below a redaction.
SELECT id FROM {people} WHERE iban IS NOT NULL AND iban = 'XXXX';
SELECT COUNT(DISTINCT iban), COUNT(iban), MIN(iban), MAX(iban) FROM {people};

-- nulled | answers 0; answers 1 = 0, null | Values below a NULL.
SELECT id FROM {people} WHERE ssn IS NOT NULL OR ssn LIKE '%' OR died IS NOT NULL;
SELECT COUNT(ssn), MAX(ssn) FROM {people};

-- constant | answers 6; answers 1 = B-0 | NULL or not below a constant.
SELECT id FROM {people} WHERE badge = 'B-0';
SELECT DISTINCT badge FROM {people};

-- truncated-date | answers 0; answers 5 | Days below a month.
SELECT id FROM {people} WHERE EXTRACT(DAY FROM joined) > 1;
SELECT DISTINCT joined FROM {people} WHERE joined IS NOT NULL;

-- truncated-date-search | answers 0; answers 1 = 1 | A binary search for the day.
SELECT id FROM {people} WHERE joined > DATE '2015-03-01' AND joined < DATE '2015-04-01';
SELECT id FROM {people} WHERE joined = DATE '2015-03-01';

-- rounded-salary | answers 0; answers 0 | A binary search for the digits that are rounded away.
SELECT id FROM {people} WHERE salary > 51000 AND salary < 52000;
SELECT id FROM {people} WHERE MOD(CAST(salary AS BIGINT), 1000) <> 0;

-- rounded-sum | answers 1 | Sums of rounded values are sums of images.
SELECT SUM(salary), AVG(salary), MIN(salary), MAX(salary), SUM(score), AVG(score) FROM {people};

-- rounded-division | answers 1; DIVISION_BY_ZERO | A division by the difference to a guess fails only if the guess is the image.
SELECT 1 / (score - 1187), 1 / (score - 1234) FROM {people} WHERE id = 1;
SELECT 1 / (score - 1200) FROM {people} WHERE id = 1;

-- rounded-cast | answers 6 | Raw digits shown by a cast.
SELECT CAST(salary AS VARCHAR), CAST(score AS VARCHAR) FROM {people};

-- expression-mask | answers 3; answers 0 | Values of another department, NULL by an expression.
SELECT id FROM {people} WHERE bonus IS NULL AND dept IS NOT NULL OR bonus IS NULL AND dept IS NULL AND id = 6 ORDER BY id LIMIT 3;
SELECT id FROM {people} WHERE dept = 'y' AND bonus IS NOT NULL;

-- expression-mask-poison | answers 1 | The raw value fails, if anybody looks at it.
SELECT SUM(bonus), MAX(bonus), COUNT(bonus) FROM {people};

-- redacted-number | answers 6; answers 1 = 0 | Numbers that Arrow cannot hold below a redaction.
SELECT quota, died FROM {people};
SELECT COUNT(quota) FROM {people};

-- order-by-mask | answers 6 in order; answers 6 in order | The order of raw values, shown by the order of rows.
SELECT iban, badge, ssn FROM {people} ORDER BY iban, badge, ssn;
SELECT salary, id FROM {people} ORDER BY salary, id;

-- order-by-redacted-then-id | answers 6 in order | Ties below a redaction are broken by what follows.
SELECT id FROM {people} ORDER BY iban, ssn, badge, quota, id;

-- group-by-mask | answers 1; answers 1 | Groups of raw values below one image.
SELECT iban, COUNT(*) FROM {people} GROUP BY iban;
SELECT ssn, badge, COUNT(*) FROM {people} GROUP BY ssn, badge;

-- distinct-mask | answers 1 | The same by DISTINCT.
SELECT DISTINCT iban, ssn, badge FROM {people};

-- count-distinct-mask | answers 1 = 1, 0, 1 | The same by COUNT(DISTINCT).
SELECT COUNT(DISTINCT iban), COUNT(DISTINCT ssn), COUNT(DISTINCT badge) FROM {people};

-- window-over-mask | answers 6; answers 6 | Ranks of raw values.
SELECT id, RANK() OVER (ORDER BY iban), DENSE_RANK() OVER (PARTITION BY badge ORDER BY ssn) FROM {people};
SELECT id, LAG(phone) OVER (ORDER BY id), FIRST_VALUE(nick) OVER (ORDER BY id) FROM {people};

-- self-join-on-mask | answers 36; answers 0 | Equal images must match where raw values differ.
SELECT p.id FROM {people} p JOIN {people} q ON p.iban = q.iban;
SELECT p.id FROM {people} p JOIN {people} q ON p.ssn = q.ssn;

-- join-mask-across-stores | answers 5 | Hashes under one key match across stores; that is what they are for.
SELECT p.id FROM {people} p JOIN north.sealed.people q ON p.email = q.email;

-- natural-join | answers 0 | A natural join compares each column, some of which are NULL.
SELECT id FROM {people} AS p NATURAL JOIN {people} AS q;

-- intersect-masks | answers 1; answers 0 | Set operations compare images.
SELECT iban FROM {people} INTERSECT SELECT iban FROM east.desk.people;
SELECT phone FROM {people} WHERE phone <> 'XXXX' EXCEPT SELECT phone FROM north.desk.people;

-- mask-in-case | answers 1 | A CASE that asks for the raw value.
SELECT SUM(CASE WHEN iban LIKE 'kan%' THEN 1 ELSE 0 END), SUM(CASE WHEN phone < 'XXXX' THEN 1 ELSE 0 END) FROM {people};

-- mask-in-having | answers 0 | A HAVING that asks for the raw value.
SELECT dept FROM {people} GROUP BY dept HAVING MAX(iban) <> 'XXXX' OR MIN(joined) > DATE '2018-01-02';

-- mask-in-subquery | answers 0 | A correlated sub-query that compares raw values.
SELECT p.id FROM {people} p WHERE EXISTS (SELECT 1 FROM {people} q WHERE q.iban > p.iban OR q.badge < p.badge);

-- mask-in-exists-all | answers 6 | The same with ALL.
SELECT id FROM {people} WHERE iban >= ALL (SELECT iban FROM {people});

-- mask-minmax | answers 1 | The least and the greatest of raw values.
SELECT MIN(phone), MAX(phone), MIN(nick), MAX(nick), MIN(joined), MAX(joined), MIN(badge) FROM {people};

-- mask-cast | INVALID_VALUE; INVALID_VALUE | Casts of images fail alike, without quoting the raw value.
SELECT CAST(phone AS INTEGER) FROM {people};
SELECT CAST(nick AS DATE) FROM {people};

-- mask-concatenated | answers 6 | Texts made of images.
SELECT phone || nick || COALESCE(iban, '-') || COALESCE(ssn, '-') || badge FROM {people};

-- listagg | UNSUPPORTED | Lists of images.
SELECT LISTAGG(iban, ',') WITHIN GROUP (ORDER BY id) FROM {people};

-- array-of-masks | UNSUPPORTED | Lists of images as arrays.
SELECT ARRAY_AGG(phone ORDER BY id) FROM {people};

-- mask-through-cte | answers 0 | A filter far from the leaf.
WITH a AS (SELECT * FROM {people}), b AS (SELECT iban AS x, id FROM a) SELECT id FROM b WHERE x <> 'XXXX';

-- mask-renamed-as-other | answers 0 | Names swapped, so that a rule which goes by names is fooled.
SELECT code FROM (SELECT iban AS code, code AS iban FROM {people}) AS t WHERE code <> 'XXXX';

-- same-name-twice | answers 6 | A duplicate name in a sub-query.
SELECT * FROM (SELECT id, phone AS a, iban AS b FROM {people}) AS t(a, b, c) WHERE c = 'XXXX';

-- two-masks-compared | answers 0 | Raw values of two masked columns compared with each other.
SELECT id FROM {people} WHERE iban = ssn OR phone = nick OR email = iban;

-- mask-arithmetic | answers 6 | Arithmetic that would show rounded digits.
SELECT salary - score, salary * 1000, score + 0.5 FROM {people};

-- union-types | answers 12 | A union with a masked and a plain column.
SELECT phone FROM {people} UNION ALL SELECT code FROM {people};

-- mask-values-join | answers 0 | Guesses as rows.
SELECT v.g FROM (VALUES ('kanari-ph-a1-0101'), ('kanari-phone-b1-0101')) AS v(g) WHERE v.g IN (SELECT phone FROM {people});

-- lateral-mask | answers 0 | Guesses by a lateral join.
SELECT v.g FROM (VALUES ('kanari-ia1')) AS v(g), LATERAL (SELECT 1 FROM {people} p WHERE p.iban = v.g) AS t;
