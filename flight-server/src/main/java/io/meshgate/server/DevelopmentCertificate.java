package io.meshgate.server;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A certificate that the server makes for itself, so that connections are encrypted before anybody
 * has got it a real one.
 *
 * @param certificate the file that clients are given to trust
 * @param key the file with the private key, readable by its owner alone
 */
record DevelopmentCertificate(Path certificate, Path key) {

  private static final Logger LOG = LoggerFactory.getLogger(DevelopmentCertificate.class);
  private static final Duration LIFETIME = Duration.ofDays(365);
  private static final Duration RENEWAL = Duration.ofDays(30);

  /**
   * The certificate in a folder; made now if there is none, or if it ends soon.
   *
   * @param host a name or address that the server is reached by, beside localhost
   * @throws IOException if it cannot be kept there
   */
  static DevelopmentCertificate in(Path folder, String host) throws IOException {
    DevelopmentCertificate files =
        new DevelopmentCertificate(file(folder), folder.resolve("development-key.pem"));
    if (!files.isUsable()) {
      Files.createDirectories(folder);
      try {
        files.create(host);
      } catch (GeneralSecurityException | OperatorCreationException e) {
        throw new IOException("A development certificate cannot be made", e);
      }
      LOG.info("Made a development certificate: {}", files.certificate);
    }
    return files;
  }

  /** The file in a folder that clients are given. */
  static Path file(Path folder) {
    return folder.resolve("development-certificate.pem");
  }

  private boolean isUsable() {
    if (!Files.isReadable(certificate) || !Files.isReadable(key)) {
      return false;
    }
    try (var in = Files.newInputStream(certificate)) {
      X509Certificate known =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      return known.getNotAfter().toInstant().isAfter(Instant.now().plus(RENEWAL));
    } catch (IOException | GeneralSecurityException e) {
      LOG.info("The development certificate {} is replaced", certificate, e);
      return false;
    }
  }

  private void create(String host)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    Instant now = Instant.now();
    X500Name name = new X500Name("CN=Meshgate development");
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            new BigInteger(120, new SecureRandom()),
            Date.from(now.minus(Duration.ofHours(1))),
            Date.from(now.plus(LIFETIME)),
            name,
            pair.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    builder.addExtension(
        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    builder.addExtension(Extension.subjectAlternativeName, false, names(host));
    ContentSigner signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
    X509CertificateHolder holder = builder.build(signer);
    writeSecret(key, pem(new JcaPKCS8Generator(pair.getPrivate(), null)));
    Files.writeString(certificate, pem(holder), StandardCharsets.US_ASCII);
  }

  private static GeneralNames names(String host) {
    Set<String> names = new LinkedHashSet<>(Set.of("localhost"));
    Set<String> addresses = new LinkedHashSet<>(java.util.List.of("127.0.0.1", "::1"));
    (isAddress(host) ? addresses : names).add(host);
    try {
      names.add(InetAddress.getLocalHost().getHostName());
    } catch (UnknownHostException e) {
      LOG.debug("The machine has no name of its own", e);
    }
    GeneralNames result =
        new GeneralNames(
            java.util.stream.Stream.concat(
                    names.stream().map(text -> new GeneralName(GeneralName.dNSName, text)),
                    addresses.stream().map(text -> new GeneralName(GeneralName.iPAddress, text)))
                .toArray(GeneralName[]::new));
    return result;
  }

  private static boolean isAddress(String host) {
    return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
  }

  private static String pem(Object object) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    return text.toString();
  }

  private static void writeSecret(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.writeString(file, text, StandardCharsets.US_ASCII);
  }
}
