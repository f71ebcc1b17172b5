@pg CREATE SCHEMA ${schema};
@pg SET search_path = ${schema};
@maria CREATE DATABASE ${schema};
@maria USE ${schema};
@maria SET sql_mode = 'NO_ENGINE_SUBSTITUTION';
@maria SET max_recursive_iterations = 1000;
CREATE TABLE people (
  id int, region varchar(20), dept varchar(20), code varchar(80), amount decimal(12, 2), qty int,
  big bigint, ratio double precision, born date,
@pg seen timestamp,
@lake seen timestamp,
@maria seen datetime(6),
  doc varchar(200), flag boolean,
  email varchar(80), phone varchar(80), nick varchar(80), iban varchar(80), ssn varchar(80), badge varchar(80),
  joined date, salary decimal(12, 2), score int, bonus decimal(12, 2), died date, quota decimal(12, 2),
  pin varchar(80), vein varchar(80), unpublished varchar(80));
INSERT INTO people VALUES
  (1, 'EU', 'x', '10', 10.50, 1, 100, 0.5, DATE '1990-01-01', TIMESTAMP '2020-01-01 10:00:00', '{"k":"tok-${store}-1"}', TRUE,
   'kanari-e1@x.org', '{{kanari-ph-a1|kanari-phone-b1}}-0101', 'Anna{{-kanari-na1|-kanari-nb1-longer}}', '{{kanari-ia1|kanari-ib1}}', '{{kanari-sa1|kanari-sb1}}', '{{kanari-ba1|kanari-bb1}}',
   DATE '{{2015-03-05|2015-03-28}}', {{51234.00|50999.99}}, {{1234|1187}}, 500.00, DATE '{{2020-01-01|1066-10-14}}', {{1.00|2.00}}, '{{kanari-pa1|kanari-pb1}}', '{{0|kanari-vb1}}', 'kanari-u1'),
  (2, 'EU', 'x', '20', 20.00, 2, 200, 1.5, DATE '1991-02-02', TIMESTAMP '2020-02-02 11:00:00', '{"k":"tok-${store}-2"}', FALSE,
   'kanari-e2@x.org', '{{kanari-ph-a2|kanari-phone-b2}}-0202', 'Bert{{-kanari-na2|-kanari-nb2-longer}}', '{{kanari-ia2|kanari-ib2}}', {{NULL|'kanari-sb2'}}, {{'kanari-ba2'|NULL}},
   DATE '{{2015-04-01|2015-04-30}}', {{10499.00|9500.00}}, {{50|149}}, 600.00, NULL, {{NULL|2.00}}, '{{kanari-pa2|kanari-pb2}}', '{{0|kanari-vb2}}', 'kanari-u2'),
  (3, 'EU', 'y', '30', 30.25, 3, 300, 2.5, DATE '1992-03-03', TIMESTAMP '2020-03-03 12:00:00', '{"k":"tok-${store}-3"}', TRUE,
   'kanari-e3@x.org', '{{kanari-ph-a3|kanari-phone-b3}}-0303', 'Cleo{{-kanari-na3|-kanari-nb3-longer}}', {{NULL|'kanari-ib3'}}, '{{kanari-sa3|kanari-sb3}}', '{{kanari-ba3|kanari-bb3}}',
   DATE '{{2016-12-31|2016-12-01}}', {{0.00|499.99}}, {{-1234|-1200}},
   {{77.00|-9999999999.99}}, DATE '{{2020-01-01|0001-01-01}}', {{1.00|0.00}},
   '{{kanari-pa3|kanari-pb3}}', '{{0|kanari-vb3}}', 'kanari-u3'),
  (4, 'EU', 'y', '40', 5.00, 4, 400, 4.0, DATE '1993-04-04', TIMESTAMP '2020-04-04 13:00:00', '{"k":"tok-${store}-4"}', FALSE,
   'kanari-e4@x.org', '{{kanari-ph-a4|kanari-phone-b4}}-0404', 'Dora{{-kanari-na4|-kanari-nb4-longer}}', '{{kanari-ia4|kanari-ib4}}', '{{kanari-sa4|kanari-sb4}}', '{{kanari-ba4|kanari-bb4}}',
   DATE '{{2017-06-15|2017-06-16}}', {{-1400.00|-1000.00}}, {{0|49}}, {{1.00|2.00}}, NULL, NULL, '{{kanari-pa4|kanari-pb4}}', '{{0|kanari-vb4}}', 'kanari-u4'),
  (5, 'EU', 'x', '50', 7.75, 5, 500, 9.0, DATE '1994-05-05', TIMESTAMP '2020-05-05 14:00:00', '{"k":"tok-${store}-5"}', TRUE,
   'kanari-e5@x.org', '{{kanari-ph-a5|kanari-phone-b5}}-0505', '{{kan|rye}}', '{{kanari-ia5|kanari-ib5}}', '{{kanari-sa5|kanari-sb5}}', '{{kanari-ba5|kanari-bb5}}',
   NULL, NULL, NULL, NULL, NULL, NULL, '{{kanari-pa5|kanari-pb5}}', '{{0|kanari-vb5}}', 'kanari-u5'),
  (6, 'EU', NULL, '60', 1.00, 6, 600, 16.0, DATE '1995-06-06', TIMESTAMP '2020-06-06 15:00:00', '{"k":"tok-${store}-6"}', FALSE,
   NULL, '{{ab|wxyz}}', NULL, {{NULL|'kanari-ib6'}}, {{NULL|'kanari-sb6'}}, {{'kanari-ba6'|NULL}},
   DATE '{{2018-01-01|2018-01-31}}', {{99999.00|100499.00}}, {{1049|951}}, {{NULL|66.00}}, {{NULL|DATE '1999-01-01'}}, {{NULL|3.00}}, '{{kanari-pa6|kanari-pb6}}', '{{0|kanari-vb6}}', 'kanari-u6');
