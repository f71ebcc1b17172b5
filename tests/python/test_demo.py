"""What the two users of the demo see, asked through ADBC."""

import adbc_driver_manager
import pyarrow
import pyarrow.compute
import pytest

from gateway import connect, table


def test_auditor_sees_every_flight():
    rows = table("otto", "SELECT COUNT(*) AS n FROM operations.flights.flights")
    assert rows.schema.field("n").type == pyarrow.int64()
    assert rows.column("n").to_pylist() == [336776]


def test_analyst_sees_one_carrier_and_no_tail_number():
    rows = table(
        "uma",
        "SELECT carrier, COUNT(*) AS n, MAX(CHAR_LENGTH(tail_number)) AS longest"
        " FROM operations.flights.flights GROUP BY carrier",
    )
    assert rows.column("carrier").to_pylist() == ["UA"]
    assert rows.column("n").to_pylist() == [58665]
    assert rows.column("longest").to_pylist() == [64]


def test_join_across_three_stores():
    rows = table(
        "otto",
        "SELECT a.name, COUNT(*) AS n FROM operations.flights.flights AS f"
        " JOIN fleet.aircraft.airlines AS a ON a.carrier = f.carrier"
        " JOIN weather.observations.hourly AS w ON w.origin = f.origin AND w.time_hour = f.time_hour"
        " GROUP BY a.name ORDER BY n DESC",
    )
    assert rows.num_rows == 16
    assert sum(rows.column("n").to_pylist()) == 335220


def test_large_result_arrives_whole():
    rows = table("otto", "SELECT flight_date, origin, distance FROM operations.flights.flights")
    assert rows.num_rows == 336776
    assert pyarrow.compute.sum(rows.column("distance")).as_py() == 350217607


def test_unknown_table_is_told():
    with pytest.raises(adbc_driver_manager.Error, match="nowhere"):
        table("uma", "SELECT * FROM operations.flights.nowhere")


def test_wrong_password_is_refused():
    with pytest.raises(adbc_driver_manager.Error):
        with connect("uma", "wrong") as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1")


def test_tables_are_listed():
    with connect("uma") as connection:
        objects = connection.adbc_get_objects(depth="tables").read_all().to_pylist()
    names = {
        (schema["db_schema_name"], found["table_name"])
        for catalog in objects
        for schema in catalog["catalog_db_schemas"]
        for found in schema["db_schema_tables"]
    }
    assert ("operations.flights", "flights") in names
    assert ("insights.delays", "daily_delays") in names
