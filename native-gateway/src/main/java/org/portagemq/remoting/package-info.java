// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** The native protocol's end in the broker, and the name server's role. */
package org.portagemq.remoting;
