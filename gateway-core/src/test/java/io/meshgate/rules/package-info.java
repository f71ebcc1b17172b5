/** Policy files enforced end to end: real files, real sources, and answers worked out by hand. */
@NullMarked
package io.meshgate.rules;

import org.jspecify.annotations.NullMarked;
