// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** Messages on their way into topics, for everything that stores some. */
package org.portagemq.remoting.publish;
