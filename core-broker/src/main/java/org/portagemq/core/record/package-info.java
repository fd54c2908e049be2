/** What the core writes into the log: the kinds of records and their encodings. */
package org.portagemq.core.record;
