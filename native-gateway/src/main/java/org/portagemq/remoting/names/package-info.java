// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** Where topics are: the name server's role. */
package org.portagemq.remoting.names;
