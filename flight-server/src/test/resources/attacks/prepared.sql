# The same through prepared statements, with parameters that a client may choose freely.

-- text-parameter | answers 2 | A parameter that ends a literal, twice executed.
\bind text:x' OR '1'='1
SELECT id FROM {people} WHERE code = ? OR id = 1;

-- pattern-parameter | answers 12 | A pattern as a parameter: it is not a literal, so it must stay above the filter.
\bind text:%
SELECT id FROM {people} WHERE code LIKE ?;

-- bad-pattern | answers 0 | A pattern with an escape at its end.
\bind text:kan\
SELECT id FROM {people} WHERE doc LIKE ?;

-- divisor | answers 12 | A divisor that is zero for a hidden row only.
\bind bigint:101
SELECT 1 / (id - ?) FROM {people};

-- cast-of-parameter | INVALID_VALUE | A cast that fails for the parameter, whatever the rows.
\bind text:kan
SELECT id FROM {people} WHERE id = CAST(CAST(? AS VARCHAR) AS INTEGER);

-- null-parameter | INVALID_QUERY | NULL in one place of two.
\bind text:NULL
SELECT id FROM {people} WHERE region = ? OR region <> ?;

-- null-both | answers 0 | NULL in both places.
\bind text:NULL, text:NULL
SELECT id FROM {people} WHERE region = ? OR region <> ?;

-- many-rows | answers 12 | Several rows of parameters, one run each.
\bind bigint:1
\bind bigint:101
\bind bigint:102
\bind bigint:2
\bind bigint:6
\bind bigint:NULL
\bind bigint:110
\bind bigint:3
\bind bigint:4
\bind bigint:5
SELECT id FROM {people} WHERE id = ?;

-- extreme-number | answers 0 | Numbers at the ends of a range.
\bind bigint:9223372036854775807
SELECT id FROM {people} WHERE big >= ?;

-- double-parameter | INVALID_QUERY | NaN as a parameter.
\bind double:NaN
SELECT id FROM {people} WHERE ratio > ?;

-- date-parameter | answers 0 | A date that only hidden rows reach.
\bind date:9999-12-31
SELECT id FROM {people} WHERE born >= ?;

-- wrong-type | INVALID_VALUE | Bytes for a number.
\bind bytes:x
SELECT id FROM {people} WHERE id = ?;

-- too-few | INVALID_QUERY | Fewer parameters than places.
\bind bigint:1
SELECT id FROM {people} WHERE id = ? OR qty = ?;

-- too-many | INVALID_QUERY | More parameters than places.
\bind bigint:1, bigint:2
SELECT id FROM {people} WHERE id = ?;

-- none | INVALID_QUERY | None at all.
\prepared
SELECT id FROM {people} WHERE id = ?;

-- masked-guess | answers 0 | A guess of a raw value.
\bind text:kanari-ia1
SELECT id FROM {people} WHERE iban = ?;

-- masked-date-guess | answers 0 | A guess of a day.
\bind date:2015-03-28
SELECT id FROM {people} WHERE joined = ?;

-- limit-parameter | answers 12 | A limit as a parameter.
\bind bigint:100
SELECT id FROM {people} LIMIT ?;

-- hidden-column | NOT_FOUND; NOT_FOUND | Preparing names what is hidden.
\prepared
SELECT vein FROM {people};
\prepared
SELECT * FROM dark.pool.things WHERE person = ?;

-- parameter-types | answers 12 | The types of parameters tell types of columns; those of visible ones.
\bind text:x
SELECT id FROM {people} WHERE iban <> ?;

-- write | READ_ONLY | Preparing a write.
\prepared
DELETE FROM {people} WHERE id = 1;

-- explain-prepared | answers | A plan with a parameter in it.
\bind bigint:101
EXPLAIN PLAN FOR SELECT id FROM {people} WHERE id = ?;

-- prepared-twice | answers 12; answers 12 | The same text prepared again, with another answer in between.
\prepared
SELECT id, code FROM {people};
\prepared
SELECT id, phone FROM {people};

-- sealed-parameter | answers 2 | A parameter on a sealed table.
\bind text:20
SELECT id FROM {domain}.sealed.people WHERE code = ? AND '{people}' <> '';
