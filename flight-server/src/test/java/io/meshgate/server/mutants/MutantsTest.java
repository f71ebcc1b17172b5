package io.meshgate.server.mutants;

import com.google.common.collect.ImmutableList;
import io.meshgate.connector.testing.mutant.Mutant;
import io.meshgate.connector.testing.mutant.MutantsContract;
import java.util.Optional;

/** The server's defenses, and those of the engine that show on the wire. */
class MutantsTest extends MutantsContract {

  MutantsTest() {
    super(
        "In the server",
        ImmutableList.<Mutant>builder().addAll(CallerMutants.ALL).addAll(RecordMutants.ALL).build(),
        Optional.empty());
  }
}
