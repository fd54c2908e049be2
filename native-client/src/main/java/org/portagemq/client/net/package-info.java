// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** The threads that do the input and output of all clients in a process. */
package org.portagemq.client.net;
