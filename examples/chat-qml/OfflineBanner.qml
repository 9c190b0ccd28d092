// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
import QtQuick
import QtQuick.Controls
import QtQuick.Layouts

// There is no connection.
Rectangle {
    id: banner

    required property ChatSession session

    visible: !session.online
    Layout.fillWidth: true
    implicitHeight: label.implicitHeight + 16
    color: "#ffe08a"

    Label {
        id: label
        anchors { fill: parent; margins: 8 }
        text: qsTr("Offline. What you write is sent when the connection is back.")
        color: "#3a2d00"
        wrapMode: Text.Wrap
        textFormat: Text.PlainText
    }
}
