// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** Traces of messages by OpenTelemetry, for applications that have it. */
package org.portagemq.client.opentelemetry;
