// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "tlspair.h"

#include <QTest>

#include <random>

using namespace Rainbow;
using Status = TlsStream::Status;

class TestTlsStream : public QObject {
    Q_OBJECT

private:
    TlsFiles m_files;
    std::shared_ptr<const TlsContext> m_context;

    static void addVersions()
    {
        QTest::addColumn<int>("version");
        QTest::newRow("1.2") << TLS1_2_VERSION;
        QTest::newRow("1.3") << TLS1_3_VERSION;
    }

    /// Has the server write all, as the wire takes it; what the client has got.
    static QByteArray deliver(TlsPair &pair, const QByteArray &text, qsizetype pieceSize)
    {
        QByteArray got;
        qsizetype at = 0;
        while (got.size() < text.size() && pair.last == Status::Blocked) {
            std::vector<QByteArrayView> pieces;
            for (qsizetype i = at; i < text.size() && pieces.size() < 64; i += pieceSize)
                pieces.push_back(QByteArrayView(text).sliced(i, qMin(pieceSize, text.size() - i)));
            if (pair.stream->flush() == Status::Ok && !pieces.empty()) {
                const auto result = pair.stream->write(pieces);
                if (result.status != Status::Ok)
                    return "failed: " + pair.stream->error();
                at += result.size;
            }
            pair.clientTakes(pair.fromWire());
            got += pair.clientReads();
        }
        return got;
    }

    static QByteArray noise(qsizetype size)
    {
        std::mt19937 random(1);
        QByteArray bytes(size, Qt::Uninitialized);
        for (char &byte : bytes)
            byte = char(random());
        return bytes;
    }

    /// Content types of the records in bytes.
    static QList<int> records(QByteArrayView bytes)
    {
        QList<int> types;
        while (bytes.size() >= 5) {
            types.append(bytes[0]);
            const qsizetype size = quint8(bytes[3]) * 256 + quint8(bytes[4]);
            bytes = bytes.sliced(qMin(bytes.size(), 5 + size));
        }
        return types;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_files.add({"localhost"}, u"a"_qs);
        m_context = m_files.context();
    }

    // --- the handshake

    void bothWays_data() { addVersions(); }
    void bothWays()
    {
        QFETCH(int, version);
        TlsPair pair(m_context, {version, {}, {}, nullptr});
        const QByteArrayView early("too early");
        QCOMPARE(pair.stream->write({&early, 1}).status, Status::Blocked);
        QVERIFY(pair.shakeHands());
        QCOMPARE(SSL_version(pair.client()), version);
        pair.clientWrites("hello");
        pair.carry(pair.clientSends());
        QCOMPARE(pair.serverReads(), "hello");
        QCOMPARE(pair.last, Status::Blocked);
        QCOMPARE(deliver(pair, "and back", 3), "and back");
    }

    void byteByByte_data() { addVersions(); }
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

    void resumption_data() { addVersions(); }
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

    // --- data

