// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import QtQuick.Controls.Material

// As large as a phone on a desktop, and all of the screen on a phone.
ApplicationWindow {
    id: window

    required property url url
    required property string deviceId
    required property string userName
    property alias session: chat

    width: 390
    height: 780
    visible: true
    title: qsTr("Rainbow chat")
    Material.theme: Material.System
    Material.accent: Material.Blue

    // The phone's "back" goes from a room to the rooms, and only from there out of the app.
    onClosing: close => {
        if (Qt.platform.os === "android" && stack.depth > 1) {
            close.accepted = false
            stack.pop()
        }
    }

    /// Against what the system says.
    function setDark(dark: bool) {
        Material.theme = dark ? Material.Dark : Material.Light
    }

    ChatSession {
        id: chat
        url: window.url
        deviceId: window.deviceId
        userName: window.userName
        onProblem: text => notice.show(text)
    }

    StackView {
        id: stack
        objectName: "stack"
        anchors.fill: parent
        initialItem: RoomsPage {
            session: chat
            onOpened: room => {
                room.unread = 0
                stack.push(roomPage, {room: room})
            }
        }
    }

    Component {
        id: roomPage
        RoomPage {
            session: chat
            onBack: stack.pop()
        }
    }

    ToolTip {
        id: notice
        x: (window.width - width) / 2
        y: window.height - height - 96
        timeout: 5000
    }
}
