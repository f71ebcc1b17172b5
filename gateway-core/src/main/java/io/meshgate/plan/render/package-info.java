/** How a placed piece of a plan is written as SQL of the engine that runs it. */
@NullMarked
package io.meshgate.plan.render;

import org.jspecify.annotations.NullMarked;
