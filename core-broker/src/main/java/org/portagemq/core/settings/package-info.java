/** Settings: each module declares its own next to their use; the server collects, reads and checks them. */
package org.portagemq.core.settings;
