// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** Readers of logs: by offset, by time, again and again. */
package org.portagemq.client.read;
