"""Where the running demo is, and how its two users log in.

The gateway's port is in MESHGATE_PORT; passwords are in the demo's folder, MESHGATE_DEMO_FOLDER.
"""

import os
import pathlib

import adbc_driver_flightsql.dbapi as flight_sql
import pyarrow.flight

PORT = os.environ.get("MESHGATE_PORT", "31337")
FOLDER = pathlib.Path(
    os.environ.get("MESHGATE_DEMO_FOLDER", pathlib.Path.home() / ".cache/meshgate/demo")
)
ADDRESS = f"grpc://localhost:{PORT}"

# More rows than any test could wait for, so that only a cancel ends it.
ENDLESS = (
    "SELECT a.distance FROM operations.flights.flights AS a, operations.flights.flights AS b"
    " WHERE a.distance + b.distance > 3"
)


def password(user):
    """The password that the demo has made for its user."""
    return (FOLDER / "secrets" / user).read_text().strip()


def connect(user, secret=None, **options):
    """A DB-API connection; the gateway has no transactions, hence autocommit."""
    return flight_sql.connect(
        ADDRESS,
        db_kwargs={"username": user, "password": secret or password(user), **options},
        autocommit=True,
    )


def table(user, sql, parameters=None):
    """The result of a query as an Arrow table."""
    with connect(user) as connection, connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetch_arrow_table()


def flight_client(user):
    """A plain Flight client and the options that carry its login."""
    client = pyarrow.flight.FlightClient(f"grpc+tcp://localhost:{PORT}")
    header = client.authenticate_basic_token(user, password(user))
    return client, pyarrow.flight.FlightCallOptions(headers=[header])
