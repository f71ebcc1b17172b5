package io.meshgate.server.audit.key;

import com.google.common.io.BaseEncoding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;

/** Decrypts what a {@link StatementRecipient} has encrypted. */
public final class StatementKey {

  private final AsymmetricCipherKeyPair pair;

  private StatementKey(AsymmetricCipherKeyPair pair) {
    this.pair = pair;
  }

  /** Reads a PEM file with the private key. */
  public static StatementKey read(Path file) throws IOException {
    X25519PrivateKeyParameters key =
        KeyFile.decode(
            file,
            KeyFile.Purpose.STATEMENTS,
            KeyFile.readPrivate(file),
            bytes -> (X25519PrivateKeyParameters) PrivateKeyFactory.createKey(bytes));
    return new StatementKey(new AsymmetricCipherKeyPair(key.generatePublicKey(), key));
  }

  /**
   * The text that was encrypted.
   *
   * @param queryId what it belongs to
   * @param sealed members in JSON
   * @return empty if it was encrypted to another key, belongs to another query, or was changed
   */
  public Optional<String> open(String queryId, Map<?, ?> sealed) {
    if (!(sealed.get("text") instanceof String text)
        || !(sealed.get("enc") instanceof String enc)
        || !BaseEncoding.base64().canDecode(text)
        || !BaseEncoding.base64().canDecode(enc)) {
      return Optional.empty();
    }
    try {
      byte[] opened =
          StatementRecipient.hpke()
              .open(
                  BaseEncoding.base64().decode(enc),
                  pair,
                  StatementRecipient.INFO,
                  queryId.getBytes(StandardCharsets.UTF_8),
                  BaseEncoding.base64().decode(text),
                  new byte[0],
                  new byte[0],
                  null);
      return Optional.of(new String(opened, StandardCharsets.UTF_8));
    } catch (InvalidCipherTextException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
