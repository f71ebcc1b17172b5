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
