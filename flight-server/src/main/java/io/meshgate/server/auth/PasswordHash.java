package io.meshgate.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/**
 * A bcrypt hash of a password, as a users file holds it.
 *
 * @param text the hash in the usual form, for example {@code $2y$12$...}
 */
public record PasswordHash(String text) {

  /** The cost of hashes that {@link #of} makes: about a quarter of a second to verify. */
  public static final int DEFAULT_COST = 12;

  private static final int MAXIMUM_COST = 15;
  private static final int SALT_BYTES = 16;
  // What bcrypt takes in; a longer password would be cut without anybody noticing.
  private static final int MAXIMUM_PASSWORD_BYTES = 72;
  private static final Pattern FORM = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");

  public PasswordHash {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "Not a bcrypt hash; it looks like $2y$12$ and 53 more characters");
    }
    int cost = Integer.parseInt(matcher.group(1));
    if (cost < 4 || cost > MAXIMUM_COST) {
      throw new IllegalArgumentException(
          "The bcrypt cost " + cost + " is not between 4 and " + MAXIMUM_COST);
    }
  }

  /**
   * Hashes a password under a new salt.
   *
   * @throws IllegalArgumentException if it is empty or longer than bcrypt takes
   */
  public static PasswordHash of(String password) {
    return of(password, DEFAULT_COST);
  }

  /** Hashes a password at a given cost; each step doubles the time. */
  static PasswordHash of(String password, int cost) {
    int bytes = bytes(password);
    if (bytes == 0 || bytes > MAXIMUM_PASSWORD_BYTES) {
      throw new IllegalArgumentException(
          "A password has 1 to " + MAXIMUM_PASSWORD_BYTES + " bytes in UTF-8, this one " + bytes);
    }
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    return new PasswordHash(OpenBSDBCrypt.generate("2y", password.toCharArray(), salt, cost));
  }

  /** The logarithm of the rounds. */
  int cost() {
    return Integer.parseInt(text.substring(4, 6));
  }

  /** Whether this is the hash of {@code password}; takes the same time either way. */
  boolean matches(String password) {
    boolean equal = OpenBSDBCrypt.checkPassword(text, password.toCharArray());
    return equal && bytes(password) <= MAXIMUM_PASSWORD_BYTES;
  }

  private static int bytes(String password) {
    return password.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Hides the hash. */
  @Override
  public String toString() {
    return "PasswordHash[cost " + cost() + "]";
  }
}
