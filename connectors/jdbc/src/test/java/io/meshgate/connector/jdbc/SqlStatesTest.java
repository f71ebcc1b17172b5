package io.meshgate.connector.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.ConnectorException.Kind;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlStatesTest {

  @ParameterizedTest
  @CsvSource({
    "08006, UNAVAILABLE",
    "57P01, UNAVAILABLE",
    "53300, UNAVAILABLE",
    "28P01, ACCESS_DENIED",
    "42501, ACCESS_DENIED",
    "57014, CANCELLED",
    "22012, DIVISION_BY_ZERO",
    "22003, NUMERIC_OVERFLOW",
    "22P02, DATA",
    "42P01, SCHEMA_CHANGED",
    "42703, SCHEMA_CHANGED",
    "42S02, SCHEMA_CHANGED",
    "42601, INTERNAL",
    "'', INTERNAL",
    ", INTERNAL",
  })
  void mapsStates(String state, Kind kind) {
    assertThat(SqlStates.kindOf(state)).isEqualTo(kind);
  }

  @Test
  void tellsTheClientNothingOfTheServersText() {
    ConnectorException failure =
        SqlStates.failure("erp", new SQLException("invalid input: \"secret\"", "22P02"));
    assertThat(failure.publicMessage()).contains("erp").doesNotContain("secret");
    assertThat(failure.getMessage()).contains("secret");
  }
}
