// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** Messages as this protocol's clients know them. */
package org.portagemq.remoting.message;
