"""A gateway with TLS and access tokens: what production looks like to a client."""

import pathlib
import subprocess

import adbc_driver_flightsql.dbapi as flight_sql
import adbc_driver_manager
import pyarrow
import pyarrow.flight
import pyarrow.parquet
import pytest
from adbc_driver_flightsql import DatabaseOptions

MESHGATE = pathlib.Path(__file__).parents[2] / "meshgate"
SQL = "SELECT id, name FROM shop.goods.articles ORDER BY id"
ROWS = [{"id": 1, "name": "Käse"}, {"id": 2, "name": None}]

MESH = """
apiVersion: meshgate.io/v1
kind: Mesh
name: shop
server: {host: localhost, port: 0}
authentication: {users: users.yaml}
sources:
  files: {type: duckdb, folder: lake}
products: [products]
policies: [policies]
"""
CONTRACT = """
apiVersion: v3.1.0
kind: DataContract
version: 1.0.0
status: active
id: articles
domain: shop
name: goods
servers:
  - {server: files, type: local, path: "{table}", format: parquet}
schema:
  - name: articles
    physicalName: articles.parquet
    properties:
      - {name: id, logicalType: integer, physicalType: BIGINT}
      - {name: name, logicalType: string, physicalType: VARCHAR}
"""
POLICY = """
apiVersion: meshgate.io/v1
kind: AccessPolicySet
id: open
version: 1
owner: governance
appliesTo: {all: true}
grants:
  - {id: everyone, to: {all: true}, columns: {allow: ['*']}, rows: all}
"""


class Gateway:
    """A gateway of its own, ready, with the token and the certificate that clients need."""

    def __init__(self, folder):
        files = {
            "mesh.yaml": MESH,
            "users.yaml": "users: [{name: nightly-report}]\n",
            "products/articles.odcs.yaml": CONTRACT,
            "policies/open.policy.yaml": POLICY,
        }
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        (folder / "lake").mkdir()
        pyarrow.parquet.write_table(
            pyarrow.Table.from_pylist(ROWS), folder / "lake" / "articles.parquet"
        )
        self.config = folder / "mesh.yaml"
        self.token = self.run("token", "create", "--config", self.config, "--user", "nightly-report")
        self.process = subprocess.Popen(
            [MESHGATE, "serve", "--config", self.config], stdout=subprocess.PIPE, text=True
        )
        said = []
        for line in self.process.stdout:
            said.append(line)
            if "serves on" in line:
                break
        assert said and "serves on" in said[-1], said
        self.address = said[-1].split()[-1]
        self.certificate = (folder / ".meshgate/tls/development-certificate.pem").read_text()

    @staticmethod
    def run(*arguments):
        return subprocess.run(
            [MESHGATE, *arguments], check=True, stdout=subprocess.PIPE, text=True
        ).stdout.strip()

    def close(self):
        self.process.terminate()
        self.process.stdout.close()
        assert self.process.wait() in (0, 143)


@pytest.fixture(scope="module")
def gateway(tmp_path_factory):
    running = Gateway(tmp_path_factory.mktemp("tls"))
    yield running
    running.close()


def adbc(gateway, **options):
    trusted = {DatabaseOptions.TLS_ROOT_CERTS.value: gateway.certificate}
    return flight_sql.connect(gateway.address, db_kwargs={**trusted, **options}, autocommit=True)


def rows(connection):
    with connection, connection.cursor() as cursor:
        cursor.execute(SQL)
        return cursor.fetch_arrow_table().to_pylist()


def test_pyarrow_reads_with_a_bearer_token(gateway):
    client = pyarrow.flight.FlightClient(gateway.address, tls_root_certs=gateway.certificate)
    bearer = (b"authorization", f"Bearer {gateway.token}".encode())
    options = pyarrow.flight.FlightCallOptions(headers=[bearer])
    info = client.get_flight_info(pyarrow.flight.FlightDescriptor.for_command(SQL), options)
    assert client.do_get(info.endpoints[0].ticket, options).read_all().to_pylist() == ROWS


def test_adbc_reads_with_a_bearer_token(gateway):
    header = {DatabaseOptions.AUTHORIZATION_HEADER.value: f"Bearer {gateway.token}"}
    assert rows(adbc(gateway, **header)) == ROWS


def test_adbc_reads_with_a_token_for_a_password(gateway):
    assert rows(adbc(gateway, username="nightly-report", password=gateway.token)) == ROWS


def test_revoked_and_forged_tokens_are_refused_alike(gateway):
    config = ["--config", gateway.config]
    token = gateway.run("token", "create", *config, "--user", "nightly-report", "--name", "short")
    gateway.run("token", "revoke", *config, token.split("_")[1])
    refusals = []
    for secret in [token, token[:-4] + "aaaa", "nonsense"]:
        header = {DatabaseOptions.AUTHORIZATION_HEADER.value: f"Bearer {secret}"}
        with pytest.raises(adbc_driver_manager.Error) as raised:
            rows(adbc(gateway, **header))
        assert raised.value.status_code == adbc_driver_manager.AdbcStatusCode.UNAUTHENTICATED
        refusals.append(str(raised.value))
        assert secret not in refusals[-1]
    assert len(set(refusals)) == 1


def test_certificate_that_nobody_vouches_for_is_refused(gateway):
    with pytest.raises(adbc_driver_manager.OperationalError, match="certificate"):
        rows(flight_sql.connect(gateway.address, autocommit=True))


def test_plain_connection_is_refused(gateway):
    client = pyarrow.flight.FlightClient(gateway.address.replace("grpc+tls", "grpc+tcp"))
    with pytest.raises(pyarrow.lib.ArrowException):
        client.wait_for_available(timeout=2)
        list(client.list_actions())
