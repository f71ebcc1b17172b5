/** What plans say of types beyond the types themselves: names, and what nested values may do. */
@NullMarked
package io.meshgate.plan.types;

import org.jspecify.annotations.NullMarked;
