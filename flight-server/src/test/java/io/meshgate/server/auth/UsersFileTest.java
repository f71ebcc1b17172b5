package io.meshgate.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.collect.ImmutableMap;
import io.meshgate.document.DocumentException;
import io.meshgate.document.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersFileTest {

  private static final String HASH = "$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe";

  @Test
  void readsAttributesWithTheirTypes(@TempDir Path folder) throws Exception {
    ImmutableMap<String, User> users =
        UsersFile.read(
            write(
                folder,
                """
                users:
                  - name: ann
                    passwordHash: %s
                    groups: [b, a]
                    attributes: {n: 7, yes: true, day: 2026-11-22, text: "7", plain: EU}
                """
                    .formatted(HASH)));
    User ann = users.values().iterator().next();
    assertThat(ann.identity().groups()).containsExactly("b", "a");
    assertThat(ann.identity().attributes())
        .isEqualTo(
            Map.of(
                "n",
                7L,
                "yes",
                true,
                "day",
                LocalDate.of(2026, 11, 22),
                "text",
                "7",
                "plain",
                "EU"));
    assertThat(ann.toString()).doesNotContain(HASH);
  }

  @Test
  void namesEverythingThatIsWrongAndShowsNoHash(@TempDir Path folder) throws Exception {
    Path file =
        write(
            folder,
            """
            users:
              - name: "a:b"
                passwordHash: %s
              - name: ann
                passwordHash: plain text password
              - name: bob
                passwordHash: %s
                attributes: {x: 1.5, y: [1], z: 2026-02-30}
                gruops: [x]
              - name: bob
                passwordHash: %s
              - passwordHash: $2y$31$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe
            """
                .formatted(HASH, HASH, HASH));
    DocumentException failure =
        catchThrowableOfType(DocumentException.class, () -> UsersFile.read(file));
    List<String> problems =
        failure.problems().stream()
            .map(Problem::toString)
            .map(text -> text.replace(file.toString(), "users.yaml"))
            .toList();
    assertThat(problems).hasSize(9);
    assertThat(failure.getMessage())
        .contains("users.yaml:5: users[1].passwordHash: Not a bcrypt hash")
        .contains("A user's name cannot hold ':'")
        .contains("users.yaml:8: users[2].attributes.z: No such day")
        .contains("Unknown key 'gruops'")
        .contains("The user 'bob' stands twice")
        .contains("The bcrypt cost 31 is not between 4 and 15")
        .contains("The key 'name' is missing")
        .doesNotContain("plain text password")
        .doesNotContain(HASH);
  }

  private static Path write(Path folder, String yaml) throws Exception {
    return Files.writeString(folder.resolve("users.yaml"), yaml);
  }
}
