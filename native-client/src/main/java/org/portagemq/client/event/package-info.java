// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** What a client tells about its connections. */
package org.portagemq.client.event;
