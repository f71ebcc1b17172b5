"""ADBC's DB-API: parameters, NULL, types of results, errors and cancel."""

import datetime
import decimal
import threading

import adbc_driver_manager
import pyarrow
import pytest

from gateway import ADDRESS, ENDLESS, connect, flight_sql, password, table

UTC = datetime.timezone.utc


@pytest.mark.parametrize(
    ("sql_type", "value"),
    [
        ("BOOLEAN", True),
        ("SMALLINT", -7),
        ("INTEGER", 2**31 - 1),
        ("BIGINT", -(2**63)),
        ("REAL", 0.5),
        ("DOUBLE", 0.1),
        ("DECIMAL(38, 3)", decimal.Decimal("12345678901234567890.123")),
        ("VARCHAR", "Grüße 'x' -- ; \u4e16"),
        ("VARCHAR", ""),
        ("DATE", datetime.date(1969, 7, 20)),
        ("TIME", datetime.time(13, 14, 15, 678901)),
        ("TIMESTAMP", datetime.datetime(1969, 7, 20, 20, 17, 40, 123456)),
    ],
)
def test_parameter_comes_back_as_it_was_sent(sql_type, value):
    rows = table("otto", f"SELECT CAST(? AS {sql_type}) AS x", [value])
    assert rows.column("x").to_pylist() == [value]


@pytest.mark.parametrize(
    "sql_type",
    ["BOOLEAN", "INTEGER", "BIGINT", "DOUBLE", "DECIMAL(10, 2)", "VARCHAR", "DATE", "TIME", "TIMESTAMP"],
)
def test_parameter_can_be_null(sql_type):
    rows = table("otto", f"SELECT CAST(? AS {sql_type}) AS x", [None])
    assert rows.column("x").to_pylist() == [None]


@pytest.mark.parametrize(
    ("condition", "parameters", "carriers"),
    [
        ("carrier = ?", ["UA"], ["UA"]),
        ("carrier LIKE ?", ["U%"], ["UA", "US"]),
        ("carrier IN (?, ?)", ["UA", "AA"], ["AA", "UA"]),
        ("carrier BETWEEN ? AND ? AND name <> ?", ["A", "B", "Alaska Airlines Inc."], ["AA"]),
        ("carrier = ?", ["' OR 1 = 1 -- "], []),
    ],
)
def test_parameters_filter_in_the_store(condition, parameters, carriers):
    rows = table(
        "otto",
        f"SELECT carrier FROM fleet.aircraft.airlines WHERE {condition} ORDER BY carrier",
        parameters,
    )
    assert rows.column("carrier").to_pylist() == carriers


def test_statement_runs_again_with_other_parameters():
    with connect("otto") as connection, connection.cursor() as cursor:
        found = []
        for carrier in ["UA", "AA", "UA"]:
            cursor.execute("SELECT name FROM fleet.aircraft.airlines WHERE carrier = ?", [carrier])
            found += cursor.fetchall()
    assert found == [
        ("United Air Lines Inc.",),
        ("American Airlines Inc.",),
        ("United Air Lines Inc.",),
    ]


def test_prepared_statement_tells_its_parameters():
    with connect("otto") as connection, connection.cursor() as cursor:
        schema = cursor.adbc_prepare(
            "SELECT name FROM fleet.aircraft.airlines"
            " WHERE carrier = ? AND CAST(? AS DATE) > DATE '2013-01-01'"
        )
    assert schema.types == [pyarrow.string(), pyarrow.date32()]
    assert all(field.nullable for field in schema)


