// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import QtQuick.Controls.Material
import QtQuick.Layouts

// What is said in one room.
Page {
    id: page

    required property ChatSession session
    required property ChatRoom room

    signal back()

    title: room.name

    function say() {
        const text = field.text.trim()
        if (text === "")
            return
        field.clear()
        session.say(room, text)
        list.positionViewAtEnd()
    }

    header: ToolBar {
        Material.elevation: 0
        RowLayout {
            anchors { fill: parent; rightMargin: 8 }
            ToolButton {
                objectName: "back"
                text: "‹"
                font.pixelSize: 28
                Accessible.name: qsTr("Back")
                onClicked: page.back()
            }
            ColumnLayout {
                spacing: 0
                Label {
                    Layout.fillWidth: true
                    text: page.room.name
                    font { bold: true; pixelSize: 18 }
                    elide: Text.ElideRight
                    textFormat: Text.PlainText
                }
                Label {
                    objectName: "people"
                    Layout.fillWidth: true
                    text: page.room.people.join(", ")
                    font.pixelSize: 13
                    opacity: 0.8
                    elide: Text.ElideRight
                    textFormat: Text.PlainText
                }
            }
            ToolButton {
                objectName: "leave"
                text: qsTr("Leave")
                onClicked: {
                    page.back()
                    page.session.leave(page.room)
                }
            }
        }
    }

    ColumnLayout {
        anchors.fill: parent
        spacing: 0

        OfflineBanner { session: page.session }

        ListView {
            id: list
            objectName: "messages"
            property bool atEnd: true

            Layout.fillWidth: true
            Layout.fillHeight: true
            clip: true
            model: page.room.messages
            topMargin: 8
            bottomMargin: 8
            ScrollBar.vertical: ScrollBar {}
            // Who reads further up stays there.
            onMovementEnded: atEnd = atYEnd
            onCountChanged: {
                if (atEnd)
                    positionViewAtEnd()
                page.room.unread = 0
            }
            onHeightChanged: {
                if (atEnd)
                    positionViewAtEnd()
            }
            delegate: MessageBubble {
                width: list.width
                onRetry: messageId => page.session.retry(page.room, messageId)
            }

            Label {
                anchors.centerIn: parent
                visible: list.count === 0
                text: qsTr("Nothing was said yet.")
                opacity: 0.6
            }
        }

        RowLayout {
            Layout.fillWidth: true
            Layout.margins: 8
            TextField {
                id: field
                objectName: "field"
                Layout.fillWidth: true
                placeholderText: qsTr("Write a message")
                maximumLength: 4000
                onAccepted: page.say()
            }
            RoundButton {
                objectName: "send"
                text: "➤"
                highlighted: true
                enabled: field.text.trim() !== ""
                Accessible.name: qsTr("Send")
                onClicked: page.say()
            }
        }
    }
}
