package io.meshgate.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.junit.jupiter.api.Test;

class SpiRecordsTest {

  @Test
  void neverPrintsTheValueOfAnOption() {
    SourceConfig config =
        new SourceConfig("crm", "gateway", Map.of("password", "hunter2"), Path.of("."));

    assertThat(config).hasToString("SourceConfig[crm, options=[password]]");
  }

  @Test
  void refusesATableNameWithoutParts() {
    assertThatIllegalArgumentException().isThrownBy(() -> new TableName(List.of()));
    assertThatIllegalArgumentException().isThrownBy(() -> TableName.of("public", " "));
  }

  @Test
  void refusesAReadExpressionThatDoesNotMentionTheColumn() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new RemoteColumn(
                    "id",
                    "int",
                    new RemoteColumn.Supported(new ArrowType.Int(32, true)),
                    true,
                    "NULL",
                    OptionalLong.empty()))
        .withMessageContaining("id");
  }

  @Test
  void refusesPushdownsOfASourceWithoutSql() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Capabilities(Optional.empty(), Set.of(Pushdown.FILTER), List.of(), 1));
  }
}
