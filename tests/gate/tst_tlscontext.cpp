// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "tlspair.h"

#include <QFile>
#include <QTest>

#include <sys/stat.h>

using namespace Rainbow;

namespace {

void writeFile(const QByteArray &path, const QByteArray &text)
{
    QFile file(QFile::decodeName(path));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

QByteArray readFile(const QByteArray &path)
{
    QFile file(QFile::decodeName(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestTlsContext : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void names_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<int>("index");
        const auto row = [](const char *name, int index) {
            QTest::newRow(name) << QByteArray(name) << index;
        };
        row("", 0);
        row("nobody.test", 0);
        row("first.test", 0);
        row("second.test", 1);
        row("SECOND.Test", 1);
        row("second.test.", 1);
        row("also.second.test", 1);
        row("a.wild.test", 2);
        row("A.WILD.test", 2);
        row("*.wild.test", 2);
        row("exact.wild.test", 3); // rather than the wildcard
        row("wild.test", 0); // a wildcard stands for a label
        row(".wild.test", 0);
        row("a.b.wild.test", 0); // for one
        row("shared.test", 1); // of two, the first
        row("127.0.0.1", 0);
        row(".", 0);
        row("..", 0);
    }

    void names()
    {
        QFETCH(QByteArray, name);
        QFETCH(int, index);
        TlsFiles files;
        files.add({"first.test"}, u"1"_qs);
        files.add({"second.test", "also.second.test", "shared.test"}, u"2"_qs);
        files.add({"*.wild.test", "127.0.0.1", "shared.test"}, u"3"_qs);
        files.add({"Exact.wild.test"}, u"4"_qs);
        QCOMPARE(int(files.context()->indexFor(name)), index);
    }

    void problems_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("isKey");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("problem");
        const auto row = [](const char *what, const QString &name, const QByteArray &text,
                            const QByteArray &problem) {
            QTest::newRow(what) << name << name.endsWith(u".key") << text << problem;
        };
        const QString pem = u"a.pem"_qs;
        const QString key = u"a.key"_qs;
        const QByteArray broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        const QByteArray brokenKey =
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        row("no certificate", pem, "just text", "holds no certificate in PEM");
        row("empty", pem, "", "holds no certificate in PEM");
        row("broken certificate", pem, broken, "certificate 1 in it is broken: ");
        row("large", pem, QByteArray(1024 * 1024 + 1, 'x'), "is larger than 1 MiB");
        row("no key", key, "just text", "holds no private key in PEM");
        row("broken key", key, brokenKey, "the key in it is broken: ");
        Test::CertificateAuthority authority;
        const auto other = authority.issue({"other.test"});
        row("key of another", key, other.key, "does not belong to the certificate in ");
        row("certificate as key", key, other.certificate, "holds no private key in PEM");
        row("key as certificate", pem, other.key, "holds no certificate in PEM");
        row("encrypted key", key, Test::encryptedKey(other.key, "secret"),
            "is encrypted; the relay takes keys without a passphrase only");
        row("broken chain", pem, other.certificate + broken, "certificate 2 in it is broken: ");
        row("end is missing", pem, other.certificate.chopped(30),
            "certificate 1 in it is broken: ");
    }

    void problems()
    {
        QFETCH(QString, name);
        QFETCH(bool, isKey);
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, problem);
        TlsFiles files;
        files.add({"a.test"}, u"a"_qs);
        writeFile(files.path(name), text);
        const auto result = TlsContext::make(files.settings);
        QVERIFY(!result.context);
        QCOMPARE(result.problems.size(), 1);
        QCOMPARE(result.problems[0].isKey, isKey);
        QCOMPARE(result.problems[0].path, files.path(name));
        QVERIFY2(result.problems[0].text.startsWith(problem), result.problems[0].text.constData());
        QCOMPARE(ERR_peek_error(), 0UL); // nothing is left for others
    }

    void filesThatAreNone()
    {
        TlsFiles files;
        files.settings = {{files.path(u"none.pem"_qs)}, {files.path({})}};
        const auto result = TlsContext::make(files.settings);
        QVERIFY(!result.context);
        QCOMPARE(result.problems.size(), 2); // both
        QCOMPARE(result.problems[0].text, "cannot be read: No such file or directory");
        QVERIFY(!result.problems[0].isKey);
        QCOMPARE(result.problems[1].text, "is no file");
        QVERIFY(result.problems[1].isKey);
    }

    void keysForOthers_data()
    {
        QTest::addColumn<int>("mode");
        QTest::addColumn<bool>("fine");
        QTest::newRow("owner") << 0600 << true;
        QTest::newRow("group") << 0640 << true;
        QTest::newRow("all of the group") << 0770 << true;
        QTest::newRow("read by others") << 0644 << false;
        QTest::newRow("written by others") << 0602 << false;
    }

    void keysForOthers()
    {
        QFETCH(int, mode);
        QFETCH(bool, fine);
        TlsFiles files;
        files.add({"a.test"}, u"a"_qs);
        QCOMPARE(::chmod(files.settings.keys[0].constData(), mode_t(mode)), 0);
        const auto result = TlsContext::make(files.settings);
        QCOMPARE(bool(result.context), fine);
        if (!fine) {
            QCOMPARE(result.problems[0].text,
                     "others than its owner and group may use it (mode 0"
                         + QByteArray::number(mode, 8) + "); chmod o= takes that away");
        }
    }

    void differentNumbers()
    {
        TlsFiles files;
        files.add({"a.test"}, u"a"_qs);
        files.settings.keys.append(files.settings.keys[0]);
        const auto result = TlsContext::make(files.settings);
        QVERIFY(!result.context);
        QCOMPARE(result.problems.size(), 1);
        QVERIFY(result.problems[0].isKey);
        QCOMPARE(result.problems[0].path, QByteArray());
        QCOMPARE(result.problems[0].text,
                 "2 for 1 certificates; each needs its own, in the same order");
    }

    void warnings()
    {
        TlsFiles files;
        files.add({}, u"default"_qs); // needs no names
        files.add({"old.test"}, u"old"_qs, -30, -1);
        files.add({"new.test"}, u"new"_qs, 1, 30);
        files.add({}, u"nameless"_qs);
        const auto result = TlsContext::make(files.settings);
        QVERIFY(result.context);
        QCOMPARE(result.warnings.size(), 3);
        QVERIFY(result.warnings[0].text.startsWith("expired at 20"));
        QCOMPARE(result.warnings[0].path, files.path(u"old.pem"_qs));
        QVERIFY(result.warnings[1].text.startsWith("not valid before 20"));
        QCOMPARE(result.warnings[2].text, "is made out for no host name, and never shown");
    }

    void oneFileForBoth()
    {
        TlsFiles files;
        files.add({"a.test"}, u"a"_qs);
        const QByteArray both = files.settings.keys[0];
        writeFile(both, readFile(both) + readFile(files.settings.certificates[0]));
        files.settings.certificates[0] = both;
        QVERIFY(files.context());
    }

    void chainIsSent()
    {
        TlsFiles files;
        auto credentials = files.authority.issue({"a.test"});
        credentials.certificate += files.authority.certificate();
        files.addPair(credentials, u"a"_qs);
        TlsPair pair(files.context());
        QVERIFY(pair.shakeHands());
        QCOMPARE(sk_X509_num(SSL_get_peer_cert_chain(pair.client())), 2);
    }

    void serverNameChooses_data()
    {
        QTest::addColumn<int>("version");
        QTest::newRow("1.2") << TLS1_2_VERSION;
        QTest::newRow("1.3") << TLS1_3_VERSION;
    }

    void serverNameChooses()
    {
        QFETCH(int, version);
        TlsFiles files;
        files.add({"a.test"}, u"a"_qs);
        files.add({"*.b.test"}, u"b"_qs);
        const auto context = files.context();
        const auto shown = [&](const QByteArray &asked) {
            TlsPair pair(context, {version, asked, {}, nullptr});
            if (!pair.shakeHands())
                return QByteArray("no handshake");
            const CertificatePtr certificate(SSL_get1_peer_certificate(pair.client()));
            char name[64] = "";
            X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName,
                                      name, sizeof name);
            return QByteArray(name);
        };
        QCOMPARE(shown("a.test"), "a.test");
        QCOMPARE(shown("x.b.test"), "*.b.test");
        QCOMPARE(shown("nobody.test"), "a.test");
        QCOMPARE(shown({}), "a.test");
    }
};

QTEST_GUILESS_MAIN(TestTlsContext)
#include "tst_tlscontext.moc"
