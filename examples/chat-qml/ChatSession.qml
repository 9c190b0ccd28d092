// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound
import QtQuick
import Rainbow

// A user of the chat: one connection, and the rooms she is in.
Item {
    id: session

    required property url url
    required property string deviceId
    required property string userName
    /// ChatRooms.
    property var rooms: []
    /// In the background the connection is kept so long: messages come, and nothing is to be made
    /// up for afterwards. A phone may stop the app before.
    property int backgroundTime: 60000
    readonly property bool online: client.online
    readonly property string errorString: client.errorString

    signal problem(text: string)

    function room(name: string): ChatRoom {
        return rooms.find(each => each.name === name) ?? null
    }

    function join(name: string): ChatRoom {
        let entered = room(name)
        if (!entered) {
            entered = roomComponent.createObject(session, {name: name}) as ChatRoom
            rooms = [...rooms, entered]
            enter(entered, false)
        }
        return entered
    }

    function leave(left: ChatRoom) {
        rooms = rooms.filter(each => each !== left)
        client.send(11, {room: left.name})
        left.destroy(1000) // while its page slides away
    }

    function enter(entered: ChatRoom, again: bool) {
        if (!client.online)
            return // onBloomed sees to it
        client.send(10, {room: entered.name, name: userName, after: entered.lastId})
            .then(answer => {
                if (answer.status !== "ok") {
                    session.problem(answer.msg ?? qsTr("The business server does not know of rooms"))
                    return
                }
                entered.joined(answer)
                // For what was said while we were on the way in.
                if (!again)
                    session.enter(entered, true)
            })
            .fail(error => {
                if (error.code !== RainbowError.Faded && error.code !== RainbowError.Destroyed)
                    session.problem(error.text)
            })
    }

    function say(where: ChatRoom, text: string) {
        const key = deviceId + "-" + Date.now() + "-" + Math.floor(Math.random() * 1e9)
        send(where, key, text)
    }

    function retry(where: ChatRoom, key: string) {
        send(where, key, where.messages.value(key, "text"))
    }

    function send(where: ChatRoom, key: string, text: string) {
        const messages = where.messages
        messages.add(12, {room: where.name, key: key, from: userName, text: text}, key)
        // The business server says one key once, so at least once does.
        client.send(12, {room: where.name, key: key, name: userName, text: text},
                    RainbowClient.AtLeastOnce)
            .then(answer => {
                if (answer.status !== "ok") {
                    messages.setState(key, MessageModel.Failed)
                    session.problem(answer.msg ?? "")
                } else if (messages.value(key, "deliveryState") === MessageModel.Queued) {
                    messages.setState(key, MessageModel.Sent)
                }
            })
            .fail(error => {
                if (error.code !== RainbowError.Destroyed) // else the list is gone, too
                    messages.setState(key, MessageModel.Failed)
            })
    }

    Component {
        id: roomComponent
        ChatRoom {}
    }

    RainbowClient {
        id: client
        url: session.url
        deviceId: session.deviceId
        active: true

        onBloomed: resumed => {
            // In the session of before she is in her rooms still.
            if (!resumed)
                session.rooms.forEach(each => session.enter(each, false))
        }
        Component.onCompleted: {
            client.onMessage(12, message => { session.room(message.json.room)?.said(message.json) })
            client.onMessage(13, message => { session.room(message.json.room)?.presence(message.json) })
            client.onMessage(14, message => {
                session.room(message.json.room)?.messages
                    .setState(message.json.key, MessageModel.Delivered)
            })
        }
    }

    // To the foreground: the library looks by itself whether the connection lives, and connects at
    // once if not. To the background: a while later the connection ends, which spares the battery.
    property int applicationState: Qt.application.state // qmllint disable
    readonly property bool inForeground: applicationState === Qt.ApplicationActive
                                         || applicationState === Qt.ApplicationInactive

    onInForegroundChanged: {
        if (inForeground)
            client.active = true
    }

    Timer {
        interval: session.backgroundTime
        running: !session.inForeground
        onTriggered: client.active = false
    }
}
