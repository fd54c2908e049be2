// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** One client's connection: its requests, what answers them, and whom they are from. */
package org.portagemq.remoting.link;
