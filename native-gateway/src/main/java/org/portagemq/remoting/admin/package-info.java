// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** Requests of administrators and their tools. */
package org.portagemq.remoting.admin;
