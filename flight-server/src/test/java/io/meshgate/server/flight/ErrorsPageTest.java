package io.meshgate.server.flight;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.server.flight.delivery.FlightErrors;
import io.meshgate.session.ErrorCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of error codes lists those that there are, with the status that clients get. */
class ErrorsPageTest {
  private static final Path PAGE = Path.of("../docs/reference/errors.md");
  private static final Pattern ROW = Pattern.compile("\\| `([A-Z_]+)` \\| `([A-Z_]+)` \\| .+ \\|");

  @Test
  void listsEveryCodeWithItsStatus() throws Exception {
    List<String> listed = new ArrayList<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        listed.add(row.group(1) + " " + row.group(2));
      }
    }
    List<String> expected = new ArrayList<>();
    for (ErrorCode code : ErrorCode.values()) {
      expected.add(code + " " + FlightErrors.status(code, "").status().code());
    }
    assertThat(listed).isEqualTo(expected);
  }
}
