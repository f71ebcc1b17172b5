package io.meshgate.server.audit.key;

import io.meshgate.server.file.SecretFile;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/** Keys in PEM files: private ones as PKCS #8, public ones as SubjectPublicKeyInfo (RFC 7468). */
public final class KeyFile {

  private static final String PRIVATE = "PRIVATE KEY";
  private static final String PUBLIC = "PUBLIC KEY";

  private KeyFile() {}

  /** What a pair of keys is for. */
  public enum Purpose {
    /** Checkpoints are signed: Ed25519. */
    SIGNING("Ed25519"),
    /** Statements are encrypted: X25519. */
    STATEMENTS("X25519");

    private final String algorithm;

    Purpose(String algorithm) {
      this.algorithm = algorithm;
    }

    String algorithm() {
      return algorithm;
    }
  }

  /**
   * Makes a pair of keys and writes it. Existing files are replaced.
   *
   * @param privateKey gets the private key, for its owner alone
   * @param publicKey gets the public key
   */
  public static void generate(Purpose purpose, Path privateKey, Path publicKey) throws IOException {
    KeyPair pair = pair(purpose);
    SecretFile.replace(privateKey, pem(PRIVATE, pair.getPrivate().getEncoded()));
    Files.writeString(publicKey, pem(PUBLIC, pair.getPublic().getEncoded()));
  }

  private static KeyPair pair(Purpose purpose) {
    try {
      return KeyPairGenerator.getInstance(purpose.algorithm()).generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has " + purpose.algorithm(), e);
    }
  }

  static String pem(String type, byte[] content) throws IOException {
    StringWriter text = new StringWriter();
    try (PemWriter writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(type, content));
    }
    return text.toString();
  }

  static byte[] readPrivate(Path file) throws IOException {
    return read(file, PRIVATE);
  }

  static byte[] readPublic(Path file) throws IOException {
    return read(file, PUBLIC);
  }

  private static byte[] read(Path file, String type) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8);
    try (PemReader reader = new PemReader(new StringReader(text))) {
      PemObject object = reader.readPemObject();
      if (object != null && object.getType().equals(type)) {
        return object.getContent();
      }
    }
    throw new IOException(file + " is no PEM file with a " + type + "; make one with audit keygen");
  }

  /** Reads what is between the marks of a file. */
  @FunctionalInterface
  interface Decoder<T> {
    /** What the bytes are; anything but a key of the right kind fails in one way or another. */
    T decode(byte[] encoded) throws GeneralSecurityException, IOException;
  }

  /**
   * Decodes a key, whose file is named if it is none.
   *
   * @param encoded what is between the marks of the file
   */
  static <T> T decode(Path file, Purpose purpose, byte[] encoded, Decoder<T> decoder)
      throws IOException {
    try {
      return decoder.decode(encoded);
    } catch (GeneralSecurityException | IOException | RuntimeException e) {
      // Bouncy Castle fails in many ways on bytes that are no key.
      throw new IOException(
          file + " has no key of the kind " + purpose.algorithm() + "; make one with audit keygen",
          e);
    }
  }
}
