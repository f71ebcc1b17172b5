CREATE TABLE operations.flights (
  flight_date date NOT NULL,
  carrier text NOT NULL,
  flight integer NOT NULL,
  tailnum text,
  origin text NOT NULL,
  dest text NOT NULL,
  sched_dep_time smallint NOT NULL,
  dep_time smallint,
  dep_delay smallint,
  sched_arr_time smallint NOT NULL,
  arr_time smallint,
  arr_delay smallint,
  air_time smallint,
  distance smallint NOT NULL,
  time_hour timestamp NOT NULL,
  PRIMARY KEY (flight_date, carrier, flight, origin)
)