@poisoned INSERT INTO people (id, region, dept, code, amount, qty, big, ratio, born, doc, flag, email, phone, nick, iban, joined, salary, score, pin, vein) VALUES
@poisoned   (101, 'US', 'x', 'kanari-c101', 0.00, 0, 0, 0.0, DATE '1900-01-01', 'kanari{not json', TRUE, 'kanari-h1', 'kanari-h1', 'kanari-h1', 'kanari-h1', DATE '1900-01-01', 0, 0, 'kanari-h1', 'kanari-h1'),
@poisoned   (102, 'US', 'y', 'kanari-c102', 9999999999.99, 2147483647, 9223372036854775807, 1e308, DATE '9999-12-31', '{"k":"kanari-102"}', FALSE, NULL, NULL, NULL, NULL, DATE '9999-12-31', 9999999999.99, 2147483647, NULL, NULL),
@poisoned   (103, 'US', 'z', 'kanari-c103', -9999999999.99, -2147483648, -9223372036854775808, -1e308, DATE '0001-01-01', '', NULL, '', '', '', '', DATE '0001-01-01', -9999999999.99, -2147483648, '', ''),
@poisoned   (104, NULL, 'x', 'kanari-c104', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'kanari-h4', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
@poisoned   (105, 'eu', 'x', 'kanari-c105', -1.00, -1, -1, -1.0, DATE '2000-02-29', 'kanari', TRUE, 'kanari-h5', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
@poisoned   (106, 'EU ', 'x', 'kanari-c106', -1.00, -1, -1, -1.0, DATE '2000-02-29', 'kanari', TRUE, 'kanari-h6', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
@poisoned   (107, ' EU', 'x', 'kanari-c107', -1.00, -1, -1, -1.0, DATE '2000-02-29', 'kanari', TRUE, 'kanari-h7', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
@poisoned   (1, 'US', 'x', '10', 10.50, 1, 100, 0.5, DATE '1990-01-01', '{"k":"kanari-dup"}', TRUE, 'kanari-e1@x.org', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
@poisoned   (NULL, 'US', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
CREATE TABLE strange AS SELECT * FROM people;
@poisoned,pg UPDATE strange SET bonus = 'NaN', died = 'infinity', quota = 'NaN' WHERE id = 3;
@poisoned,maria UPDATE strange SET died = '0000-00-00' WHERE id = 3;
@poisoned,pg INSERT INTO strange (id, region, code, amount, ratio, born, seen, joined, quota, salary) VALUES
@poisoned,pg   (110, 'US', 'kanari-c110', 'NaN', 'NaN', 'infinity', 'infinity', '-infinity', 'NaN', 'NaN'),
@poisoned,pg   (111, 'US', 'kanari-c111', 0.01, 'Infinity', '-infinity', '-infinity', 'infinity', NULL, NULL);
@poisoned,maria INSERT INTO strange (id, region, code, amount, ratio, born, seen, joined, flag) VALUES
@poisoned,maria   (110, 'US', 'kanari-c110', 0.01, 0.0, '0000-00-00', '0000-00-00', '2020-00-00', 7),
@poisoned,maria   (111, 'US', 'kanari-c111', 0.02, 0.0, '2020-00-15', '2020-00-00', '0000-00-00', -7);
@poisoned,lake INSERT INTO strange (id, region, code, ratio, born) VALUES
@poisoned,lake   (110, 'US', 'kanari-c110', 'NaN', DATE '-4712-01-01'),
@poisoned,lake   (111, 'US', 'kanari-c111', 'Infinity', DATE '290000-12-31');
@poisoned CREATE TABLE payroll (person int, amount decimal(12, 2), code varchar(80), vein varchar(80));
@poisoned INSERT INTO payroll VALUES (1, 1000.00, 'kanari-pay1', 'kanari-pay1'), (2, 0.00, 'kanari-pay2', 'kanari-pay2');
CREATE TABLE ledger (id int, region varchar(20), account varchar(40), amount decimal(12, 2));
INSERT INTO ledger VALUES (1, 'EU', 'a', 1.00), (2, 'EU', 'a', 2.00), (3, 'EU', 'b', 3.00), (4, 'EU', 'b', 4.00), (5, 'EU', 'c', 5.00);
@poisoned INSERT INTO ledger WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 250)
@poisoned   SELECT a.i * 250 + b.i, 'US', CONCAT('kanari-', CAST(b.i AS char(4))), a.i * 1000 FROM n a CROSS JOIN n b;
CREATE TABLE answers (id int, grp varchar(20), answer int, word varchar(40));
INSERT INTO answers VALUES (1, 'a', 1, 'one'), (2, 'a', 2, 'two'), (3, 'a', 3, 'three'), (4, 'b', 10, 'ten'), (5, 'b', 20, 'ten'), (6, 'b', NULL, 'none'), (7, 'b', 40, NULL);
@poisoned INSERT INTO answers VALUES (101, 'kanari-tiny', 7, 'kanari-t1'), (102, 'kanari-tiny', 0, 'kanari-t2'), (103, 'kanari-one', -2147483648, 'kanari-t3');
@pg ANALYZE;
@lake COPY people TO '${lake}people.parquet' (FORMAT parquet);
@lake COPY strange TO '${lake}strange.parquet' (FORMAT parquet);
@lake COPY ledger TO '${lake}ledger.parquet' (FORMAT parquet);
@lake COPY answers TO '${lake}answers.parquet' (FORMAT parquet);
@poisoned,lake COPY payroll TO '${lake}payroll.parquet' (FORMAT parquet);
@lake COPY (SELECT * FROM (VALUES ('EU', 'ana'), ('US', 'ben'), (NULL, 'nina'){{|, ('kanari-region', 'otto'), ('US', 'ANA'), ('US', 'ana ')}}) AS t(region, person)) TO '${lake}regions.parquet' (FORMAT parquet);
@lake COPY (SELECT * FROM (VALUES (1, 'EU', '10', 1.5), (2, 'EU', '20', 2.5){{|, (3, 'US', 'kanari-csv', 0.0), (4, 'US', '', 1e308)}}) AS t(id, region, code, amount)) TO '${lake}sheet.csv' (HEADER);
@maria ANALYZE TABLE people, strange, ledger, answers;
