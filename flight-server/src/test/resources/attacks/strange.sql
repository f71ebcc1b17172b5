# Values that Arrow cannot hold fail the query that reads them. The tables "strange" have them in hidden rows and in masked cells: NaN
# in a decimal, infinite and zero dates, numbers other than 0 and 1 in a boolean.

-- hidden-dates-at-desk | answers 6; answers 6; answers 6 | The row filter runs at the source, so that nobody reads the hidden dates.
SELECT born, seen FROM north.desk.strange;
SELECT born, seen FROM south.desk.strange;
SELECT born, seen FROM east.desk.strange;

-- hidden-dates-sealed | answers 6; answers 6; answers 6 | The same of sealed tables.
SELECT born, seen FROM north.sealed.strange;
SELECT born, seen FROM south.sealed.strange;
SELECT born, seen FROM east.sealed.strange;

-- hidden-numbers-at-desk | answers 6; answers 6 | The same of numbers and booleans.
SELECT amount, ratio, flag FROM north.desk.strange;
SELECT amount, ratio, flag FROM south.desk.strange;

-- masked-dates-at-desk | answers 6; answers 6 | A masked date that Arrow cannot hold, in a visible row.
SELECT id, died FROM north.desk.strange;
SELECT id, died FROM south.desk.strange;

-- masked-with-hash | answers 6; answers 6 | The same beside a hash, which the gateway computes itself over raw values.
SELECT id, email, died, quota FROM north.desk.strange;
SELECT id, email, died, quota FROM south.desk.strange;

-- masked-with-hash-sealed | answers 6; answers 6 | The same of sealed tables.
SELECT id, phone, email, died, quota FROM north.sealed.strange;
SELECT id, phone, email, died, quota FROM south.sealed.strange;

-- mapped-but-not-read | answers 6; answers 6 | Columns that a query does not name are not read where the gateway evaluates the rule.
SELECT id, code FROM north.cases.strange;
SELECT id, code FROM south.cases.strange;

-- mapped-files | answers 6 | Files hold nothing that Arrow cannot.
SELECT born, seen, ratio FROM east.cases.strange;

-- masked-by-expression-alone | answers 6 | A NaN below an expression that shows NULL in its place, computed at the source.
SELECT id, bonus FROM north.desk.strange;

# The gateway evaluates a rule with a mapping table itself, over rows that it has fetched, those that the rule hides among them.

-- mapped-infinite-date | answers 6 | An infinite date in a hidden row of PostgreSQL.
SELECT born FROM north.cases.strange;

-- mapped-infinite-timestamp | answers 6 | An infinite point in time.
SELECT seen FROM north.cases.strange;

-- mapped-nan | answers 6 | A NaN in a decimal.
SELECT amount FROM north.cases.strange;

-- mapped-zero-date | answers 6 | A zero date in a hidden row of MariaDB.
SELECT born FROM south.cases.strange;

-- mapped-boolean | answers 3 | Another number than 0 and 1 in a boolean.
SELECT id FROM south.cases.strange WHERE flag;

# Where a hash is among the columns, the gateway computes all masks itself, over raw values that it has fetched.

-- masked-nan-beside-hash | answers 6 | A NaN below an expression that shows NULL in its place.
SELECT id, email, bonus FROM north.desk.strange;

# The types of a CSV file follow from all of its rows, so that the table does not exist for those from whom some are hidden.

-- csv-type | NOT_FOUND | A hidden text in a column of numbers.
SELECT code FROM east.sheets.sheet;

-- csv-type-in-metadata | answers 0 | The same in metadata.
SELECT data_type FROM information_schema.columns WHERE table_name = 'sheet' AND column_name = 'code';

-- csv-type-in-calls | answers 0 | The same in a call for metadata.
\call tables - east.sheets sheet
