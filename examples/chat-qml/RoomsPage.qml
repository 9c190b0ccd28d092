// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls
import QtQuick.Controls.Material
import QtQuick.Layouts

// The rooms that the user is in.
Page {
    id: page

    required property ChatSession session

    signal opened(room: ChatRoom)

    title: qsTr("Rooms")

    function join() {
        const name = field.text.trim()
        if (name === "")
            return
        field.clear()
        opened(session.join(name))
    }

    header: ToolBar {
        Material.elevation: 0
        RowLayout {
            anchors { fill: parent; leftMargin: 16; rightMargin: 16 }
            Label {
                Layout.fillWidth: true
                text: qsTr("Rooms")
                font { bold: true; pixelSize: 20 }
            }
            Label {
                objectName: "connection"
                text: page.session.online ? qsTr("● Online") : qsTr("○ Offline")
            }
        }
    }

    ColumnLayout {
        anchors.fill: parent
        spacing: 0

        OfflineBanner { session: page.session }

        ListView {
            id: list
            objectName: "rooms"
            Layout.fillWidth: true
            Layout.fillHeight: true
            clip: true
            model: page.session.rooms
            delegate: ItemDelegate {
                id: item
                required property ChatRoom modelData
                width: list.width
                onClicked: page.opened(modelData)
                contentItem: RowLayout {
                    ColumnLayout {
                        spacing: 2
                        Label {
                            Layout.fillWidth: true
                            text: item.modelData.name
                            font { bold: true; pixelSize: 16 }
                            elide: Text.ElideRight
                            textFormat: Text.PlainText
                        }
                        Label {
                            Layout.fillWidth: true
                            text: item.modelData.people.join(", ")
                            opacity: 0.65
                            elide: Text.ElideRight
                            textFormat: Text.PlainText
                        }
                    }
                    Label {
                        visible: item.modelData.unread > 0
                        text: item.modelData.unread
                        padding: 6
                        color: "white"
                        background: Rectangle { radius: height / 2; color: item.Material.accent }
                    }
                }
            }

            Label {
                anchors.centerIn: parent
                visible: list.count === 0
                text: qsTr("Join a room, and say something.")
                opacity: 0.6
            }
        }

        RowLayout {
            Layout.fillWidth: true
            Layout.margins: 8
            TextField {
                id: field
                objectName: "newRoom"
                Layout.fillWidth: true
                placeholderText: qsTr("Join a room")
                maximumLength: 64
                onAccepted: page.join()
            }
            Button {
                objectName: "join"
                text: qsTr("Join")
                enabled: field.text.trim() !== ""
                onClicked: page.join()
            }
        }
    }
}
