package io.meshgate.connector.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.connector.testing.AllocatorExtension;
import io.meshgate.connector.testing.ArrowRows;
import io.meshgate.spi.Cancellation;
import io.meshgate.spi.Connector;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The server encodes random numbers, the decoder must give them back. */
class DecimalRoundTripTest {

  @RegisterExtension static final Server SERVER = new Server();

  private static final int NUMBERS = 2000;

  @RegisterExtension final AllocatorExtension memory = new AllocatorExtension();

  @RepeatedTest(10)
  void decodesWhatTheServerEncodes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int precision = 1 + random.nextInt(38);
    int scale = random.nextInt(precision + 1);
    System.out.println("seed " + seed + ": numeric(" + precision + ", " + scale + ")");
    List<BigDecimal> numbers =
        Stream.generate(() -> number(random, precision, scale)).limit(NUMBERS).toList();
    String values =
        numbers.stream()
            .map(number -> "('" + number.toPlainString() + "'::numeric)")
            .collect(Collectors.joining(", "));
    try (Connector connector = SERVER.connect()) {
      List<?> decoded =
          ArrowRows.column(
              ArrowRows.drain(
                  connector.open(
                      Server.scan(
                          "SELECT v AS a FROM (VALUES " + values + ") AS t (v)",
                          new ArrowType.Decimal(precision, scale, 128)),
                      Server.context(memory.allocator(), new Cancellation()))),
              0);
      assertThat(decoded).as("seed %d", seed).isEqualTo(numbers);
    }
  }

  /** Any number of digits up to the precision, often with zeros at the end. */
  private static BigDecimal number(Random random, int precision, int scale) {
    int digits = random.nextInt(precision + 1);
    int zeros = random.nextInt(digits + 1);
    BigInteger unscaled =
        new BigInteger(130, random)
            .mod(BigInteger.TEN.pow(digits - zeros))
            .multiply(BigInteger.TEN.pow(zeros));
    return new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), scale);
  }
}
