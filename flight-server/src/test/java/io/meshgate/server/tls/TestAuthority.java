package io.meshgate.server.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of a test. */
public final class TestAuthority {

  private static final AtomicLong SERIAL = new AtomicLong(1);

  private final X500Name name;
  private final KeyPair keys;
  private final X509Certificate certificate;

  private TestAuthority(String name) throws Exception {
    this.name = new X500Name("CN=" + name);
    this.keys = generate();
    this.certificate = certificate(this.name, keys, new GeneralName[0], true);
  }

  /** A new authority, with new keys even if the name is that of another. */
  public static TestAuthority named(String name) throws Exception {
    return new TestAuthority(name);
  }

  /** A certificate with its key, and the files that hold them. */
  public record Issued(X509Certificate certificate, Path file, Path key) {}

  /** Writes its own certificate. */
  public Path write(Path file) throws IOException {
    return Files.writeString(file, pem(certificate));
  }

  /**
   * Issues a certificate.
   *
   * @param file where it goes, with its key in a file of the same name and {@code .key}
   * @param subject its subject
   * @param names its alternative names
   */
  public Issued issue(Path file, String subject, GeneralName... names) throws Exception {
    KeyPair pair = generate();
    X509Certificate issued = certificate(new X500Name(subject), pair, names, false);
    Path key = file.resolveSibling(file.getFileName() + ".key");
    Files.writeString(key, pem(new JcaPKCS8Generator(pair.getPrivate(), null)));
    Files.writeString(file, pem(issued));
    return new Issued(issued, file, key);
  }

  private X509Certificate certificate(
      X500Name subject, KeyPair pair, GeneralName[] names, boolean authority) throws Exception {
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            BigInteger.valueOf(SERIAL.incrementAndGet()),
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(now.plus(Duration.ofHours(1))),
            subject,
            pair.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
    if (names.length > 0) {
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    }
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
  }

  private static KeyPair generate() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private static String pem(Object object) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }
}
