package io.meshgate.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meshgate.document.YamlNode.Mapping;
import io.meshgate.document.YamlNode.Scalar;
import io.meshgate.document.YamlNode.ScalarType;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlReaderTest {

  // The types are those of the core schema in the YAML 1.2.2 specification, section 10.3.2.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "2022-10-03 | STRING",
        "yes | STRING",
        "1.10 | FLOAT",
        "0o17 | INTEGER",
        "-7 | INTEGER",
        "true | BOOLEAN",
        "~ | NULL",
        "'7' | STRING",
        "09:00-08:00 | STRING",
      })
  void typesScalarsByTheCoreSchema(String text, ScalarType type) throws Exception {
    Scalar scalar = (Scalar) YamlReader.parse("f", text);

    assertThat(scalar.type()).isEqualTo(type);
    assertThat(scalar.text()).isEqualTo(text.replace("'", ""));
  }

  @Test
  void placesEachValue() throws Exception {
    Mapping root = (Mapping) YamlReader.parse("f", "a: 1\nb:\n  - c: x\n");

    YamlNode list = root.find("b").orElseThrow();
    YamlNode value = ((Mapping) ((YamlNode.Sequence) list).items().get(0)).find("c").orElseThrow();
    assertThat(value.path()).isEqualTo("b[0].c");
    assertThat(value.line()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a: 1\\na: 2 | f:2: a: The key stands twice; first in line 1",
        "? [a]\\n: 1 | f:1: A key must be text",
        "`` | f: The file is empty",
      })
  void refusesWhatItCannotPlace(String text, String expected) {
    DocumentException refused = refusal(text.replace("\\n", "\n"));

    assertThat(refused).hasMessage(expected);
  }

  @Test
  void refusesTwoDocuments() {
    assertThat(refusal("a: 1\n---\nb: 2\n")).hasMessageStartingWith("f:");
  }

  @Test
  void refusesDeepNesting() {
    assertThat(refusal("[".repeat(70) + "]".repeat(70))).hasMessageContaining("Nested deeper");
  }

  @Test
  void refusesAFileThatIsNotThere(@TempDir Path folder) {
    Path file = folder.resolve("x.yaml");

    DocumentException refused =
        catchThrowableOfType(DocumentException.class, () -> YamlReader.read(file));

    assertThat(refused).hasMessage(file + ": The file does not exist");
  }

  private static DocumentException refusal(String text) {
    return catchThrowableOfType(DocumentException.class, () -> YamlReader.parse("f", text));
  }
}
