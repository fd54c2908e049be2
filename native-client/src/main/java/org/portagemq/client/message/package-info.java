// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** Messages, as applications make them and get them. */
package org.portagemq.client.message;
