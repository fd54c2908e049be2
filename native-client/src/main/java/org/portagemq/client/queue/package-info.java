// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** Queues as logs, and how the members of a group share them. For the client itself, not for applications. */
package org.portagemq.client.queue;
