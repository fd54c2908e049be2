/**
 * Filters: tag expressions and selectors, parsed once, evaluated at a bounded cost. Immutable and thread-safe, but for
 * {@link org.portagemq.core.filter.Subject}, which belongs to one message and one thread at a time.
 */
package org.portagemq.core.filter;
