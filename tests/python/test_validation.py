"""The ground that the validation suite of the ADBC drivers covers, as far as a gateway that only reads can.

Its cases write tables first; here values come as literals and as parameters instead. What is left out, and why, is in
docs/clients/python.md.
"""

import datetime
import decimal
import struct

import adbc_driver_manager
import pyarrow
import pytest

from gateway import connect, table

UTC = datetime.timezone.utc
MOMENT = datetime.datetime(1969, 12, 31, 23, 59, 58, 765432)
CLOCK = datetime.time(23, 59, 58, 765432)
HALF = pyarrow.array([-0.25], pyarrow.float16())


def in_unit(value, unit):
    """What is left of a clock or a moment in a unit."""
    keep = {"s": 0, "ms": value.microsecond // 1000 * 1000}.get(unit, value.microsecond)
    return value.replace(microsecond=keep)


BOUND = [
    ("VARBINARY", pyarrow.array([b"\x00\xffab"], pyarrow.binary())),
    ("VARBINARY", pyarrow.array([b"\x00\xffab"], pyarrow.large_binary())),
    ("VARBINARY", pyarrow.array([b"\x00\xffab"], pyarrow.binary(4))),
    ("VARBINARY", pyarrow.array([b"\x00\xff, longer than twelve bytes"], pyarrow.binary_view())),
    ("VARCHAR", pyarrow.array(["naïve 🦆"], pyarrow.string())),
    ("VARCHAR", pyarrow.array(["naïve 🦆"], pyarrow.large_string())),
    ("VARCHAR", pyarrow.array(["naïve 🦆, longer than twelve bytes"], pyarrow.string_view())),
    ("BOOLEAN", pyarrow.array([True])),
    ("DATE", pyarrow.array([datetime.date(1600, 2, 29)], pyarrow.date32())),
    ("DATE", pyarrow.array([datetime.date(1600, 2, 29)], pyarrow.date64())),
    ("DECIMAL(9, 4)", pyarrow.array([decimal.Decimal("-12345.6789")], pyarrow.decimal128(9, 4))),
    ("SMALLINT", pyarrow.array([-(2**15)], pyarrow.int16())),
    ("INTEGER", pyarrow.array([-(2**31)], pyarrow.int32())),
    ("BIGINT", pyarrow.array([2**63 - 1], pyarrow.int64())),
    ("REAL", HALF),
    ("REAL", pyarrow.array([1.0e-3], pyarrow.float32())),
    ("DOUBLE", pyarrow.array([-1.0e300], pyarrow.float64())),
    *[
        ("TIME", pyarrow.array([in_unit(CLOCK, unit)], make(unit)))
        for unit, make in [
            ("s", pyarrow.time32),
            ("ms", pyarrow.time32),
            ("us", pyarrow.time64),
            ("ns", pyarrow.time64),
        ]
    ],
    *[
        ("TIMESTAMP", pyarrow.array([in_unit(MOMENT, unit)], pyarrow.timestamp(unit)))
        for unit in ("s", "ms", "us", "ns")
    ],
    *[
        (
            "TIMESTAMP WITH LOCAL TIME ZONE",
            pyarrow.array([in_unit(MOMENT, unit).replace(tzinfo=UTC)], pyarrow.timestamp(unit, "UTC")),
        )
        for unit in ("s", "ms", "us", "ns")
    ],
]


def bound(sql, *columns):
    batch = pyarrow.record_batch(list(columns), [str(i) for i in range(len(columns))])
    with connect("otto") as connection, connection.cursor() as cursor:
        cursor.adbc_statement.set_sql_query(sql)
        cursor.adbc_statement.prepare()
        cursor.adbc_statement.bind(batch)
        stream, _ = cursor.adbc_statement.execute_query()
        return pyarrow.RecordBatchReader.from_stream(stream).read_all()


@pytest.mark.parametrize(("sql_type", "values"), BOUND, ids=lambda case: str(getattr(case, "type", case)))
def test_value_of_every_arrow_type_is_bound(sql_type, values):
    [value] = values.to_pylist()
    several = pyarrow.concat_arrays([values, pyarrow.nulls(1, values.type), values])
    rows = bound(f"SELECT CAST(? AS {sql_type}) AS res", several)
    assert [plain(found) for found in rows.column("res").to_pylist()] == [plain(value), None, plain(value)]


def plain(value):
    """pandas.Timestamp and datetime alike, numbers as Python has them."""
    if isinstance(value, datetime.datetime):
        return value.isoformat()[:26]
    return float(value) if type(value).__name__ == "float16" else value


@pytest.mark.parametrize(
    ("literal", "arrow_type", "value"),
    [
        ("X'C3A9'", pyarrow.binary(), "é".encode()),
        ("TRUE", pyarrow.bool_(), True),
        ("DATE '2000-02-29'", pyarrow.date32(), datetime.date(2000, 2, 29)),
        ("CAST(-0.07 AS NUMERIC(10, 2))", pyarrow.decimal128(10, 2), decimal.Decimal("-0.07")),
        ("CAST(2.5 AS REAL)", pyarrow.float32(), 2.5),
        ("CAST(2.5e-7 AS DOUBLE PRECISION)", pyarrow.float64(), 2.5e-7),
        ("CAST(-32768 AS SMALLINT)", pyarrow.int16(), -32768),
        ("-2147483648", pyarrow.int32(), -2147483648),
        ("9223372036854775807", pyarrow.int64(), 9223372036854775807),
        ("'it''s'", pyarrow.string(), "it's"),
        ("CAST('23:59:58.765432' AS TIME)", pyarrow.time64("us"), CLOCK),
        ("TIMESTAMP '1969-12-31 23:59:58.765432'", pyarrow.timestamp("us"), MOMENT),
        (
            "CAST(TIMESTAMP '1969-12-31 23:59:58.765432' AS TIMESTAMP WITH LOCAL TIME ZONE)",
            pyarrow.timestamp("us", "UTC"),
            MOMENT.replace(tzinfo=UTC),
        ),
    ],
)
def test_literal_of_every_sql_type_has_its_arrow_type(literal, arrow_type, value):
    with connect("otto") as connection, connection.cursor() as cursor:
        assert cursor.adbc_execute_schema(f"SELECT {literal} AS res").types == [arrow_type]
    rows = table("otto", f"SELECT {literal} AS res")
    assert rows.schema.types == [arrow_type]
    assert rows.column("res").to_pylist() == [value]


def test_dictionary_is_bound_as_its_values():
    values = pyarrow.array(["UA", "AA", "UA"]).dictionary_encode()
    rows = bound("SELECT name FROM fleet.aircraft.airlines WHERE carrier = ?", values)
    assert rows.column("name").to_pylist()[1] == "American Airlines Inc."
    assert rows.num_rows == 3


def test_parameters_of_several_rows_before_and_after_prepare():
    rows = bound("SELECT 10 + ? AS res", pyarrow.array([1, 2, 3, 4]))
    assert rows.column("res").to_pylist() == [11, 12, 13, 14]


def test_untyped_null_is_bound_to_a_typed_parameter():
    sql = "SELECT CAST(? AS BIGINT) AS a, CAST(? AS VARCHAR) AS b"
    rows = bound(sql, pyarrow.array([7]), pyarrow.nulls(1))
    assert rows.to_pylist() == [{"a": 7, "b": None}]


@pytest.mark.parametrize("count", [1, 2, 5])
def test_parameter_schema_has_a_field_for_each(count):
    with connect("otto") as connection, connection.cursor() as cursor:
        cursor.adbc_statement.set_sql_query("SELECT 1" + " + ?" * count + " AS a")
        cursor.adbc_statement.prepare()
        schema = pyarrow.schema(cursor.adbc_statement.get_parameter_schema())
    assert len(schema) == count


def test_schema_of_a_column_without_a_name():
    with connect("otto") as connection, connection.cursor() as cursor:
        schema = cursor.adbc_execute_schema("SELECT distance + 1 FROM operations.flights.flights")
    assert len(schema) == 1
    assert pyarrow.types.is_integer(schema.types[0])


def test_text_of_other_scripts_survives():
    assert table("otto", "SELECT 'Ünïcödé, 漢字, 🛫' AS a").to_pylist() == [{"a": "Ünïcödé, 漢字, 🛫"}]


def test_statistics_and_unknown_options_are_not_implemented():
    with connect("otto") as connection:
        with pytest.raises(adbc_driver_manager.NotSupportedError):
            connection.adbc_get_statistics()
        with pytest.raises(adbc_driver_manager.NotSupportedError):
            connection.adbc_connection.set_options(**{"no.such.option": "1"})


def test_cell_of_a_result_is_what_the_same_float_is_in_c():
    [value] = table("otto", "SELECT CAST(0.1 AS REAL) AS a").column("a").to_pylist()
    assert struct.pack("<f", value) == struct.pack("<f", 0.1)
