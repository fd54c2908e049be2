/** Brokers in the process of their applications, reached by {@code vm://NAME}. */
package org.portagemq.server.vm;
