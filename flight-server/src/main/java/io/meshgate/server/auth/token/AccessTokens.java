package io.meshgate.server.auth.token;

import com.google.common.collect.ImmutableMap;
import io.meshgate.document.DocumentException;
import io.meshgate.server.file.LiveFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;

/**
 * The personal access tokens in force, as their file has them now: a token that is taken out of it
 * is refused at the next call. Safe for use by many threads.
 */
public final class AccessTokens {

  private final LiveFile<ImmutableMap<String, AccessToken>> file;

  /**
   * @param file the tokens file, which need not be there
   * @throws DocumentException if it is there and cannot be used
   */
  public AccessTokens(Path file) throws DocumentException {
    this.file = LiveFile.ofOptional(file, AccessTokensFile::read, ImmutableMap.of());
  }

  /** Whether a text claims to be a personal access token. */
  public static boolean looksLikeOne(String text) {
    return text.startsWith(AccessTokenText.PREFIX);
  }

  /** The token with this text, if it is one and in force. */
  public Optional<AccessToken> verify(String text, Instant now) {
    Optional<AccessTokenText> parsed = AccessTokenText.parse(text);
    if (parsed.isEmpty()) {
      return Optional.empty();
    }
    byte[] hash = parsed.get().hash().getBytes(StandardCharsets.US_ASCII);
    return find(parsed.get().id(), now)
        .filter(
            token -> MessageDigest.isEqual(hash, token.hash().getBytes(StandardCharsets.US_ASCII)));
  }

  /** The token of that id, if it is in force. */
  public Optional<AccessToken> find(String id, Instant now) {
    return Optional.ofNullable(file.value().get(id)).filter(token -> token.holdsAt(now));
  }
}
