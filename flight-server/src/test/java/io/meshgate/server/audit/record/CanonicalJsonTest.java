package io.meshgate.server.audit.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The examples of RFC 8785, as far as values of a trail go. */
class CanonicalJsonTest {

  private static String text(Object value) {
    return new String(CanonicalJson.bytes(value), StandardCharsets.UTF_8);
  }

  @Test
  void writesTextsAsSection32Says() {
    assertThat(text("\u20ac$\u000F\nA'B\"\\\\\"/"))
        .isEqualTo("\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"");
    assertThat(text("\b\t\n\f\r\u000b\u0000\u007f"))
        .isEqualTo("\"\\b\\t\\n\\f\\r\\u000b\\u0000\u007f\"");
  }

  @Test
  void sortsMembersAsSection323Says() {
    Map<String, Object> members = new HashMap<>();
    members.put("\u20ac", "Euro Sign");
    members.put("\r", "Carriage Return");
    members.put("\ufb33", "Hebrew Letter Dalet With Dagesh");
    members.put("1", "One");
    members.put("\ud83d\ude00", "Emoji: Grinning Face");
    members.put("\u0080", "Control");
    members.put("\u00f6", "Latin Small Letter O With Diaeresis");
    assertThat(text(members))
        .isEqualTo(
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                + "\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\","
                + "\"\ud83d\ude00\":\"Emoji: Grinning Face\","
                + "\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
  }

  @Test
  void writesNumbersThatADoubleHolds() {
    assertThat(text(List.of(0, -1L, 9007199254740991L, true, List.of(), Map.of())))
        .isEqualTo("[0,-1,9007199254740991,true,[],{}]");
    assertThatThrownBy(() -> text(9007199254740992L)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> text(1.5)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsWhatItWrites() throws Exception {
    Map<String, Object> value =
        Map.of("a", List.of(1L, "\u0001\ud83d\ude00", false), "b", Map.of("c", "d\"\\"));
    assertThat(JsonValues.object(CanonicalJson.bytes(value))).isEqualTo(value);
  }
}
