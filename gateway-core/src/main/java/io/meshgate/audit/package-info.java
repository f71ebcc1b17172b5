/** What is put on record about statements: what they named, and what was decided about it. */
@NullMarked
package io.meshgate.audit;

import org.jspecify.annotations.NullMarked;
