package io.meshgate.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CancellationTest {

  private final Cancellation cancellation = new Cancellation();
  private final List<String> ran = new ArrayList<>();

  @Test
  void runsActionsOnceInReverseOrder() {
    cancellation.onCancel(() -> ran.add("first"));
    cancellation.onCancel(() -> ran.add("second"));

    cancellation.cancel();
    cancellation.cancel();

    assertThat(ran).containsExactly("second", "first");
    assertThat(cancellation.isCancelled()).isTrue();
  }

  @Test
  void runsAnActionAtOnceThatComesTooLate() {
    cancellation.cancel();

    cancellation.onCancel(() -> ran.add("late"));

    assertThat(ran).containsExactly("late");
  }

  @Test
  void forgetsAnActionThatWasWithdrawn() {
    cancellation.onCancel(() -> ran.add("withdrawn")).close();
    cancellation.onCancel(() -> ran.add("kept"));

    cancellation.cancel();

    assertThat(ran).containsExactly("kept");
  }
}
