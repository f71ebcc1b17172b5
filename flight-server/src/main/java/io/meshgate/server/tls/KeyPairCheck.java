package io.meshgate.server.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/**
 * Tells whether a private key is that of a certificate. Netty finds that out only at a handshake,
 * which is too late for files that replace good ones and are replaced one after the other.
 */
final class KeyPairCheck {

  private static final byte[] PROBE = {1, 2, 3};

  private KeyPairCheck() {}

  /**
   * Does nothing if the key is the certificate's, or of a form that only Netty can judge.
   *
   * @throws IOException if it is another's, or a file cannot be read
   */
  static void check(Path certificate, Path key) throws IOException {
    try {
      Optional<PrivateKey> secret = privateKey(key);
      PublicKey known = publicKey(certificate);
      if (secret.isPresent() && !matches(secret.get(), known)) {
        throw new IOException("The key " + key + " is not that of the certificate " + certificate);
      }
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "The certificate "
              + certificate
              + " and the key "
              + key
              + " cannot be used; both must be PEM files, the key in PKCS #8 form",
          e);
    }
  }

  private static boolean matches(PrivateKey secret, PublicKey known)
      throws GeneralSecurityException {
    if (!secret.getAlgorithm().equals(known.getAlgorithm())) {
      return false;
    }
    Optional<String> algorithm =
        switch (secret.getAlgorithm()) {
          case "RSA" -> Optional.of("SHA256withRSA");
          case "EC" -> Optional.of("SHA256withECDSA");
          case "EdDSA" -> Optional.of("EdDSA");
          default -> Optional.empty();
        };
    if (algorithm.isEmpty()) {
      return true;
    }
    Signature signature = Signature.getInstance(algorithm.get());
    signature.initSign(secret);
    signature.update(PROBE);
    byte[] signed = signature.sign();
    signature.initVerify(known);
    signature.update(PROBE);
    return signature.verify(signed);
  }

  private static PublicKey publicKey(Path certificate)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(certificate)) {
      return CertificateFactory.getInstance("X.509").generateCertificate(in).getPublicKey();
    }
  }

  private static Optional<PrivateKey> privateKey(Path key) throws IOException {
    try (Reader reader = Files.newBufferedReader(key);
        PEMParser parser = new PEMParser(reader)) {
      return parser.readObject() instanceof PrivateKeyInfo info
          ? Optional.of(new JcaPEMKeyConverter().getPrivateKey(info))
          : Optional.empty();
    }
  }
}
