"""Libraries that turn a result into something of their own."""

import datetime

import duckdb
import ibis
import pandas
import polars
import pytest

from gateway import connect

BUSIEST = (
    "SELECT carrier, COUNT(*) AS n, MAX(flight_date) AS latest, AVG(departure_delay) AS delay"
    " FROM operations.flights.flights GROUP BY carrier ORDER BY n DESC LIMIT 3"
)
ORIGINS = "SELECT origin, distance FROM operations.flights.flights"
# Counted in the demo's Parquet file.
FLIGHTS = {"EWR": 120835, "JFK": 111279, "LGA": 104662}


@pytest.fixture
def connection():
    with connect("otto") as opened:
        yield opened


def test_polars_reads_a_query(connection):
    frame = polars.read_database(BUSIEST, connection)
    assert frame["carrier"].to_list() == ["UA", "B6", "EV"]
    assert frame["n"].to_list() == [58665, 54635, 54173]
    assert frame["latest"].dtype == polars.Date


def test_polars_passes_parameters(connection):
    frame = polars.read_database(
        "SELECT name FROM fleet.aircraft.airlines WHERE carrier = ?",
        connection,
        execute_options={"parameters": ["UA"]},
    )
    assert frame.rows() == [("United Air Lines Inc.",)]


def test_polars_reads_in_batches(connection):
    batches = polars.read_database(ORIGINS, connection, iter_batches=True, batch_size=50_000)
    assert sum(batch.height for batch in batches) == sum(FLIGHTS.values())


def test_pandas_reads_a_query(connection):
    frame = pandas.read_sql(BUSIEST, connection)
    assert frame["carrier"].tolist() == ["UA", "B6", "EV"]
    assert frame["n"].tolist() == [58665, 54635, 54173]
    assert frame["latest"].tolist() == [datetime.date(2013, 12, 31)] * 3


def test_pandas_keeps_arrow_types_if_asked(connection):
    frame = pandas.read_sql(BUSIEST, connection, dtype_backend="pyarrow")
    assert [str(kind) for kind in frame.dtypes] == [
        "string[pyarrow]",
        "int64[pyarrow]",
        "date32[day][pyarrow]",
        "double[pyarrow]",
    ]


def test_pandas_reads_a_table_of_the_session_schema(connection):
    connection.adbc_current_db_schema = "fleet.aircraft"
    assert pandas.read_sql_table("airlines", connection).shape == (16, 2)


def test_pandas_has_no_parameters_for_adbc(connection):
    # A gap of pandas; a version that closes it should show here.
    with pytest.raises(NotImplementedError, match="params"):
        pandas.read_sql(BUSIEST, connection, params=["UA"])


def test_duckdb_reads_the_stream(connection):
    with connection.cursor() as cursor:
        cursor.execute(ORIGINS)
        flights = cursor.fetch_record_batch()
        counted = duckdb.sql("SELECT origin, COUNT(*) FROM flights GROUP BY ALL").fetchall()
    assert dict(counted) == FLIGHTS
    del flights


def test_ibis_reads_the_table(connection):
    with connection.cursor() as cursor:
        cursor.execute(ORIGINS)
        flights = ibis.memtable(cursor.fetch_arrow_table())
    counted = flights.group_by("origin").agg(n=flights.count()).to_pyarrow().to_pylist()
    assert {row["origin"]: row["n"] for row in counted} == FLIGHTS
