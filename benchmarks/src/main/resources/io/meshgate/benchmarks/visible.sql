-- What the policies of tpch.narrow let an analyst see, said once more in plain SQL.
CREATE SCHEMA visible;
CREATE TABLE visible.region AS SELECT * REPLACE (NULL::VARCHAR AS r_comment) FROM region;
CREATE TABLE visible.nation AS SELECT * REPLACE (NULL::VARCHAR AS n_comment) FROM nation;
CREATE TABLE visible.supplier AS SELECT * REPLACE (
    'XXXX' || right(s_phone, 4) AS s_phone,
    round(s_acctbal, 0)::DECIMAL(15, 2) AS s_acctbal) FROM supplier;
CREATE TABLE visible.customer AS SELECT * REPLACE (
    'XXXX' AS c_address,
    left(c_phone, 4) || 'XXXX' AS c_phone) FROM customer WHERE c_acctbal >= 0;
CREATE TABLE visible.part AS SELECT * REPLACE (NULL::VARCHAR AS p_comment) FROM part;
CREATE TABLE visible.partsupp AS SELECT * REPLACE (NULL::VARCHAR AS ps_comment) FROM partsupp;
CREATE TABLE visible.orders AS SELECT * REPLACE (NULL::VARCHAR AS o_clerk)
    FROM orders WHERE o_orderdate < DATE '1998-01-01';
CREATE TABLE visible.lineitem AS SELECT * REPLACE ('XXXX' AS l_comment) FROM lineitem WHERE l_tax < 0.08;