    void largeBothWays_data() { addVersions(); }
    void largeBothWays()
    {
        QFETCH(int, version);
        TlsPair pair(m_context, {version, {}, {}, nullptr}, 4'096);
        QVERIFY(pair.shakeHands(512));
        const QByteArray text = noise(1'000'000);
        for (const qsizetype pieceSize : {7'000, 100'000, 100})
            QVERIFY(deliver(pair, text.first(pieceSize * 40 % 1'000'000), pieceSize)
                    == text.first(pieceSize * 40 % 1'000'000));
        QByteArray got;
        pair.clientWrites(text);
        for (QByteArray sent = pair.clientSends(700); !sent.isEmpty();
             sent = pair.clientSends(700)) {
            pair.carry(sent);
            got += pair.serverReads(3'000);
        }
        QVERIFY(got == text);
    }

    void smallPiecesShareARecord()
    {
        TlsPair pair(m_context);
        QVERIFY(pair.shakeHands());
        const std::vector<QByteArrayView> small(60, QByteArrayView("0123456789"));
        QCOMPARE(pair.stream->write(small).size, 600);
        QCOMPARE(records(pair.fromWire()), QList<int>{SSL3_RT_APPLICATION_DATA});
        const QByteArray text(3'000, 'x');
        const std::vector<QByteArrayView> larger(20, QByteArrayView(text));
        QCOMPARE(pair.stream->write(larger).size, 60'000);
        QCOMPARE(records(pair.fromWire()).size(), 4);
    }

    void moreThanTheBuffer()
    {
        TlsPair pair(m_context);
        QVERIFY(pair.shakeHands());
        pair.clientWrites(QByteArray(10'000, 'a') + QByteArray(10'000, 'b'));
        pair.carry(pair.clientSends());
        // The descriptor has nothing more, but the stream has.
        char buffer[6'000];
        QByteArray got;
        for (int i = 0; i < 3; ++i) {
            const auto result = pair.stream->read(buffer, sizeof buffer);
            QCOMPARE(result.status, Status::Ok);
            QCOMPARE(result.size, qsizetype(sizeof buffer));
            QVERIFY(pair.stream->mayHaveMore());
            got.append(buffer, result.size);
        }
        const auto result = pair.stream->read(buffer, sizeof buffer);
        QCOMPARE(result.size, 2'000);
        QVERIFY(!pair.stream->mayHaveMore());
        got.append(buffer, result.size);
        QVERIFY(got == QByteArray(10'000, 'a') + QByteArray(10'000, 'b'));
    }

    void mindsMayChangeWhileBlocked()
    {
        TlsPair pair(m_context, {}, 4'096);
        QVERIFY(pair.shakeHands(512));
        QByteArray expected;
        QByteArray got;
        for (int i = 0; i < 200; ++i) {
            const QByteArray text(qsizetype(i) * 997 % 30'000 + 1, char('a' + i % 26));
            const QByteArrayView piece(text);
            const auto result = pair.stream->write({&piece, 1});
            QCOMPARE(result.status, Status::Ok);
            // What was not taken is never said; what was taken is never said twice.
            expected += text.first(result.size);
            if (result.size < text.size())
                QVERIFY(pair.stream->wantsWrite());
            pair.clientTakes(pair.fromWire(3'000));
            got += pair.clientReads();
            (void)pair.stream->flush();
        }
        while (pair.stream->flush() == Status::Blocked)
            pair.clientTakes(pair.fromWire());
        pair.clientTakes(pair.fromWire());
        got += pair.clientReads();
        QVERIFY(got == expected);
        QVERIFY(got.size() > 100'000);
    }

    // --- the end

    void peerSaysGoodbye_data() { addVersions(); }
    void peerSaysGoodbye()
    {
        QFETCH(int, version);
        TlsPair pair(m_context, {version, {}, {}, nullptr});
        QVERIFY(pair.shakeHands());
        pair.clientWrites("last words");
        SSL_shutdown(pair.client());
        pair.carry(pair.clientSends());
        char buffer[100];
        QCOMPARE(pair.stream->read(buffer, sizeof buffer).size, 10);
        QVERIFY(pair.stream->mayHaveMore()); // the end
        QCOMPARE(pair.serverReads(), QByteArray());
        QCOMPARE(pair.last, Status::End);
        // There may be something to say to it yet.
        const QByteArrayView piece("bye");
        QCOMPARE(pair.stream->write({&piece, 1}).size, 3);
    }

    void peerGoesWithoutAWord()
    {
        TlsPair pair(m_context);
        QVERIFY(pair.shakeHands());
        pair.clientWrites("last words");
        pair.carry(pair.clientSends());
        ::shutdown(pair.peer, SHUT_WR);
        QCOMPARE(pair.serverReads(), "last words");
        if (pair.last == Status::Blocked)
            QCOMPARE(pair.serverReads(), QByteArray()); // the descriptor is still readable
        QCOMPARE(pair.last, Status::End);
    }

    void recordIsCutShort()
    {
        TlsPair pair(m_context);
        QVERIFY(pair.shakeHands());
        pair.clientWrites("never whole");
        pair.carry(pair.clientSends().chopped(1));
        ::shutdown(pair.peer, SHUT_WR);
        QCOMPARE(pair.serverReads(), QByteArray());
        if (pair.last == Status::Blocked)
            QCOMPARE(pair.serverReads(), QByteArray()); // the descriptor is still readable
        QCOMPARE(pair.last, Status::End);
    }

    void recordIsForged()
    {
        TlsPair pair(m_context);
        QVERIFY(pair.shakeHands());
        pair.clientWrites("forged");
        QByteArray bytes = pair.clientSends();
        bytes[10] = char(bytes[10] ^ 1);
        pair.carry(bytes);
        QCOMPARE(pair.serverReads(), QByteArray());
        QCOMPARE(pair.last, Status::Failed);
        QCOMPARE(pair.stream->error(), "decryption failed or bad record mac");
        (void)pair.serverReads();
        QCOMPARE(pair.stream->error(), "decryption failed or bad record mac");
    }

    void connectionIsLost()
    {
        TlsPair pair(m_context);
        QVERIFY(pair.shakeHands());
        const QByteArrayView piece("unread by the peer: it resets the connection");
        QCOMPARE(pair.stream->write({&piece, 1}).status, Status::Ok);
        pair.closePeer();
        (void)pair.serverReads();
        QCOMPARE(pair.last, Status::Lost);
    }

    void goodbye()
    {
        TlsPair pair(m_context);
        QVERIFY(pair.shakeHands());
        pair.stream->sayGoodbye();
        QVERIFY(!pair.stream->wantsWrite());
        pair.clientTakes(pair.fromWire());
        (void)pair.clientReads();
        QCOMPARE(SSL_get_shutdown(pair.client()), SSL_RECEIVED_SHUTDOWN);
        pair.stream->sayGoodbye(); // twice is once
        QCOMPARE(pair.fromWire(), QByteArray());
    }

    void noSignalWhenThePeerIsGone()
    {
        // SIGPIPE would end this program.
        TlsPair pair(m_context);
        QVERIFY(pair.shakeHands());
        pair.closePeer();
        const QByteArrayView piece("is anybody there?");
        QCOMPARE(pair.stream->write({&piece, 1}).status, Status::Lost);
    }

    void blockedAndThenGone()
    {
        TlsPair pair(m_context, {}, 4'096);
        QVERIFY(pair.shakeHands(512));
        const QByteArray text(100'000, 'x');
        const QByteArrayView piece(text);
        while (!pair.stream->wantsWrite())
            QCOMPARE(pair.stream->write({&piece, 1}).status, Status::Ok);
        QCOMPARE(pair.stream->flush(), Status::Blocked);
        pair.closePeer();
        QCOMPARE(pair.stream->flush(), Status::Lost);
    }

    void answersNobodyReadsAreBounded()
    {
        TlsPair pair(m_context, {}, 4'096);
        QVERIFY(pair.shakeHands(512));
        int updates = 0;
        for (; updates < 100'000 && pair.last == Status::Blocked; ++updates) {
            QCOMPARE(SSL_key_update(pair.client(), SSL_KEY_UPDATE_REQUESTED), 1);
            pair.clientWorks();
            pair.carry(pair.clientSends());
            (void)pair.serverReads();
        }
        QCOMPARE(pair.last, Status::Failed);
        QCOMPARE(pair.stream->error(), "the peer does not read what it asks for");
        QVERIFY(updates > 100 && updates < 50'000);
    }
};

QTEST_GUILESS_MAIN(TestTlsStream)
#include "tst_tlsstream.moc"
