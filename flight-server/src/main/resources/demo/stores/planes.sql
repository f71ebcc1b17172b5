CREATE TABLE fleet.planes (
  tailnum varchar(6) NOT NULL PRIMARY KEY,
  year smallint,
  type varchar(30) NOT NULL,
  manufacturer varchar(40) NOT NULL,
  model varchar(30) NOT NULL,
  engines tinyint NOT NULL,
  seats smallint NOT NULL,
  speed smallint,
  engine varchar(20) NOT NULL
)
