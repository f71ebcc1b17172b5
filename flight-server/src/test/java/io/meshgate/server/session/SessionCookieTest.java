package io.meshgate.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.server.auth.TokenKeys;
import io.meshgate.server.session.SessionOption.Choices;
import java.net.HttpCookie;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SessionCookieTest {

  private static final Choices CHOICES = new Choices("mesh", List.of("audit"), Optional.empty());
  private static final SessionOptions OPTIONS =
      SessionOptions.NONE
          .with(SessionOption.SCHEMA, "sales.orders", CHOICES)
          .with(SessionOption.TIMEZONE, "Europe/Rome", CHOICES)
          .with(SessionOption.PURPOSE, "audit", CHOICES);
  private static final SessionState STATE =
      SessionState.NEW.changedTo(OPTIONS, Instant.ofEpochMilli(5));

  private final List<byte[]> keys =
      TokenKeys.of("a secret of more than thirty-two characters").deriveAll("session cookies");
  private final SessionCookie.Jar jar = new SessionCookie.Jar(keys, SessionCookie.Transport.SECURE);
  private final SessionCookie cookie = new SessionCookie("eve", "s1", STATE);

  @Test
  void findsASessionAmongOtherCookies() {
    String pair = pair(jar.set(cookie));
    for (String header :
        List.of(
            pair,
            "lb=Zm9v==; " + pair,
            pair + ";x=1",
            " a;b=;=c; " + pair + " ;;",
            "lb=1,meshgate-session=2; " + pair,
            pair.replace("=", "=\"") + "\"",
            "meshgate-session=garbage; " + pair,
            "$Version=1; " + pair + "; $Path=/")) {
      assertThat(jar.read(List.of(header), "eve")).as(header).contains(cookie);
    }
    assertThat(jar.read(List.of("other=1", pair), "eve")).contains(cookie);
  }

  @Test
  void takesTheNewestOfSeveral() {
    SessionState later = STATE.changedTo(SessionOptions.NONE, Instant.ofEpochMilli(9));
    String first = pair(jar.set(cookie));
    String second = pair(jar.set(new SessionCookie("eve", "s1", later)));
    assertThat(jar.read(List.of(first + "; " + second), "eve").orElseThrow().state())
        .isEqualTo(later);
    assertThat(jar.read(List.of(second, first), "eve").orElseThrow().state()).isEqualTo(later);
  }

  @Test
  void readsNoCookieOfAnotherSubjectOrMaker() {
    String pair = pair(jar.set(cookie));
    assertThat(jar.read(List.of(pair), "bob")).isEmpty();
    SessionCookie.Jar stranger =
        new SessionCookie.Jar(
            TokenKeys.random().deriveAll("session cookies"), SessionCookie.Transport.PLAIN);
    assertThat(stranger.read(List.of(pair), "eve")).isEmpty();
    assertThat(jar.read(List.of(pair.substring(0, pair.length() - 2) + "AA"), "eve")).isEmpty();
    assertThat(jar.read(List.of("meshgate-session=" + "x".repeat(60_000)), "eve")).isEmpty();
  }

  @Test
  void survivesAnyHeader() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    String letters = "meshgate-session=;\" ,.$aeyJ\u00e9\t";
    for (int i = 0; i < 2000; i++) {
      StringBuilder header = new StringBuilder(random.nextBoolean() ? "meshgate-session=" : "");
      for (int n = random.nextInt(40); n > 0; n--) {
        header.append(letters.charAt(random.nextInt(letters.length())));
      }
      assertThat(jar.read(List.of(header.toString()), "eve")).as("%s", header).isEmpty();
    }
  }

  @Test
  void protectsItFromScriptsAndFromTravelingInTheClear() {
    HttpCookie set = HttpCookie.parse(jar.set(cookie)).get(0);
    assertThat(set.isHttpOnly()).isTrue();
    assertThat(set.getSecure()).isTrue();
    assertThat(set.getPath()).isEqualTo("/");
    assertThat(set.hasExpired()).isFalse();
    HttpCookie cleared = HttpCookie.parse(jar.clear()).get(0);
    assertThat(cleared.getName()).isEqualTo("meshgate-session");
    assertThat(cleared.hasExpired()).isTrue();
    assertThat(new SessionCookie.Jar(keys, SessionCookie.Transport.PLAIN).set(cookie))
        .doesNotContain("Secure");
  }

  @Test
  void ordersChangesEvenIfClocksDisagree() {
    SessionState ahead = SessionState.NEW.changedTo(OPTIONS, Instant.ofEpochMilli(1000));
    SessionState next = ahead.changedTo(SessionOptions.NONE, Instant.ofEpochMilli(10));
    assertThat(ahead.newest(next)).isEqualTo(next);
    assertThat(next.newest(ahead)).isEqualTo(next);
    assertThat(SessionOptions.NONE.value(SessionOption.SCHEMA)).isEqualTo(Optional.empty());
  }

  private static String pair(String setCookie) {
    return setCookie.substring(0, setCookie.indexOf(';'));
  }
}
