/** The HTTP port: health for probes and metrics for Prometheus. */
package org.portagemq.server.http;
