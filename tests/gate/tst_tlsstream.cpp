// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "tlspair.h"

#include <QTest>

using namespace Rainbow;
using Status = TlsStream::Status;

class TestTlsStream : public QObject {
    Q_OBJECT

private:
    TlsFiles m_files;
    std::shared_ptr<const TlsContext> m_context;

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

    void bothWays_data() { addTlsVersions(); }
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

    // --- data

    void largeBothWays_data() { addTlsVersions(); }
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

    void peerSaysGoodbye_data() { addTlsVersions(); }
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
