/** What the core takes from outside: clocks and threads. The only place that names the system's own. */
package org.portagemq.core.platform;
