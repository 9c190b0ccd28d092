// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
import QtQuick
import QtQuick.Controls
import QtQuick.Controls.Material
import QtQuick.Layouts
import Rainbow

// A message: own ones to the right, with a tick that tells what became of them.
Item {
    id: bubble

    required property string messageId
    required property string from
    required property string text
    required property date time
    required property int deliveryState
    readonly property bool own: deliveryState !== MessageModel.Received
    readonly property bool failed: deliveryState === MessageModel.Failed
    readonly property string tick: {
        switch (deliveryState) {
        case MessageModel.Queued: return "◷"
        case MessageModel.Sent: return "✓"
        case MessageModel.Delivered: return "✓✓"
        case MessageModel.Failed: return "✗"
        default: return ""
        }
    }

    signal retry(messageId: string)

    implicitHeight: column.implicitHeight + 8

    Column {
        id: column
        anchors.right: bubble.own ? parent.right : undefined
        anchors.left: bubble.own ? undefined : parent.left
        anchors.margins: 12
        y: 4
        spacing: 4

        Rectangle {
            id: box
            readonly property real most: bubble.width * 0.78
            anchors.right: bubble.own ? parent.right : undefined
            // A pixel more than the text, or what is rounded breaks the line.
            width: Math.min(most, Math.ceil(Math.max(words.implicitWidth, foot.implicitWidth,
                                                     bubble.own ? 0 : sender.implicitWidth)) + 25)
            height: content.implicitHeight + 20
            radius: 14
            color: bubble.own ? Qt.alpha(bubble.Material.accent, 0.28) : Qt.alpha(bubble.Material.foreground, 0.09)

            ColumnLayout {
                id: content
                anchors { left: parent.left; right: parent.right; top: parent.top; leftMargin: 12; rightMargin: 12; topMargin: 10 }
                spacing: 2

                Label {
                    id: sender
                    visible: !bubble.own
                    Layout.fillWidth: true
                    text: bubble.from
                    font.bold: true
                    elide: Text.ElideRight
                    textFormat: Text.PlainText
                    color: bubble.Material.accent
                }
                Label {
                    id: words
                    Layout.fillWidth: true
                    text: bubble.text
                    textFormat: Text.PlainText
                    wrapMode: Text.Wrap
                }
                Label {
                    id: foot
                    Layout.alignment: Qt.AlignRight
                    text: Qt.formatTime(bubble.time, "HH:mm") + (bubble.own ? "  " + bubble.tick : "")
                    font.pixelSize: 12
                    opacity: bubble.failed ? 1 : 0.65
                    color: bubble.failed ? bubble.Material.color(Material.Red) : bubble.Material.foreground
                }
            }
        }

        Button {
            objectName: "retry"
            visible: bubble.failed
            anchors.right: parent.right
            text: qsTr("Retry")
            flat: true
            Material.foreground: Material.Red
            onClicked: bubble.retry(bubble.messageId)
        }
    }
}
