package io.meshgate.server.auth.token;

import com.google.common.hash.Hashing;
import com.google.common.io.BaseEncoding;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a personal access token: {@code mgp_}, its id, its secret, and a checksum over both,
 * by which scanners for lost secrets tell it from other text.
 *
 * <p>Holds the secret; its text form does not show it.
 *
 * @param id names the token
 * @param secret 256 random bits in base 32
 */
record AccessTokenText(String id, String secret) {

  /** What every token begins with. */
  static final String PREFIX = "mgp_";

  private static final int ID_BYTES = 5;
  private static final int SECRET_BYTES = 32;
  private static final Pattern FORM =
      Pattern.compile("mgp_([a-z2-7]{8})_([a-z2-7]{52})([a-z2-7]{7})");
  private static final BaseEncoding BASE32 = BaseEncoding.base32().lowerCase().omitPadding();

  /** A new token. */
  static AccessTokenText random(SecureRandom random) {
    return new AccessTokenText(text(random, ID_BYTES), text(random, SECRET_BYTES));
  }

  /** The parts of a token; nothing if the text is none, for example because a letter is wrong. */
  static Optional<AccessTokenText> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    AccessTokenText token = new AccessTokenText(matcher.group(1), matcher.group(2));
    return token.checksum().equals(matcher.group(3)) ? Optional.of(token) : Optional.empty();
  }

  /** What the owner is given. */
  String text() {
    return PREFIX + id + "_" + secret + checksum();
  }

  /** What is kept of the secret. It is random and long, so nobody gains by a slower hash. */
  String hash() {
    return Hashing.sha256().hashString(secret, StandardCharsets.US_ASCII).toString();
  }

  private String checksum() {
    return BASE32.encode(
        Hashing.crc32().hashString(id + "_" + secret, StandardCharsets.US_ASCII).asBytes());
  }

  private static String text(SecureRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return BASE32.encode(bytes);
  }

  /** Hides the secret. */
  @Override
  public String toString() {
    return "AccessTokenText[" + id + "]";
  }
}
