// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "tlspair.h"

#include <QTest>

#include <random>

using namespace Rainbow;
using Status = TlsStream::Status;

/// Before there is something to say.
class TestTlsHandshake : public QObject {
    Q_OBJECT

private:
    TlsFiles m_files;
    std::shared_ptr<const TlsContext> m_context;

private Q_SLOTS:
    void initTestCase()
    {
        m_files.add({"localhost"}, u"a"_qs);
        m_context = m_files.context();
    }

    void byteByByte_data() { addTlsVersions(); }
    void byteByByte()
    {
        QFETCH(int, version);
        TlsPair pair(m_context, {version, {}, {}, nullptr});
        QVERIFY(pair.shakeHands(1));
        pair.clientWrites("hello");
        pair.clientWrites("again");
        QByteArray got;
        const QByteArray bytes = pair.clientSends();
        for (const char byte : bytes) {
            pair.carry(QByteArray(1, byte));
            got += pair.serverReads();
            QCOMPARE(pair.last, Status::Blocked);
        }
        QCOMPARE(got, "helloagain");
    }

    void oldVersionsAreRefused()
    {
        TlsPair pair(m_context, {TLS1_1_VERSION, {}, {}, nullptr});
        QVERIFY(!pair.shakeHands());
        QCOMPARE(pair.last, Status::Failed);
        QCOMPARE(pair.stream->error(), "unsupported protocol");
        pair.clientTakes(pair.fromWire());
        pair.clientWorks();
        QVERIFY(takeOpenSslError().contains("alert protocol version"));
    }

    void garbage_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("zeros") << QByteArray(100, '\0');
        QTest::newRow("noise") << noise(1'000);
        QTest::newRow("empty hello") << QByteArray::fromHex("160301000401000000");
        QTest::newRow("data") << QByteArray::fromHex("17030300050102030405");
        QTest::newRow("rainbow") << QByteArray("rainbow");
        QTest::newRow("SSL 2") << QByteArray::fromHex(
            "802e0100020015000000100100800200800300800400");
    }

    void garbage()
    {
        QFETCH(QByteArray, bytes);
        TlsPair pair(m_context);
        pair.carry(bytes);
        ::shutdown(pair.peer, SHUT_WR);
        QCOMPARE(pair.serverReads(), QByteArray());
        if (pair.last == Status::Blocked)
            QCOMPARE(pair.serverReads(), QByteArray());
        QVERIFY(pair.last == Status::Failed || pair.last == Status::End);
        if (pair.last == Status::Failed)
            QVERIFY(!pair.stream->error().isEmpty());
        // It stays like that.
        QCOMPARE(pair.serverReads(), QByteArray());
        QVERIFY(pair.last != Status::Blocked);
    }

    void plainHttp_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("GET") << QByteArray("GET / HTTP/1.1\r\n\r\n");
        QTest::newRow("OPTIONS") << QByteArray("OPTIONS * HTTP/1.1\r\n\r\n");
        QTest::newRow("one letter") << QByteArray("P");
    }

    void plainHttp()
    {
        QFETCH(QByteArray, bytes);
        TlsPair pair(m_context);
        pair.carry(bytes);
        QCOMPARE(pair.serverReads(), QByteArray());
        QCOMPARE(pair.last, Status::PlainHttp);
        QVERIFY(!pair.stream->wantsWrite());
        QCOMPARE(pair.fromWire(), QByteArray()); // no alert before the answer
        QVERIFY(TlsStream::plainHttpAnswer().startsWith("HTTP/1.1 400 "));
    }

    void truncatedHandshake()
    {
        TlsPair pair(m_context);
        pair.clientWorks();
        pair.carry(pair.clientSends(100));
        (void)pair.serverReads();
        QCOMPARE(pair.last, Status::Blocked);
        QVERIFY(!pair.stream->isEstablished());
        ::shutdown(pair.peer, SHUT_WR);
        (void)pair.serverReads();
        QCOMPARE(pair.last, Status::End);
    }

    void corruptedHandshakes()
    {
        std::mt19937 random(7);
        for (int round = 0; round < 300; ++round) {
            TlsPair pair(m_context, {round % 2 ? TLS1_2_VERSION : TLS1_3_VERSION, {}, {}, nullptr});
            for (int i = 0; i < 4; ++i) {
                pair.clientWorks();
                QByteArray bytes = pair.clientSends();
                if (!bytes.isEmpty() && random() % 2)
                    bytes[qsizetype(random() % size_t(bytes.size()))] = char(random());
                pair.carry(bytes);
                (void)pair.serverReads();
                pair.clientTakes(pair.fromWire());
            }
        }
    }

    void protocols_data()
    {
        QTest::addColumn<QByteArray>("offered");
        QTest::addColumn<bool>("fine");
        QTest::newRow("none") << QByteArray() << true;
        QTest::newRow("http/1.1") << QByteArray("\x08http/1.1") << true;
        QTest::newRow("h2 and http/1.1") << QByteArray("\x02h2\x08http/1.1") << true;
        QTest::newRow("h2 only") << QByteArray("\x02h2") << false;
        QTest::newRow("http/1.0") << QByteArray("\x08http/1.0") << false;
    }

    void protocols()
    {
        QFETCH(QByteArray, offered);
        QFETCH(bool, fine);
        TlsPair pair(m_context, {TLS1_3_VERSION, {}, offered, nullptr});
        QCOMPARE(pair.shakeHands(), fine);
        const unsigned char *chosen = nullptr;
        unsigned size = 0;
        SSL_get0_alpn_selected(pair.client(), &chosen, &size);
        QCOMPARE(QByteArray(reinterpret_cast<const char *>(chosen), qsizetype(size)),
                 fine && !offered.isEmpty() ? QByteArray("http/1.1") : QByteArray());
        if (fine)
            return;
        pair.clientTakes(pair.fromWire());
        pair.clientWorks();
        QVERIFY(takeOpenSslError().contains("no application protocol"));
    }

    void resumption_data() { addTlsVersions(); }
    void resumption()
    {
        QFETCH(int, version);
        TlsPair first(m_context, {version, {}, {}, nullptr});
        QVERIFY(first.shakeHands());
        SSL_SESSION *session = SSL_get1_session(first.client());
        TlsPair second(m_context, {version, {}, {}, session});
        QVERIFY(second.shakeHands());
        SSL_SESSION_free(session);
        QVERIFY(SSL_session_reused(second.client()));
    }

    void renegotiationIsRefused()
    {
        TlsPair pair(m_context, {TLS1_2_VERSION, {}, {}, nullptr});
        QVERIFY(pair.shakeHands());
        QCOMPARE(SSL_renegotiate(pair.client()), 1);
        pair.clientWorks();
        pair.carry(pair.clientSends());
        QCOMPARE(pair.serverReads(), QByteArray());
        QVERIFY(pair.stream->isEstablished()); // no second handshake has begun
        pair.clientTakes(pair.fromWire());
        pair.clientWorks();
        QVERIFY(takeOpenSslError().contains("no renegotiation"));
    }
};

QTEST_GUILESS_MAIN(TestTlsHandshake)
#include "tst_tlshandshake.moc"