@pytest.mark.parametrize(
    ("expression", "arrow_type", "value"),
    [
        ("TRUE", pyarrow.bool_(), True),
        ("CAST(-8 AS TINYINT)", pyarrow.int8(), -8),
        ("CAST(-8 AS SMALLINT)", pyarrow.int16(), -8),
        ("CAST(-8 AS INTEGER)", pyarrow.int32(), -8),
        ("CAST(-8 AS BIGINT)", pyarrow.int64(), -8),
        ("CAST(0.5 AS REAL)", pyarrow.float32(), 0.5),
        ("CAST(0.1 AS DOUBLE)", pyarrow.float64(), 0.1),
        ("CAST(1.5 AS DECIMAL(20, 3))", pyarrow.decimal128(20, 3), decimal.Decimal("1.500")),
        ("'Grüße'", pyarrow.string(), "Grüße"),
        ("CAST('ab' AS VARBINARY)", pyarrow.binary(), b"ab"),
        ("DATE '1969-07-20'", pyarrow.date32(), datetime.date(1969, 7, 20)),
        ("TIME '01:02:03'", pyarrow.time64("us"), datetime.time(1, 2, 3)),
        (
            "TIMESTAMP '1969-07-20 20:17:40.123456'",
            pyarrow.timestamp("us"),
            datetime.datetime(1969, 7, 20, 20, 17, 40, 123456),
        ),
        (
            "CAST(TIMESTAMP '2026-02-28 01:02:03' AS TIMESTAMP WITH LOCAL TIME ZONE)",
            pyarrow.timestamp("us", "UTC"),
            datetime.datetime(2026, 2, 28, 1, 2, 3, tzinfo=UTC),
        ),
    ],
)
def test_sql_type_arrives_as_arrow_type(expression, arrow_type, value):
    rows = table("otto", f"SELECT {expression} AS x, NULLIF({expression}, {expression}) AS n")
    assert rows.schema.types == [arrow_type, arrow_type]
    assert rows.to_pylist() == [{"x": value, "n": None}]


def test_result_without_rows_has_its_schema():
    rows = table("otto", "SELECT flight_date, distance FROM operations.flights.flights WHERE 1 = 0")
    assert rows.num_rows == 0
    assert rows.schema.types == [pyarrow.date32(), pyarrow.int16()]


def test_result_can_be_read_in_parts():
    with connect("otto") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT distance FROM operations.flights.flights")
        reader = cursor.fetch_record_batch()
        sizes = [batch.num_rows for batch in reader]
    assert sum(sizes) == 336776
    assert len(sizes) > 1


def test_rows_are_tuples_with_descriptions():
    with connect("otto") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT carrier, name FROM fleet.aircraft.airlines ORDER BY carrier")
        assert [column[0] for column in cursor.description] == ["carrier", "name"]
        assert cursor.fetchone() == ("9E", "Endeavor Air Inc.")
        assert [row[0] for row in cursor.fetchmany(2)] == ["AA", "AS"]
        assert len(cursor.fetchall()) == 13


@pytest.mark.parametrize(
    ("sql", "error", "code", "text"),
    [
        ("SELEC 1", "ProgrammingError", "INVALID_ARGUMENT", "SYNTAX_ERROR"),
        ("SELECT 1 AS a; SELECT 2 AS a", "ProgrammingError", "INVALID_ARGUMENT", "one statement"),
        ("SELECT * FROM a.b.c", "ProgrammingError", "NOT_FOUND", "Table 'a.b.c' not found"),
        (
            "SELECT nmae FROM fleet.aircraft.airlines",
            "ProgrammingError",
            "NOT_FOUND",
            "columns here are carrier, name",
        ),
        ("SELECT 1 / 0 AS x", "ProgrammingError", "INVALID_ARGUMENT", "DIVISION_BY_ZERO"),
        ("SELECT CAST('a' AS INTEGER) AS x", "ProgrammingError", "INVALID_ARGUMENT", "INVALID_VALUE"),
        ("DROP TABLE fleet.aircraft.airlines", "ProgrammingError", "INVALID_ARGUMENT", "READ_ONLY"),
        ("DELETE FROM fleet.aircraft.airlines", "ProgrammingError", "INVALID_ARGUMENT", "READ_ONLY"),
    ],
)
def test_error_has_class_code_and_cause(sql, error, code, text):
    with pytest.raises(adbc_driver_manager.Error) as raised:
        table("otto", sql)
    assert type(raised.value).__name__ == error
    assert raised.value.status_code.name == code
    assert text in str(raised.value)


def test_login_failure_has_its_own_code():
    with pytest.raises(adbc_driver_manager.Error) as raised:
        with connect("uma", "wrong") as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1 AS a")
    assert raised.value.status_code == adbc_driver_manager.AdbcStatusCode.UNAUTHENTICATED
    assert "The user name or the password is wrong" in str(raised.value)


def test_gateway_that_is_not_there_is_an_operational_error():
    with pytest.raises(adbc_driver_manager.OperationalError, match="refused"):
        with flight_sql.connect("grpc://localhost:1", autocommit=True) as connection:
            connection.cursor().execute("SELECT 1 AS a")


