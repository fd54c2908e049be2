// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** What calls of the client fail with. */
package org.portagemq.client.error;
