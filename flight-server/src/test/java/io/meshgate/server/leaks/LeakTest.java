package io.meshgate.server.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import io.meshgate.server.e2e.Stores;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing that a caller sees depends on what it may not see: random rules, data and queries over
 * PostgreSQL, MariaDB and Parquet, through every door. For a longer run: {@code
 * -Dmeshgate.leaks.rounds=100 -Dmeshgate.seed=…}.
 */
@ExtendWith(Stores.Extension.class)
@Timeout(value = 1, unit = TimeUnit.DAYS)
class LeakTest {

  private static final int ROUNDS = Integer.getInteger("meshgate.leaks.rounds", 15);

  // Shares of fewer say little.
  private static final int ENOUGH = 300;

  @Test
  void nothingSeenDependsOnWhatIsHidden(Stores stores, @TempDir Path folder) throws Exception {
    LeakCampaign campaign = new LeakCampaign();
    for (int number = 0; number < ROUNDS && !campaign.isOver(); number++) {
      campaign.run(stores, folder.resolve("round" + number), number);
      System.out.println("round " + number + ": " + campaign.shortly());
    }
    String summary = campaign.summary();
    System.out.println(summary);
    assertThat(campaign.failures()).as(summary).isEmpty();
    // It would be silent if it were blind, too.
    if (campaign.cases() >= ENOUGH) {
      assertThat(campaign.shareAnswered()).as(summary).isGreaterThan(0.6);
      assertThat(campaign.shareWithRows()).as(summary).isGreaterThan(0.5);
      assertThat(campaign.shareHidden()).as(summary).isGreaterThan(0.5);
      assertThat(campaign.shareMasked()).as(summary).isGreaterThan(0.4);
    }
  }
}
