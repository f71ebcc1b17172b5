"""Plain Flight from pyarrow: SQL text as a descriptor, and Flight SQL commands as protobuf bytes."""

import pyarrow
import pyarrow.flight
import pytest
from pyarrow.flight import FlightCallOptions, FlightDescriptor

from gateway import ENDLESS, PORT, flight_client, password


@pytest.fixture(scope="module")
def otto():
    return flight_client("otto")


def read(client, options, command):
    info = client.get_flight_info(FlightDescriptor.for_command(command), options)
    assert len(info.endpoints) == 1
    assert info.endpoints[0].locations == []
    rows = client.do_get(info.endpoints[0].ticket, options).read_all()
    assert rows.schema.equals(info.schema)
    return rows


def delimited(number, content):
    """A protobuf field of bytes, text or a message."""
    size = len(content)
    length = bytearray()
    while size > 127:
        length.append(size & 127 | 128)
        size >>= 7
    length.append(size)
    return bytes([number << 3 | 2]) + bytes(length) + content


def command(name, body=b""):
    """A Flight SQL command, packed as google.protobuf.Any."""
    url = f"type.googleapis.com/arrow.flight.protocol.sql.{name}"
    return delimited(1, url.encode()) + delimited(2, body)


def test_sql_text_is_taken():
    client, options = flight_client("uma")
    rows = read(client, options, b"SELECT carrier, name FROM fleet.aircraft.airlines")
    assert rows.num_rows == 16


def test_statement_of_flight_sql_is_taken(otto):
    rows = read(*otto, command("CommandStatementQuery", delimited(1, b"SELECT 1 AS a")))
    assert rows.to_pylist() == [{"a": 1}]


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("CommandGetCatalogs", ["catalog_name"]),
        ("CommandGetDbSchemas", ["catalog_name", "db_schema_name"]),
        ("CommandGetTables", ["catalog_name", "db_schema_name", "table_name", "table_type"]),
        ("CommandGetTableTypes", ["table_type"]),
        ("CommandGetSqlInfo", ["info_name", "value"]),
    ],
)
def test_metadata_has_the_columns_of_the_specification(otto, name, columns):
    rows = read(*otto, command(name))
    assert rows.schema.names == columns
    assert rows.num_rows > 0


def test_prepared_statement_is_made_described_read_and_closed(otto):
    client, options = otto
    request = command("ActionCreatePreparedStatementRequest", delimited(1, b"SELECT 7 AS a"))
    [answer] = client.do_action(("CreatePreparedStatement", request), options)
    # Any(type_url, value): the handle is the first field of the value.
    content = answer.body.to_pybytes()
    marker = content.index(b"ActionCreatePreparedStatementResult") + 35
    result = skip_header(content, marker)
    handle = first_field(result)
    query = command("CommandPreparedStatementQuery", delimited(1, handle))
    assert read(client, options, query).to_pylist() == [{"a": 7}]
    assert client.get_schema(FlightDescriptor.for_command(query), options).schema.names == ["a"]
    close = command("ActionClosePreparedStatementRequest", delimited(1, handle))
    assert list(client.do_action(("ClosePreparedStatement", close), options)) == []


def length_at(content, position):
    size = shift = 0
    while True:
        byte = content[position]
        size |= (byte & 127) << shift
        position += 1
        shift += 7
        if byte < 128:
            return size, position


def skip_header(content, position):
    """What is in the field that begins at a position."""
    size, start = length_at(content, position + 1)
    return content[start : start + size]


def first_field(message):
    assert message[0] == 1 << 3 | 2
    return skip_header(message, 0)


def test_schema_is_told_without_a_ticket(otto):
    client, options = otto
    result = client.get_schema(FlightDescriptor.for_command(b"SELECT 1 AS a, 'x' AS b"), options)
    assert result.schema.types == [pyarrow.int32(), pyarrow.string()]


def test_actions_are_listed(otto):
    client, options = otto
    assert {action.type for action in client.list_actions(options)} >= {
        "CreatePreparedStatement",
        "ClosePreparedStatement",
        "CancelFlightInfo",
        "SetSessionOptions",
    }


def test_flights_are_not_listed_but_asking_is_no_error(otto):
    client, options = otto
    assert list(client.list_flights(options=options)) == []


def test_unknown_headers_are_ignored_and_a_schema_is_taken(otto):
    client, _ = otto
    login = client.authenticate_basic_token("otto", password("otto"))
    headers = [login, (b"schema", b"fleet.aircraft"), (b"x-trace", b"1"), (b"x-trace", b"2")]
    rows = read(client, FlightCallOptions(headers=headers), b"SELECT COUNT(*) AS n FROM airlines")
    assert rows.to_pylist() == [{"n": 16}]


def test_cancel_ends_a_stream(otto):
    client, options = otto
    info = client.get_flight_info(FlightDescriptor.for_command(ENDLESS.encode()), options)
    reader = client.do_get(info.endpoints[0].ticket, options)
    assert reader.read_chunk().data.num_rows > 0
    reader.cancel()
    with pytest.raises(pyarrow.flight.FlightCancelledError):
        while True:
            reader.read_chunk()


def test_deadline_of_the_client_is_kept(otto):
    client, _ = otto
    login = client.authenticate_basic_token("otto", password("otto"))
    options = FlightCallOptions(timeout=1.0, headers=[login])
    info = client.get_flight_info(FlightDescriptor.for_command(ENDLESS.encode()), options)
    with pytest.raises(pyarrow.flight.FlightTimedOutError):
        client.do_get(info.endpoints[0].ticket, options).read_all()


def test_wrong_password_and_wrong_token_are_refused():
    client = pyarrow.flight.FlightClient(f"grpc+tcp://localhost:{PORT}")
    descriptor = FlightDescriptor.for_command(b"SELECT 1 AS a")
    with pytest.raises(pyarrow.flight.FlightUnauthenticatedError, match="password is wrong"):
        client.authenticate_basic_token("otto", "wrong")
    with pytest.raises(pyarrow.flight.FlightUnauthenticatedError, match="Log in"):
        client.get_flight_info(descriptor)
    with pytest.raises(pyarrow.flight.FlightUnauthenticatedError, match="token is not valid"):
        forged = FlightCallOptions(headers=[(b"authorization", b"Bearer forged")])
        client.get_flight_info(descriptor, forged)


def test_ticket_of_somebody_else_is_not_found(otto):
    client, options = otto
    info = client.get_flight_info(FlightDescriptor.for_command(b"SELECT 1 AS a"), options)
    other, login = flight_client("uma")
    with pytest.raises(KeyError, match="no such ticket"):
        other.do_get(info.endpoints[0].ticket, login).read_all()


@pytest.mark.parametrize(
    ("sql", "error", "text"),
    [
        (b"SELEC 1", pyarrow.ArrowInvalid, "SYNTAX_ERROR"),
        (b"SELECT * FROM a.b.c", pyarrow.ArrowKeyError, "NOT_FOUND"),
        (b"SELECT 1 / 0 AS a", pyarrow.ArrowInvalid, "DIVISION_BY_ZERO"),
        (command("CommandStatementSubstraitPlan"), NotImplementedError, "UNSUPPORTED"),
    ],
)
def test_errors_have_class_and_cause(otto, sql, error, text):
    with pytest.raises(error, match=text):
        read(*otto, sql)


def test_path_is_refused_with_what_would_work(otto):
    client, options = otto
    with pytest.raises(pyarrow.ArrowInvalid, match="send a Flight SQL command or SQL text"):
        client.get_flight_info(FlightDescriptor.for_path("fleet", "aircraft"), options)
