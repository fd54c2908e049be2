// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** How messages stand in requests and answers. For the client itself, not for applications. */
package org.portagemq.client.form;
