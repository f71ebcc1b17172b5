"""Reads one query as often as a line comes in, and answers with the number of its rows."""

import pathlib
import sys

import pyarrow.flight

address, certificate, user, password, sql = sys.argv[1:]
trust = {} if certificate == "-" else {"tls_root_certs": pathlib.Path(certificate).read_bytes()}
client = pyarrow.flight.FlightClient(address, **trust)
options = pyarrow.flight.FlightCallOptions(headers=[client.authenticate_basic_token(user, password)])
for _ in sys.stdin:
    info = client.get_flight_info(pyarrow.flight.FlightDescriptor.for_command(sql), options)
    stream = client.do_get(info.endpoints[0].ticket, options)
    print(sum(chunk.data.num_rows for chunk in stream), flush=True)
