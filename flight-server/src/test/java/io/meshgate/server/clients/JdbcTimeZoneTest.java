package io.meshgate.server.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.server.demo.SharedDemo;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Dates and times of the JDBC driver in JVMs of two zones. */
@ExtendWith(SharedDemo.Extension.class)
class JdbcTimeZoneTest {

  private final SharedDemo demo;

  JdbcTimeZoneTest(SharedDemo demo) {
    this.demo = demo;
  }

  @Test
  void everyGetterIsRightInUtc() throws Exception {
    assertThat(probe("UTC", ""))
        .containsExactly(
            "> d | 2013-07-02 | 2013-07-02 | 2013-07-02",
            "> t | 03:04:05 | 03:04:05 | 03:04:05",
            "> ts | 2013-07-02 03:04:05.0 | 2013-07-02 03:04:05.0 | 2013-07-02 03:04:05.0"
                + " | 2013-07-02T03:04:05",
            "> tz | 2013-07-02 03:04:05.0 | 2013-07-02 03:04:05.0 | 2013-07-02T03:04:05Z",
            "> parameter | 2013-07-02 03:04:05");
  }

  /** New York is four hours behind in July, and was five behind on the first day of 1970. */
  @Test
  void driverShiftsTimesElsewhere() throws Exception {
    assertThat(probe("America/New_York", ""))
        .containsExactly(
            "> d | 2013-07-02 | 2013-07-02 | 2013-07-02",
            "> t | 22:04:05 | 22:04:05 | 22:04:05",
            "> ts | 2013-07-02 03:04:05.0 | 2013-07-02 07:04:05.0 | 2013-07-02 03:04:05.0"
                + " | 2013-07-02T03:04:05",
            "> tz | 2013-07-02 03:04:05.0 | 2013-07-02 07:04:05.0 | 2013-07-02T03:04:05Z",
            "> parameter | 2013-07-02 03:04:05");
  }

  @Test
  void driversOwnZoneOptionRepairsTimestampsAndMovesDatesAndParameters() throws Exception {
    assertThat(probe("America/New_York", "&timeZone=UTC"))
        .contains(
            "> d | 2013-07-02 | 2013-07-01 | 2013-07-02",
            "> ts | 2013-07-02 03:04:05.0 | 2013-07-02 03:04:05.0 | 2013-07-02 03:04:05.0"
                + " | 2013-07-02T03:04:05",
            "> parameter | 2013-07-02 07:04:05");
  }

  /** What a JVM in a zone prints. */
  private List<String> probe(String zone, String options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Duser.timezone=" + zone,
            "-cp",
            System.getProperty("java.class.path"),
            ZoneProbe.class.getName(),
            demo.jdbcUrl() + options + "&user=otto&password=" + demo.password("otto")));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s", output).isZero();
    return output.lines().filter(line -> line.startsWith("> ")).toList();
  }
}
