package io.meshgate.server.flight.statement;

import io.meshgate.server.flight.delivery.ResultForm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Optional;

/**
 * A statement that a client carries in a ticket or a prepared statement's handle, so that any
 * gateway with the same key can go on with it.
 *
 * <p>Opening it gives no right to anything: the statement is planned and decided anew.
 *
 * @param id names the ticket or handle, for cancelling
 * @param subject whom it belongs to
 * @param expiry when it ends
 * @param sql the statement
 * @param defaultSchema the session's default schema when it was made
 * @param form how the client was told that the result is sent
 * @param parameters bound parameters, as {@link ParameterValues} writes them; empty if none are
 * @param schemaHash of the schema that the client was told, for a ticket
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; arrays are what is sealed and hashed.
record SealedStatement(
    String id,
    String subject,
    Instant expiry,
    String sql,
    Optional<String> defaultSchema,
    ResultForm form,
    byte[] parameters,
    byte[] schemaHash) {

  /** Why a statement is sealed; one kind is never taken for the other. */
  enum Kind {
    /** Names a prepared statement. */
    HANDLE,
    /** Fetches a result. */
    TICKET
  }

  /** The sealed form. */
  byte[] seal(Seal seal, Kind kind) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(id);
      out.writeLong(expiry.getEpochSecond());
      writeText(out, subject);
      writeText(out, sql);
      out.writeBoolean(defaultSchema.isPresent());
      writeText(out, defaultSchema.orElse(""));
      out.writeUTF(form.timestamps().name());
      out.writeUTF(form.nested().name());
      out.writeUTF(form.zone().getId());
      writeBytes(out, parameters);
      writeBytes(out, schemaHash);
    } catch (IOException e) {
      throw new IllegalStateException("Writing to memory does not fail", e);
    }
    return seal.close(kind.name(), bytes.toByteArray());
  }

  /** Opens a sealed form that belongs to {@code subject} and is in force. */
  static Optional<SealedStatement> open(
      Seal seal, Kind kind, byte[] sealed, String subject, Instant now) {
    return seal.open(kind.name(), sealed)
        .map(SealedStatement::read)
        .filter(statement -> statement.subject.equals(subject))
        .filter(statement -> statement.expiry.isAfter(now));
  }

  /** Whether the client was told a schema with this hash. */
  boolean promises(byte[] hash) {
    return Arrays.equals(schemaHash, hash);
  }

  private static SealedStatement read(byte[] message) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(message))) {
      String id = in.readUTF();
      Instant expiry = Instant.ofEpochSecond(in.readLong());
      String subject = readText(in);
      String sql = readText(in);
      boolean hasSchema = in.readBoolean();
      String schema = readText(in);
      ResultForm form =
          new ResultForm(
              ResultForm.Timestamps.valueOf(in.readUTF()),
              ResultForm.Nested.valueOf(in.readUTF()),
              ZoneId.of(in.readUTF()));
      return new SealedStatement(
          id,
          subject,
          expiry,
          sql,
          hasSchema ? Optional.of(schema) : Optional.empty(),
          form,
          readBytes(in),
          readBytes(in));
    } catch (IOException e) {
      throw new IllegalStateException("A seal that holds was put on another message", e);
    }
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readText(DataInputStream in) throws IOException {
    return new String(readBytes(in), StandardCharsets.UTF_8);
  }

  private static byte[] readBytes(DataInputStream in) throws IOException {
    return in.readNBytes(in.readInt());
  }
}
