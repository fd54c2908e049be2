// Copyright The PortageMQ authors
// SPDX-License-Identifier: Apache-2.0
/** Spring Boot's applications find the broker by their properties. */
package org.portagemq.spring;