def test_parameters_of_several_rows_give_the_results_of_all():
    with connect("otto") as connection, connection.cursor() as cursor:
        cursor.adbc_statement.set_sql_query(
            "SELECT name FROM fleet.aircraft.airlines WHERE carrier = ?"
        )
        cursor.adbc_statement.prepare()
        cursor.adbc_statement.bind(pyarrow.record_batch({"carrier": ["UA", "AA", None, "UA"]}))
        stream, _ = cursor.adbc_statement.execute_query()
        found = pyarrow.RecordBatchReader.from_stream(stream).read_all()
    united, american = "United Air Lines Inc.", "American Airlines Inc."
    assert found.column("name").to_pylist() == [united, american, united]


def test_parameter_without_a_type_is_text():
    assert table("otto", "SELECT ? AS a", ["x"]).to_pylist() == [{"a": "x"}]


def test_parameter_whose_type_cannot_be_known_asks_for_a_cast():
    with pytest.raises(adbc_driver_manager.ProgrammingError, match=r"CAST\(\? AS VARCHAR\)"):
        table("otto", "SELECT UPPER(?) AS a, ? IS NULL AS b", ["x", "y"])


def test_default_schema_can_be_set_and_taken_back():
    with connect("otto") as connection:
        connection.adbc_current_db_schema = "fleet.aircraft"
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) AS n FROM airlines")
            assert cursor.fetchone() == (16,)
        connection.adbc_connection.set_options(**{"adbc.connection.db_schema": ""})
        with connection.cursor() as cursor:
            with pytest.raises(adbc_driver_manager.ProgrammingError, match="'airlines' not found"):
                cursor.execute("SELECT COUNT(*) AS n FROM airlines")


def test_too_many_parameters_are_refused():
    with pytest.raises(adbc_driver_manager.ProgrammingError, match="1 parameters, but 2 were given"):
        table("otto", "SELECT CAST(? AS INTEGER) AS a", [1, 2])


def test_parameter_without_sql_type_is_refused():
    with pytest.raises(adbc_driver_manager.NotSupportedError, match="send text instead"):
        table("otto", "SELECT CAST(? AS VARCHAR) AS a", [[1, 2]])


def test_upload_is_refused():
    with connect("otto") as connection, connection.cursor() as cursor:
        with pytest.raises(adbc_driver_manager.ProgrammingError, match="READ_ONLY"):
            cursor.adbc_ingest("t", pyarrow.table({"a": [1]}))


def test_transactions_are_missing_and_autocommit_warns():
    login = {"username": "otto", "password": password("otto")}
    with pytest.warns(adbc_driver_manager.dbapi.Warning, match="Cannot disable autocommit"):
        with flight_sql.connect(ADDRESS, db_kwargs=login) as connection:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 AS a")
                assert cursor.fetchall() == [(1,)]


def test_cancel_ends_a_result_that_is_being_read():
    with connect("otto") as connection, connection.cursor() as cursor:
        cursor.execute(ENDLESS)
        assert cursor.fetchone() is not None
        cursor.adbc_cancel()
        with pytest.raises(adbc_driver_manager.OperationalError) as raised:
            cursor.fetchall()
        assert raised.value.status_code == adbc_driver_manager.AdbcStatusCode.CANCELLED


def test_cancel_from_another_thread_ends_a_query_without_rows():
    sql = ENDLESS.replace("> 3", "< 0")
    with connect("otto") as connection, connection.cursor() as cursor:
        outcome = []

        def read():
            try:
                cursor.execute(sql)
                outcome.append(cursor.fetchall())
            except adbc_driver_manager.Error as error:
                outcome.append(error.status_code)

        reader = threading.Thread(target=read)
        reader.start()
        # A cancel before the statement has begun is without effect, so it is repeated.
        while reader.is_alive():
            cursor.adbc_cancel()
            reader.join(0.05)
    assert outcome == [adbc_driver_manager.AdbcStatusCode.CANCELLED]


def test_connections_of_many_threads_do_not_mix_their_rows():
    carriers = ["UA", "AA", "DL", "B6", "EV", "WN", "US", "9E", "MQ", "AS"]
    found = {}

    def ask(carrier):
        with connect("otto") as connection, connection.cursor() as cursor:
            for _ in range(5):
                cursor.execute(
                    "SELECT carrier FROM fleet.aircraft.airlines WHERE carrier = ?", [carrier]
                )
                found.setdefault(carrier, []).extend(cursor.fetchall())

    threads = [threading.Thread(target=ask, args=[carrier]) for carrier in carriers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {carrier: [(carrier,)] * 5 for carrier in carriers}
