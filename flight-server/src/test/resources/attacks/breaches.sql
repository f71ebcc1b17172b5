# Attacks that succeed: each tells the two meshes apart. The test says so when one does not any more.

# The gateway evaluates a rule with a mapping table itself. The rows that it hides are fetched for that, and a value among them that Arrow
# cannot hold fails the query.

-- mapped-infinite-date | breach: answers 6 | An infinite date in a hidden row of PostgreSQL.
SELECT born FROM north.cases.strange;

-- mapped-infinite-timestamp | breach: answers 6 | An infinite point in time.
SELECT seen FROM north.cases.strange;

-- mapped-nan | breach: answers 6 | A NaN in a decimal.
SELECT amount FROM north.cases.strange;

-- mapped-zero-date | breach: answers 6 | A zero date in a hidden row of MariaDB.
SELECT born FROM south.cases.strange;

-- mapped-boolean | breach: answers 3 | Another number than 0 and 1 in a boolean.
SELECT id FROM south.cases.strange WHERE flag;

# Where a hash is among the columns, the gateway computes all masks itself, over raw values that it has fetched.

-- masked-nan-beside-hash | breach: answers 6 | A NaN below an expression that shows NULL in its place.
SELECT id, email, bonus FROM north.desk.strange;

# The types of a CSV file follow from all of its rows.

-- csv-type | breach: answers 2 | A hidden text in a column of numbers.
SELECT code FROM east.sheets.sheet;

-- csv-type-in-metadata | breach: answers 1 | The same in metadata.
SELECT data_type FROM information_schema.columns WHERE table_name = 'sheet' AND column_name = 'code';

-- csv-type-in-calls | breach: answers 1 | The same in a call for metadata.
\call tables - east.sheets sheet
