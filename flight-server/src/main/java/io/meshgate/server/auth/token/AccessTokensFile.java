package io.meshgate.server.auth.token;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.google.common.collect.ImmutableMap;
import io.meshgate.document.DocumentException;
import io.meshgate.document.Fields;
import io.meshgate.document.Problem;
import io.meshgate.document.YamlReader;
import io.meshgate.server.file.SecretFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The file of personal access tokens: hashes, never secrets.
 *
 * <p>Changes replace it atomically and one after another, also those of several processes. Only its
 * owner may read it.
 */
public final class AccessTokensFile {

  /** What a label may be. */
  public static final Pattern LABEL = Pattern.compile("[\\p{L}\\p{N} ._@/-]{1,64}");

  private static final Pattern ID = Pattern.compile("[a-z2-7]{8}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final String HEADING =
      "# Personal access tokens of the gateway. Written by 'meshgate token'; holds no secrets.\n";

  // File locks are held by a whole process.
  private static final Object IN_PROCESS = new Object();

  private final Path path;

  /**
   * @param path the file, which need not be there
   */
  public AccessTokensFile(Path path) {
    this.path = Objects.requireNonNull(path, "path");
  }

  /** What a new token shall be. */
  public record Request(String user, Optional<String> label, Optional<Instant> expires) {
    public Request {
      Objects.requireNonNull(user, "user");
      Objects.requireNonNull(label, "label");
      Objects.requireNonNull(expires, "expires");
      if (label.isPresent() && !LABEL.matcher(label.get()).matches()) {
        throw new IllegalArgumentException(
            "A label has up to 64 letters, digits, blanks and characters of . _ @ / -");
      }
    }
  }

  /**
   * A token that has just been made.
   *
   * @param token its entry in the file
   * @param text the token with its secret, which is nowhere else
   */
  public record Issued(AccessToken token, String text) {
    /** Hides the secret. */
    @Override
    public String toString() {
      return "Issued[" + token + "]";
    }
  }

  /**
   * The tokens by id; none if there is no file.
   *
   * @throws DocumentException if anything in it is wrong
   */
  public ImmutableMap<String, AccessToken> read() throws DocumentException {
    return Files.exists(path) ? read(path) : ImmutableMap.of();
  }

  /**
   * Makes a token.
   *
   * @throws DocumentException if the file cannot be used
   * @throws IOException if it cannot be written
   */
  public Issued add(Request request, Instant now) throws DocumentException, IOException {
    synchronized (IN_PROCESS) {
      return addAlone(request, now);
    }
  }

  private Issued addAlone(Request request, Instant now) throws DocumentException, IOException {
    try (Lock lock = lock()) {
      Map<String, AccessToken> tokens = new LinkedHashMap<>(read());
      SecureRandom random = new SecureRandom();
      AccessTokenText text = AccessTokenText.random(random);
      while (tokens.containsKey(text.id())) {
        text = AccessTokenText.random(random);
      }
      AccessToken token =
          new AccessToken(
              text.id(),
              request.user(),
              request.label(),
              text.hash(),
              now.truncatedTo(ChronoUnit.SECONDS),
              request.expires().map(end -> end.truncatedTo(ChronoUnit.SECONDS)));
      tokens.put(token.id(), token);
      write(tokens.values());
      return new Issued(token, text.text());
    }
  }

  /**
   * Takes a token out, which ends it; whether there was one.
   *
   * @throws DocumentException if the file cannot be used
   * @throws IOException if it cannot be written
   */
  public boolean remove(String id) throws DocumentException, IOException {
    synchronized (IN_PROCESS) {
      return removeAlone(id);
    }
  }

  private boolean removeAlone(String id) throws DocumentException, IOException {
    try (Lock lock = lock()) {
      Map<String, AccessToken> tokens = new LinkedHashMap<>(read());
      if (tokens.remove(id) == null) {
        return false;
      }
      write(tokens.values());
      return true;
    }
  }

  static ImmutableMap<String, AccessToken> read(Path file) throws DocumentException {
    List<Problem> problems = new ArrayList<>();
    Map<String, AccessToken> tokens = new LinkedHashMap<>();
    Fields.of(YamlReader.read(file), problems)
        .ifPresent(
            root -> {
              root.items("tokens")
                  .forEach(
                      item ->
                          Fields.of(item, problems)
                              .flatMap(fields -> token(fields, problems))
                              .ifPresent(token -> put(tokens, token, item.file(), problems)));
              root.refuseOthers();
            });
    if (!problems.isEmpty()) {
      throw new DocumentException(problems);
    }
    return ImmutableMap.copyOf(tokens);
  }

  private static void put(
      Map<String, AccessToken> tokens, AccessToken token, String file, List<Problem> problems) {
    if (tokens.put(token.id(), token) != null) {
      problems.add(Problem.error(file, "The token '" + token.id() + "' stands twice"));
    }
  }

  private static Optional<AccessToken> token(Fields fields, List<Problem> problems) {
    Optional<String> id = matching(fields, "id", ID, problems);
    Optional<String> user = fields.requiredText("user");
    Optional<String> label = fields.text("label");
    Optional<String> hash = matching(fields, "sha256", HASH, problems);
    fields.requiredText("created");
    Optional<Instant> created = instant(fields, "created", problems);
    boolean ends = fields.text("expires").isPresent();
    Optional<Instant> expires = instant(fields, "expires", problems);
    fields.refuseOthers();
    if (id.isEmpty() || user.isEmpty() || hash.isEmpty() || created.isEmpty()) {
      return Optional.empty();
    }
    // An end that cannot be read is a problem, and must never become no end.
    return ends == expires.isPresent()
        ? Optional.of(
            new AccessToken(id.get(), user.get(), label, hash.get(), created.get(), expires))
        : Optional.empty();
  }

  private static Optional<String> matching(
      Fields fields, String key, Pattern pattern, List<Problem> problems) {
    Optional<String> text = fields.requiredText(key);
    if (text.isPresent() && !pattern.matcher(text.get()).matches()) {
      problems.add(
          Problem.error(
              fields.mapping().find(key).orElse(fields.mapping()),
              "Not a value that 'meshgate token create' writes"));
      return Optional.empty();
    }
    return text;
  }

  private static Optional<Instant> instant(Fields fields, String key, List<Problem> problems) {
    try {
      return fields.text(key).map(Instant::parse);
    } catch (DateTimeParseException e) {
      problems.add(
          Problem.error(
              fields.mapping().find(key).orElse(fields.mapping()),
              "Expected a time in UTC, for example 2026-11-23T05:00:00Z"));
      return Optional.empty();
    }
  }

  private void write(Iterable<AccessToken> tokens) throws IOException {
    StringBuilder text = new StringBuilder(HEADING).append("tokens:");
    boolean empty = true;
    for (AccessToken token : tokens) {
      empty = false;
      text.append("\n  - id: ").append(quoted(token.id()));
      text.append("\n    user: ").append(quoted(token.user()));
      token.label().ifPresent(label -> text.append("\n    label: ").append(quoted(label)));
      text.append("\n    sha256: ").append(quoted(token.hash()));
      text.append("\n    created: ").append(quoted(token.created().toString()));
      token
          .expires()
          .ifPresent(end -> text.append("\n    expires: ").append(quoted(end.toString())));
    }
    SecretFile.replace(path, text.append(empty ? " []\n" : "\n").toString());
  }

  // A JSON string is a YAML string.
  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  private Lock lock() throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException(path + " is a folder");
    }
    Files.createDirectories(folder);
    Path file = folder.resolve("." + path.getFileName() + ".lock");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      return new Lock(channel, channel.lock());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** The right to change the file. */
  private record Lock(FileChannel channel, FileLock held) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
