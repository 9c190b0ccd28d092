// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "tlsstage.h"

#include <QTest>

#include <csignal>

#include <sys/stat.h>

using namespace Rainbow;
using namespace Rainbow::Test;

/// Certificates are renewed while the relay runs.
class TestTlsReload : public QObject {
    Q_OBJECT

private:
    /// The serial number of the certificate that a new connection is shown.
    static QByteArray shown(const Server &server)
    {
        const auto socket = makeSocket(server);
        if (!connectSocket(*socket, server))
            return "no connection";
        return qobject_cast<QSslSocket *>(socket.get())->peerCertificate().serialNumber();
    }
    static QByteArray serialIn(const QByteArray &path)
    {
        return QSslCertificate::fromPath(QString::fromUtf8(path)).constFirst().serialNumber();
    }

private Q_SLOTS:
    void renewal()
    {
        TlsStage stage;
        QVERIFY(stage.start({}, 2));
        const QByteArray before = serialIn(stage.certificates[0]);
        QCOMPARE(shown(stage.server()), before);
        const ClientPtr client = stage.client("room");
        QVERIFY(client);

        // The same files, other content.
        stage.renew(0, {"localhost"});
        QCOMPARE(shown(stage.server()), before);
        QVERIFY(stage.reload(stage.tlsSettings()));
        QVERIFY(stage.relay.hasLogged("certificates read again"));
        const QByteArray after = serialIn(stage.certificates[0]);
        QVERIFY(after != before);
        for (int i = 0; i < 8; ++i) // by either worker
            QCOMPARE(shown(stage.server()), after);

        // Who was there is still there.
        QCOMPARE(stage.members("room"), 1);
        client->sendMessage(1, "still here", QoS::ExactlyOnce);
        QVERIFY(client->waitFor(PacketCommand::Com));
    }

    void oneMore()
    {
        TlsStage stage;
        QVERIFY(stage.start());
        QCOMPARE(shown(stage.serverNamed("later.test")), "no connection");
        stage.add({"later.test"}, u"later"_qs);
        QVERIFY(stage.reload(stage.tlsSettings()));
        QCOMPARE(shown(stage.serverNamed("later.test")), serialIn(stage.certificates.last()));
    }

    void onAndOff()
    {
        TlsStage stage;
        QVERIFY(stage.start());
        const ClientPtr encrypted = stage.client();
        QVERIFY(encrypted);
        QVERIFY(stage.reload({}));
        const auto tls = std::exchange(stage.tls, nullptr);
        const ClientPtr plain = stage.client();
        QVERIFY(plain);
        QVERIFY(stage.reload(stage.tlsSettings()));
        stage.tls = tls;
        QVERIFY(stage.isHealthy());
        // Each goes on as it has begun.
        for (const ClientPtr *client : {&encrypted, &plain}) {
            (*client)->sendMessage(1, "x", QoS::AtLeastOnce);
            QVERIFY((*client)->waitFor(PacketCommand::Ack));
        }
    }

    void brokenFilesKeepTheOldOnes()
    {
        TlsStage stage;
        QVERIFY(stage.start());
        const QByteArray before = serialIn(stage.certificates[0]);
        stage.renew(0, {"localhost"});
        QCOMPARE(::chmod(stage.keys[0].constData(), 0644), 0);
        stage.relay.signal(SIGHUP);
        EVENTUALLY(stage.relay.hasLogged("the old settings stay"));
        QVERIFY(stage.relay.hasLogged(": key = " + stage.keys[0] + ": others than"));
        QCOMPARE(shown(stage.server()), before);
        QVERIFY(stage.isHealthy());
        // Mended, and all is well.
        QCOMPARE(::chmod(stage.keys[0].constData(), 0600), 0);
        QVERIFY(stage.reload(stage.tlsSettings()));
        QCOMPARE(shown(stage.server()), serialIn(stage.certificates[0]));
    }
};

QTEST_GUILESS_MAIN(TestTlsReload)
#include "tst_tlsreload.moc"
