// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
// As an app writes it: C++17, Qt's conversions from plain literals, the shared library and nothing
// but its public headers.
#include <rainbow/client.h>
#include <rainbow/version.h>

#include <QtTest>

class tst_ClientApi : public QObject {
    Q_OBJECT

private slots:
    void compilesAndLinks();
};

void tst_ClientApi::compilesAndLinks()
{
    Rainbow::Client client("127.0.0.1", 1);
    client.setHeader("X-Token", "token");
    client.setUrl(QUrl("ws://127.0.0.1:1/"));
    const char *pointer = "pointer";
    const char array[] = "array";
    QByteArrayList payloads;
    const QList<Rainbow::Delivery *> deliveries{
        client.send(1, "literal"),
        client.send(1, pointer, Rainbow::QoS::ExactlyOnce),
        client.send(1, array),
        client.send(1, QByteArray("bytes")),
        client.send(1, QString("text")),
        client.send(1, QJsonObject{{"message", "hello world"}}, Rainbow::QoS::ExactlyOnce),
        client.send(1, QJsonArray{1}),
        client.send(1, QJsonValue(2)),
        client.send(1, 3),
        client.send(1, true),
        client.send(
            1, "literal", Rainbow::QoS::AtLeastOnce, this, [](const QByteArray &) {},
            [](const Rainbow::Error &) {}),
        client.send(1, QJsonObject(), Rainbow::QoS::AtLeastOnce, this, [](const QByteArray &) {}),
    };
    for (const Rainbow::Delivery *delivery : deliveries)
        payloads.append(delivery->payload());
    QCOMPARE(payloads,
             (QByteArrayList{"literal", "pointer", "array", "bytes", "text",
                             "{\"message\":\"hello world\"}", "[1]", "2", "3", "true", "literal",
                             "{}"}));

    client.onMessage(1, this, [](const Rainbow::Message &) { return "literal"; });
    client.onMessage(1, this, [](const Rainbow::Message &) { return QString("text"); });
    client.onMessage(1, this, [](const Rainbow::Message &) -> QJsonValue { return 1; });
    client.onMessage(1, this, [](const Rainbow::Message &, Rainbow::Reply reply) {
        reply.answer(QJsonObject{{"a", 1}});
        reply.answer(QByteArray("b"));
        reply.answer("c");
    });
    connect(&client, &Rainbow::Client::faded, this, [](const Rainbow::Error &, bool) {});
    QSignalSpy states(&client, &Rainbow::Client::stateChanged);
    client.bloom();
    QVERIFY(states.wait());
    QCOMPARE(client.state(), Rainbow::Client::State::Blooming);

    bool caught = false;
    deliveries[0]->future().onFailed([&caught](const Rainbow::SendFailed &failed) {
        caught = failed.error().code() == Rainbow::Error::Code::Faded;
        return QByteArray();
    });
    client.fade();
    QTRY_VERIFY(caught);
    QCOMPARE(QByteArray(Rainbow::version()), QByteArray(RAINBOW_CLIENT_VERSION));
}

QTEST_GUILESS_MAIN(tst_ClientApi)
#include "tst_clientapi.moc"
