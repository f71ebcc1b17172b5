package io.meshgate.server.flight.statement;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.server.flight.delivery.ResultForm;
import io.meshgate.server.flight.statement.SealedStatement.Kind;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SealedStatementTest {

  private static final Instant EXPIRY = Instant.parse("2026-11-23T10:00:00Z");

  private final Seal seal = new Seal(List.of(new byte[32]));
  private final ResultForm form =
      new ResultForm(ResultForm.Timestamps.NAIVE, ResultForm.Nested.JSON, ZoneId.of("Asia/Tokyo"));
  private final SealedStatement statement =
      new SealedStatement(
          "id",
          "eve",
          EXPIRY,
          "SELECT 'ü'",
          Optional.of("a.b"),
          form,
          new byte[] {1},
          new byte[] {2});

  @Test
  void opensForItsOwnerUntilItExpires() {
    byte[] sealed = statement.seal(seal, Kind.TICKET);
    SealedStatement opened =
        SealedStatement.open(seal, Kind.TICKET, sealed, "eve", EXPIRY.minusSeconds(1))
            .orElseThrow();
    assertThat(opened.sql()).isEqualTo("SELECT 'ü'");
    assertThat(opened.expiry()).isEqualTo(EXPIRY);
    assertThat(opened.defaultSchema()).contains("a.b");
    assertThat(opened.form()).isEqualTo(form);
    assertThat(SealedStatement.open(seal, Kind.TICKET, sealed, "eve", EXPIRY)).isEmpty();
    assertThat(SealedStatement.open(seal, Kind.TICKET, sealed, "bob", Instant.EPOCH)).isEmpty();
    assertThat(SealedStatement.open(seal, Kind.HANDLE, sealed, "eve", Instant.EPOCH)).isEmpty();
  }

  @Test
  void opensNoByteThatWasChanged() {
    byte[] sealed = statement.seal(seal, Kind.HANDLE);
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      assertThat(SealedStatement.open(seal, Kind.HANDLE, changed, "eve", Instant.EPOCH)).isEmpty();
      byte[] cut = Arrays.copyOf(sealed, i);
      assertThat(SealedStatement.open(seal, Kind.HANDLE, cut, "eve", Instant.EPOCH)).isEmpty();
    }
    Seal other = new Seal(List.of(new byte[] {9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9}));
    assertThat(SealedStatement.open(other, Kind.HANDLE, sealed, "eve", Instant.EPOCH)).isEmpty();
  }
}
