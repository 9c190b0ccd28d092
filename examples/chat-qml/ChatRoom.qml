// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
import QtQml
import Rainbow

// A room that the user is in: what was said, and who is there (examples/rooms.py).
QtObject {
    id: room

    required property string name
    property var people: []
    property int unread: 0
    property double lastId: 0
    property double version: 0
    readonly property MessageModel messages: MessageModel {
        idMember: "key"
        members: ["from", "text"]
    }

    function joined(answer: var) {
        version = 0
        presence(answer)
        for (const each of answer.history)
            said(each)
    }

    function said(message: var) {
        if (messages.indexOf(message.key) < 0)
            ++unread
        messages.receive(12, message)
        messages.setTime(message.key, new Date(message.time * 1000))
        lastId = Math.max(lastId, message.id)
    }

    function presence(news: var) {
        if (news.version < version)
            return
        version = news.version
        people = news.members
    }
}
