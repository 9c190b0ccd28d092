// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
import QtQml
import Rainbow

// Remembers how its sends end: the answer, or the code of the error.
RainbowClient {
    property var outcomes: []
    deviceId: "qml"
    function note(delivery: RainbowDelivery) {
        delivery.then(answer => outcomes.push(answer)).fail(error => outcomes.push(error.code))
    }
}
