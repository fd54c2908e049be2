// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** Commands of the native protocol, and how they are written and read. */
package org.portagemq.client.codec;
