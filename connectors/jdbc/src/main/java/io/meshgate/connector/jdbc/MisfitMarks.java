package io.meshgate.connector.jdbc;

import io.meshgate.spi.ConnectorException;
import io.meshgate.spi.RemoteScan;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.jspecify.annotations.Nullable;

/**
 * What a reader does about values that do not fit, row by row: see {@link RemoteScan.Misfits}.
 *
 * <p>{@link #bind} is called for each new batch, {@link #refuse} for each misfit, and {@link
 * #endRow} after each row. Not safe for use by many threads.
 */
public final class MisfitMarks {

  private final boolean marking;
  private final StringBuilder row = new StringBuilder();
  private @Nullable VarCharVector marks;

  public MisfitMarks(RemoteScan.SqlScan scan) {
    this.marking = scan.misfits() == RemoteScan.Misfits.MARK;
  }

  /** Starts a batch. */
  public void bind(List<FieldVector> vectors) {
    marks = marking ? (VarCharVector) vectors.get(vectors.size() - 1) : null;
  }

  /**
   * Marks a column of the row at hand, which then counts as NULL there.
   *
   * @param misfit why its value is not delivered
   * @throws ConnectorException {@code misfit}, if it is not about a value or is not to be marked
   */
  public void refuse(int column, ConnectorException misfit) {
    boolean aboutValue =
        misfit.kind() == ConnectorException.Kind.DATA
            || misfit.kind() == ConnectorException.Kind.NUMERIC_OVERFLOW;
    if (!marking || !aboutValue) {
      throw misfit;
    }
    row.append(row.isEmpty() ? "," : "").append(column).append(',');
  }

  /** Writes the marks of a row, if it has any. */
  public void endRow(int index) {
    if (marks != null && !row.isEmpty()) {
      marks.setSafe(index, row.toString().getBytes(StandardCharsets.US_ASCII));
      row.setLength(0);
    }
  }
}
