// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
pragma ComponentBehavior: Bound
import QtQuick
import QtTest
import Rainbow

// RainbowClient against a relay and the example business server.
TestCase {
    id: test
    name: "RainbowClient"

    // Set by the program that runs this: stage.
    readonly property var world: stage // qmllint disable unqualified

    Component {
        id: clients
        NotingClient {}
    }

    SignalSpy { id: messages; signalName: "messageReceived" }
    SignalSpy { id: ends; signalName: "faded" }

    function init() {
        messages.target = null
        ends.target = null
    }

    function bloomed(): NotingClient {
        const client = createTemporaryObject(clients, test, {url: test.world.url, active: true}) as NotingClient
        compare(client.state, RainbowClient.Blooming)
        tryCompare(client, "state", RainbowClient.Bloomed, 15000)
        verify(client.online)
        compare(client.errorString, "")
        return client
    }

    function test_inactiveDoesNothing() {
        const client = createTemporaryObject(clients, test, {url: test.world.url}) as NotingClient
        compare(client.state, RainbowClient.Faded)
        verify(!client.online)
    }

    function test_sendIsAnswered_data() {
        return [
            {tag: "once", qos: RainbowClient.AtLeastOnce},
            {tag: "exactly once", qos: RainbowClient.ExactlyOnce},
        ]
    }

    function test_sendIsAnswered(data) {
        const client = bloomed()
        client.note(client.send(42, {message: "hi", list: [1, null]}, data.qos))
        tryCompare(client.outcomes, "length", 1, 15000)
        compare(client.outcomes[0].type, 42)
        compare(client.outcomes[0].echo, {message: "hi", list: [1, null]})
    }

    function test_textIsSentAsItIs() {
        const client = bloomed()
        client.note(client.send(1, "grüß dich"))
        tryCompare(client.outcomes, "length", 1, 15000)
        compare(client.outcomes[0].echo, "grüß dich")
    }

    function test_thenMayComeLate() {
        const client = bloomed()
        const send = client.send(1, "x")
        tryCompare(send, "state", RainbowDelivery.Succeeded, 15000)
        client.note(send)
        tryCompare(client.outcomes, "length", 1, 15000)
        compare(client.outcomes[0].echo, "x")
    }

    function test_offlineFails() {
        const client = createTemporaryObject(clients, test, {url: test.world.url}) as NotingClient
        client.note(client.send(1, "x", RainbowClient.AtMostOnce))
        compare(client.outcomes.length, 0)
        tryCompare(client.outcomes, "length", 1, 15000)
        compare(client.outcomes[0], RainbowError.Offline)
    }

    function test_queuedIsSentOnBloom() {
        const client = createTemporaryObject(clients, test, {url: test.world.url}) as NotingClient
        client.note(client.send(1, "early"))
        client.active = true
        tryCompare(client.outcomes, "length", 1, 15000)
        compare(client.outcomes[0].echo, "early")
    }

    function test_cancelFails() {
        const client = createTemporaryObject(clients, test, {url: test.world.url}) as NotingClient
        const send = client.send(1, "x")
        client.note(send)
        send.cancel()
        tryCompare(client.outcomes, "length", 1, 15000)
        compare(client.outcomes[0], RainbowError.Cancelled)
    }

    function test_badTypeIsAnError() {
        const client = createTemporaryObject(clients, test, {url: test.world.url}) as NotingClient
        for (const type of [-1, 65536]) {
            let thrown = ""
            try { client.send(type, "x") } catch (error) { thrown = error.message }
            verify(thrown.includes("0 to 65535"), thrown)
        }
    }

    function test_messageIsReceivedAndAnswered() {
        const client = bloomed()
        messages.target = client
        messages.clear()
        client.onMessage(9, message => { return {seen: message.json.n} })
        const answer = JSON.parse(test.world.send("qml", 9, "{\"n\": 5}"))
        tryCompare(messages, "count", 1, 15000)
        const message = messages.signalArguments[0][0]
        compare(message.type, 9)
        compare(message.json.n, 5)
        compare(message.text, "{\"n\": 5}")
        compare(JSON.parse(answer.data).seen, 5)
    }

    function test_brokenHandlerAnswersNothing() {
        const client = bloomed()
        client.onMessage(9, () => { throw new Error("broken") })
        ignoreWarning(/broken/)
        const answer = JSON.parse(test.world.send("qml", 9, "x"))
        compare(answer.connections, 1)
        compare(answer.data, "")
    }

    function test_messageModelTakesMessages() {
        const client = bloomed()
        const model = createTemporaryObject(models, test) as MessageModel
        client.messageReceived.connect(message => model.append(message))
        test.world.send("qml", 3, "{\"from\": \"Ada\"}")
        tryCompare(model, "count", 1, 15000)
        compare(model.get(0).from, "Ada")
    }

    Component {
        id: models
        MessageModel { members: ["from"] }
    }

    function test_fadeEnds() {
        const client = bloomed()
        ends.target = client
        ends.clear()
        client.active = false
        tryCompare(ends, "count", 1, 15000)
        compare(ends.signalArguments[0][1], true)
        compare(client.state, RainbowClient.Faded)
    }

    function test_relayComesBack() {
        const client = bloomed()
        compare(test.world.stopRelay(), 0)
        tryCompare(client, "state", RainbowClient.Withering, 15000)
        verify(client.errorString !== "")
        client.note(client.send(1, "meanwhile"))
        verify(test.world.startRelay())
        tryCompare(client.outcomes, "length", 1, 25000)
        compare(client.outcomes[0].echo, "meanwhile")
        compare(client.state, RainbowClient.Bloomed)
        compare(client.errorString, "")
    }

    function test_destructionEndsSends() {
        const client = clients.createObject(test, {url: test.world.url}) as NotingClient
        const outcomes = []
        client.send(1, "x").fail(error => outcomes.push(error.code))
        client.destroy()
        tryCompare(outcomes, "length", 1, 15000)
        compare(outcomes[0], RainbowError.Destroyed)
    }
}
