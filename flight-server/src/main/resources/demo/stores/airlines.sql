CREATE TABLE fleet.airlines (
  carrier char(2) NOT NULL PRIMARY KEY,
  name varchar(60) NOT NULL
)
