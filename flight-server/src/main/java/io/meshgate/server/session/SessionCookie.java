package io.meshgate.server.session;

import com.nimbusds.jwt.JWTClaimsSet;
import java.text.ParseException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The cookie {@code meshgate-session}, in which clients that keep cookies carry a session from
 * gateway to gateway.
 *
 * @param subject whose session it is
 * @param session the id of the session
 * @param state its options
 */
public record SessionCookie(String subject, String session, SessionState state) {

  private static final String NAME = "meshgate-session";
  private static final String SESSION = "sid";
  private static final int MAXIMUM_LENGTH = 4096;

  public SessionCookie {
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(session, "session");
    Objects.requireNonNull(state, "state");
  }

  /** How cookies are protected on their way. */
  public enum Transport {
    /** They travel under TLS only. */
    SECURE,
    /** They travel in the clear, as everything does. */
    PLAIN
  }

  /** Signs cookies and reads them back. Safe for use by many threads. */
  public static final class Jar {

    private final SignedClaims signed;
    private final String attributes;

    /**
     * @param keys keys of 256 bits: the first signs, all verify
     */
    public Jar(List<byte[]> keys, Transport transport) {
      this.signed = new SignedClaims(keys, MAXIMUM_LENGTH);
      this.attributes =
          "; Path=/; HttpOnly; SameSite=Strict" + (transport == Transport.SECURE ? "; Secure" : "");
    }

    /** The header {@code set-cookie} that gives a client its session. */
    public String set(SessionCookie cookie) {
      JWTClaimsSet.Builder claims =
          new JWTClaimsSet.Builder().subject(cookie.subject()).claim(SESSION, cookie.session());
      cookie.state().write(claims);
      return NAME + "=" + signed.sign(claims.build()) + attributes;
    }

    /** The header {@code set-cookie} that makes a client forget its session. */
    public String clear() {
      // Java's client looks at Max-Age too, but reads the older form of cookies only with Expires.
      return NAME + "=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0" + attributes;
    }

    /**
     * The newest session of a subject in the headers {@code cookie} of a call. Other cookies, and
     * whatever is no cookie of ours, are passed over.
     *
     * @param headers their values
     * @param subject whose session it must be
     */
    public Optional<SessionCookie> read(Iterable<String> headers, String subject) {
      Optional<SessionCookie> newest = Optional.empty();
      for (String header : headers) {
        for (String pair : header.split(";", -1)) {
          Optional<SessionCookie> cookie = value(pair).flatMap(signed::verify).flatMap(Jar::cookie);
          if (cookie.isPresent()
              && cookie.get().subject().equals(subject)
              && (newest.isEmpty()
                  || cookie.get().state().changed() > newest.get().state().changed())) {
            newest = cookie;
          }
        }
      }
      return newest;
    }

    private static Optional<String> value(String pair) {
      String text = pair.strip();
      if (!text.startsWith(NAME + "=")) {
        return Optional.empty();
      }
      String value = text.substring(NAME.length() + 1).strip();
      boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
      return Optional.of(quoted ? value.substring(1, value.length() - 1) : value);
    }

    private static Optional<SessionCookie> cookie(JWTClaimsSet claims) {
      try {
        String subject = claims.getSubject();
        String session = claims.getStringClaim(SESSION);
        return subject == null || session == null
            ? Optional.empty()
            : Optional.of(new SessionCookie(subject, session, SessionState.read(claims)));
      } catch (ParseException e) {
        return Optional.empty();
      }
    }
  }
}
