package io.meshgate.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.document.YamlNode.Mapping;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldsTest {

  private final List<Problem> problems = new ArrayList<>();

  @Test
  void keepsTheTextOfNumbers() throws Exception {
    assertThat(fields("version: 1.10").text("version")).contains("1.10");
  }

  @Test
  void countsNothingAsAbsent() throws Exception {
    assertThat(fields("a: ~\nb:").text("a")).isEmpty();
    assertThat(problems).isEmpty();
  }

  @Test
  void readsAScalarAsAListOfOne() throws Exception {
    assertThat(fields("tags: x").texts("tags")).containsExactly("x");
  }

  @Test
  void reportsNumbersOutOfBounds() throws Exception {
    Fields fields = fields("port: 70000\nhuge: 99999999999999999999");

    assertThat(fields.integer("port", 1, 65_535)).isEmpty();
    assertThat(fields.integer("huge", 1, 65_535)).isEmpty();
    assertThat(texts())
        .containsExactly(
            "f:1: port: Expected a whole number from 1 to 65535",
            "f:2: huge: Expected a whole number from 1 to 65535");
  }

  @Test
  void doesNotRepeatValuesThatMayBeSecret() throws Exception {
    assertThat(fields("a: hunter2").bool("a")).isEmpty();
    assertThat(texts()).containsExactly("f:1: a: Expected true or false, found text");
  }

  @Test
  void refusesKeysThatNobodyAskedFor() throws Exception {
    Fields fields = fields("name: a\ncatlog: b");
    fields.text("name");
    fields.text("catalog");
    fields.node("catalog");
    fields.refuseOthers();

    assertThat(texts())
        .containsExactly(
            "f:2: catlog: Unknown key 'catlog'; did you mean 'catalog'?; known keys are name,"
                + " catalog");
  }

  @Test
  void reportsWhatIsMissing() throws Exception {
    assertThat(fields("name: ''").requiredText("name")).isEmpty();
    assertThat(texts()).containsExactly("f:1: The key 'name' is missing");
  }

  private Fields fields(String text) throws DocumentException {
    return new Fields((Mapping) YamlReader.parse("f", text), problems);
  }

  private List<String> texts() {
    return problems.stream().map(Problem::toString).toList();
  }
}
