// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** What applications put around sending and consuming. */
package org.portagemq.client.intercept;
