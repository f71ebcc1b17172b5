"""ADBC below the DB-API: what tools read to show schemas, and the options of a session."""

import adbc_driver_manager
import pyarrow
import pyarrow.flight
import pytest

from gateway import ADDRESS, PORT, connect, flight_sql, password

# What the contracts of the demo publish.
TABLES = {
    "fleet.aircraft": {"airlines": "TABLE", "planes": "TABLE"},
    "insights.delays": {"daily_delays": "VIEW"},
    "operations.flights": {"flights": "TABLE"},
    "reference.airports": {"airports": "TABLE"},
    "weather.observations": {"hourly": "TABLE"},
}


@pytest.fixture
def connection():
    with connect("otto") as opened:
        yield opened


def objects(connection, **arguments):
    """The tables of the schemas of data products; other schemas belong to the gateway."""
    catalogs = connection.adbc_get_objects(**arguments).read_all().to_pylist()
    assert [catalog["catalog_name"] for catalog in catalogs] == ["mesh"]
    return {
        schema["db_schema_name"]: schema["db_schema_tables"]
        for schema in catalogs[0]["catalog_db_schemas"]
        if "." in schema["db_schema_name"]
    }


def test_catalogs_have_no_schemas_at_that_depth(connection):
    catalogs = connection.adbc_get_objects(depth="catalogs").read_all().to_pylist()
    assert catalogs == [{"catalog_name": "mesh", "catalog_db_schemas": None}]


def test_schemas_are_the_data_products(connection):
    assert objects(connection, depth="db_schemas") == dict.fromkeys(TABLES)


def test_tables_have_their_types(connection):
    found = {
        schema: {table["table_name"]: table["table_type"] for table in tables}
        for schema, tables in objects(connection, depth="tables").items()
    }
    assert found == TABLES


def test_columns_have_types_and_positions(connection):
    schemas = objects(
        connection,
        depth="all",
        catalog_filter="me%",
        db_schema_filter="fleet%",
        table_name_filter="air_ines",
    )
    columns = schemas["fleet.aircraft"][0]["table_columns"]
    assert [
        (column["column_name"], column["ordinal_position"], column["xdbc_type_name"])
        for column in columns
    ] == [("carrier", 1, "VARCHAR"), ("name", 2, "VARCHAR")]


def test_columns_can_be_filtered(connection):
    schemas = objects(
        connection, depth="all", table_name_filter="flights", column_name_filter="%delay"
    )
    columns = schemas["operations.flights"][0]["table_columns"]
    assert [column["column_name"] for column in columns] == [
        "departure_delay",
        "arrival_delay",
    ]


def test_every_table_has_the_columns_of_its_own_result(connection):
    for schema, tables in objects(connection, depth="all").items():
        for table in tables:
            name = table["table_name"]
            with connection.cursor() as cursor:
                result = cursor.adbc_execute_schema(f'SELECT * FROM mesh."{schema}"."{name}"')
            listed = [column["column_name"] for column in table["table_columns"]]
            described = connection.adbc_get_table_schema(
                name, catalog_filter="mesh", db_schema_filter=schema
            )
            assert listed == result.names == described.names
            assert result.types == described.types


def test_table_types_can_be_filtered(connection):
    found = objects(connection, depth="tables", table_types_filter=["VIEW"])
    assert [table["table_name"] for tables in found.values() for table in tables] == [
        "daily_delays"
    ]
    assert {"TABLE", "VIEW"} <= set(connection.adbc_get_table_types())


def test_schema_of_a_table_that_is_not_there_is_an_error(connection):
    with pytest.raises(adbc_driver_manager.ProgrammingError) as raised:
        connection.adbc_get_table_schema("nowhere")
    assert raised.value.status_code == adbc_driver_manager.AdbcStatusCode.NOT_FOUND


def test_comments_of_the_contract_arrive(connection):
    schema = connection.adbc_get_table_schema("airlines", db_schema_filter="fleet.aircraft")
    metadata = schema.field("name").metadata
    assert metadata[b"ARROW:FLIGHT:SQL:REMARKS"] == b"Full name of the airline."
    assert metadata[b"ARROW:FLIGHT:SQL:SCHEMA_NAME"] == b"fleet.aircraft"


def test_info_names_the_gateway(connection):
    info = connection.adbc_get_info()
    assert info["vendor_name"] == "Meshgate"
    assert info["vendor_version"][0].isdigit()
    assert info["driver_name"] == "ADBC Flight SQL Driver - Go"


def test_schema_of_a_result_is_known_before_it_runs(connection):
    with connection.cursor() as cursor:
        schema = cursor.adbc_execute_schema("SELECT 1 / 0 AS a, 'x' AS b")
    assert schema.names == ["a", "b"]
    assert schema.types == [pyarrow.int32(), pyarrow.string()]


def test_partitions_are_read_on_another_connection(connection):
    with connection.cursor() as cursor:
        partitions, schema = cursor.adbc_execute_partitions(
            "SELECT carrier FROM fleet.aircraft.airlines"
        )
    assert schema.names == ["carrier"]
    rows = 0
    for partition in partitions:
        with connect("otto") as other, other.cursor() as cursor:
            cursor.adbc_read_partition(partition)
            rows += cursor.fetch_arrow_table().num_rows
    assert rows == 16


def test_partitions_of_somebody_else_cannot_be_read(connection):
    with connection.cursor() as cursor:
        partitions, _ = cursor.adbc_execute_partitions("SELECT 1 AS a")
    with connect("uma") as other, other.cursor() as cursor:
        with pytest.raises(adbc_driver_manager.ProgrammingError, match="no such ticket"):
            cursor.adbc_read_partition(partitions[0])


def test_schema_of_the_session_completes_names(connection):
    connection.adbc_current_db_schema = "fleet.aircraft"
    assert connection.adbc_current_db_schema == "fleet.aircraft"
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) AS n FROM airlines")
        assert cursor.fetchall() == [(16,)]


def test_session_of_one_connection_is_not_that_of_another(connection):
    connection.adbc_current_db_schema = "fleet.aircraft"
    with connect("otto") as other, other.cursor() as cursor:
        with pytest.raises(adbc_driver_manager.ProgrammingError, match="did you mean"):
            cursor.execute("SELECT COUNT(*) AS n FROM airlines")


def test_catalog_can_be_asked_and_set_to_itself_only(connection):
    assert connection.adbc_current_catalog == "mesh"
    connection.adbc_current_catalog = "mesh"
    with pytest.raises(adbc_driver_manager.ProgrammingError, match="catalog"):
        connection.adbc_current_catalog = "elsewhere"
    assert connection.adbc_current_catalog == "mesh"


def test_schema_can_be_a_header_of_every_call():
    options = {"adbc.flight.sql.rpc.call_header.schema": "fleet.aircraft"}
    with connect("otto", **options) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) AS n FROM airlines")
        assert cursor.fetchall() == [(16,)]


def test_token_of_one_login_serves_another_connection():
    client = pyarrow.flight.FlightClient(f"grpc+tcp://localhost:{PORT}")
    _, bearer = client.authenticate_basic_token("uma", password("uma"))
    options = {"adbc.flight.sql.authorization_header": bearer.decode()}
    with flight_sql.connect(ADDRESS, db_kwargs=options, autocommit=True) as connection:
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT carrier FROM operations.flights.flights")
            assert cursor.fetchall() == [("UA",)]
