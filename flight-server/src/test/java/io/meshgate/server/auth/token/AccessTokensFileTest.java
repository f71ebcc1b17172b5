package io.meshgate.server.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshgate.document.DocumentException;
import io.meshgate.server.auth.token.AccessTokensFile.Issued;
import io.meshgate.server.auth.token.AccessTokensFile.Request;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTokensFileTest {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private Path path;
  private AccessTokensFile file;

  @BeforeEach
  void open(@TempDir Path folder) {
    path = folder.resolve("deeper").resolve("tokens.yaml");
    file = new AccessTokensFile(path);
  }

  @Test
  void keepsAHashAndNeverTheSecret() throws Exception {
    Issued issued = file.add(new Request("eve \"e\"", Optional.of("a/b"), Optional.of(NOON)), NOON);
    assertThat(issued.text()).matches("mgp_[a-z2-7]{8}_[a-z2-7]{59}");
    String secret = issued.text().substring(13, 65);
    String text = Files.readString(path);
    assertThat(text).doesNotContain(secret).contains(issued.token().id());
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
    assertThat(issued.token().hash()).isEqualTo(HexFormat.of().formatHex(hash));
    assertThat(issued.toString() + issued.token()).doesNotContain(secret, issued.token().hash());
    assertThat(file.read()).containsExactly(Map.entry(issued.token().id(), issued.token()));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
  }

  @Test
  void recognizesATokenByItsChecksum() throws Exception {
    String text = file.add(new Request("eve", Optional.empty(), Optional.empty()), NOON).text();
    CRC32 checksum = new CRC32();
    checksum.update(text.substring(4, 65).getBytes(StandardCharsets.US_ASCII));
    // Base 32 of four bytes, least significant first, as Guava writes its checksums.
    assertThat(text.substring(65))
        .isEqualTo(base32(Integer.reverseBytes((int) checksum.getValue())));
    assertThat(AccessTokenText.parse(text)).isPresent();
    for (int i = 0; i < text.length(); i++) {
      char other = text.charAt(i) == 'a' ? 'b' : 'a';
      String wrong = text.substring(0, i) + other + text.substring(i + 1);
      assertThat(AccessTokenText.parse(wrong)).as(wrong).isEmpty();
    }
    assertThat(AccessTokenText.parse(text + "a")).isEmpty();
  }

  private static String base32(int value) {
    StringBuilder text = new StringBuilder();
    long bits = (value & 0xffffffffL) << 3;
    for (int shift = 30; shift >= 0; shift -= 5) {
      text.append("abcdefghijklmnopqrstuvwxyz234567".charAt((int) (bits >> shift) & 31));
    }
    return text.toString();
  }

  /** The id of a token is shown in lists; whoever reads it there can make the checksum fit. */
  @Test
  void refusesAnotherSecretUnderTheIdOfAToken() throws Exception {
    Issued issued = file.add(new Request("eve", Optional.empty(), Optional.empty()), NOON);
    AccessTokenText own = AccessTokenText.parse(issued.text()).orElseThrow();
    AccessTokenText guess =
        new AccessTokenText(own.id(), AccessTokenText.random(new SecureRandom()).secret());
    AccessTokens tokens = new AccessTokens(path);
    assertThat(tokens.verify(own.text(), NOON)).contains(issued.token());
    assertThat(AccessTokenText.parse(guess.text())).contains(guess);
    assertThat(tokens.verify(guess.text(), NOON)).isEmpty();
  }

  @Test
  void acceptsWhatTheFileHoldsNow() throws Exception {
    AccessTokens tokens = new AccessTokens(path);
    assertThat(tokens.verify("mgp_", NOON)).isEmpty();
    Issued issued =
        file.add(new Request("eve", Optional.empty(), Optional.of(NOON.plusSeconds(9))), NOON);
    assertThat(tokens.verify(issued.text(), NOON)).contains(issued.token());
    assertThat(tokens.verify(issued.text(), NOON.plusSeconds(9))).isEmpty();
    Issued other = file.add(new Request("bob", Optional.empty(), Optional.empty()), NOON);
    String mixed = other.text().substring(0, 13) + issued.text().substring(13);
    assertThat(tokens.verify(mixed, NOON)).isEmpty();
    assertThat(file.remove(issued.token().id())).isTrue();
    assertThat(file.remove(issued.token().id())).isFalse();
    assertThat(tokens.verify(issued.text(), NOON)).isEmpty();
    assertThat(tokens.verify(other.text(), NOON)).isPresent();
    Files.delete(path);
    assertThat(tokens.verify(other.text(), NOON)).isEmpty();
  }

  @Test
  void losesNoTokenWhenSeveralAreMadeAtTheSameTime() throws Exception {
    List<Thread> threads = new ArrayList<>();
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 8; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  file.add(new Request("eve", Optional.empty(), Optional.empty()), NOON);
                } catch (Exception e) {
                  failures.add(e);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(file.read()).hasSize(8);
  }

  @Test
  void refusesAFileThatItDidNotWrite() throws Exception {
    Files.createDirectories(path.getParent());
    Files.writeString(
        path,
        """
        tokens:
          - {id: abcdefgh, user: eve, sha256: short, created: 2026-11-22T12:00:00Z}
          - {id: abcdefgi, user: eve, sha256: "%s", created: then, more: 1}
          - {id: abcdefgj, user: eve, sha256: "%s", created: 2026-11-22T12:00:00Z, expires: soon}
        """
            .formatted("0".repeat(64), "0".repeat(64)));
    assertThatThrownBy(file::read)
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining(":2: tokens[0].sha256: Not a value")
        .hasMessageContaining(":3: tokens[1].created: Expected a time in UTC")
        .hasMessageContaining("Unknown key 'more'")
        .hasMessageContaining(":4: tokens[2].expires: Expected a time");
    assertThatThrownBy(() -> file.add(new Request("eve", Optional.empty(), Optional.empty()), NOON))
        .isInstanceOf(DocumentException.class);
    assertThatThrownBy(() -> new Request("eve", Optional.of("a\nb"), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
