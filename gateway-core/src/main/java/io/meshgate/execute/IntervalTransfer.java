package io.meshgate.execute;

import io.meshgate.session.ErrorCode;
import io.meshgate.session.QueryException;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntervalDayVector;
import org.apache.arrow.vector.IntervalMonthDayNanoVector;
import org.apache.arrow.vector.IntervalYearVector;

/**
 * Writes the engine's intervals, which count months, days and nanoseconds, as the standard's two
 * kinds: of months, and of days and milliseconds.
 */
final class IntervalTransfer {

  private static final long NANOS_PER_DAY = TimeUnit.DAYS.toNanos(1);
  private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private IntervalTransfer() {}

  /** Whether the vectors are the engine's intervals and the planned ones. */
  static boolean applies(FieldVector from, FieldVector to) {
    return from instanceof IntervalMonthDayNanoVector
        && (to instanceof IntervalYearVector || to instanceof IntervalDayVector);
  }

  /**
   * Writes all intervals of {@code from}, which is empty afterwards.
   *
   * @throws QueryException if one is not of the planned kind or has a part of a millisecond
   */
  static void move(FieldVector from, FieldVector to) {
    IntervalMonthDayNanoVector intervals = (IntervalMonthDayNanoVector) from;
    int rows = intervals.getValueCount();
    to.setInitialCapacity(rows);
    to.allocateNew();
    for (int row = 0; row < rows; row++) {
      if (intervals.isNull(row)) {
        to.setNull(row);
      } else if (to instanceof IntervalYearVector months) {
        writeMonths(intervals, row, months);
      } else {
        writeDays(intervals, row, (IntervalDayVector) to);
      }
    }
    to.setValueCount(rows);
    from.clear();
  }

  private static void writeMonths(IntervalMonthDayNanoVector from, int row, IntervalYearVector to) {
    if (days(from, row) != 0 || nanos(from, row) != 0) {
      throw misfit("An interval of months has days");
    }
    to.set(row, months(from, row));
  }

  private static void writeDays(IntervalMonthDayNanoVector from, int row, IntervalDayVector to) {
    long nanos = nanos(from, row);
    if (months(from, row) != 0) {
      throw misfit("An interval of days has months");
    }
    if (nanos % NANOS_PER_MILLI != 0) {
      throw misfit("An interval has a part of a millisecond; round the timestamps");
    }
    long days = Math.addExact(days(from, row), nanos / NANOS_PER_DAY);
    to.set(row, Math.toIntExact(days), (int) (nanos % NANOS_PER_DAY / NANOS_PER_MILLI));
  }

  private static int months(IntervalMonthDayNanoVector vector, int row) {
    return IntervalMonthDayNanoVector.getMonths(vector.getDataBuffer(), row);
  }

  private static int days(IntervalMonthDayNanoVector vector, int row) {
    return IntervalMonthDayNanoVector.getDays(vector.getDataBuffer(), row);
  }

  private static long nanos(IntervalMonthDayNanoVector vector, int row) {
    return IntervalMonthDayNanoVector.getNanoseconds(vector.getDataBuffer(), row);
  }

  private static QueryException misfit(String what) {
    return new QueryException(ErrorCode.UNSUPPORTED, what + ", which its type cannot hold");
  }
}
