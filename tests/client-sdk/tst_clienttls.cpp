// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "clientscene.h"

#include "src/publickey.h"
#include "support/certificates.h"

#include <QCryptographicHash>
#include <QSslCertificate>
#include <QSslKey>
#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

/// wss: whom a Client believes, and that it says nothing to others.
class tst_ClientTls : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void believesItsAuthority();
    void believesTheAppsAuthorities();
    void disbelieves_data();
    void disbelieves();
    void keepsOnVerifying();
    void believesPinnedKeys();
    void saysNothingToOtherKeys();
    void pinsNothingWithoutTls();
    void resumesOverTls();
    void readsPublicKeys();
    void readsNoPublicKeys();

private:
    [[nodiscard]] static QSslCertificate certificateOf(const Credentials &credentials)
    {
        return QSslCertificate(credentials.certificate);
    }
    [[nodiscard]] static QSslConfiguration server(const Credentials &credentials)
    {
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
        configuration.setLocalCertificate(certificateOf(credentials));
        configuration.setPrivateKey(QSslKey(credentials.key, QSsl::Ec));
        return configuration;
    }
    [[nodiscard]] QSslConfiguration client() const
    {
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setCaCertificates({QSslCertificate(m_authority.certificate())});
        return configuration;
    }
    [[nodiscard]] static QByteArray pinOf(const Credentials &credentials)
    {
        // As RFC 7469 has it, not with the client's code.
        const QByteArray key = certificateOf(credentials).publicKey().toDer();
        return QCryptographicHash::hash(key, QCryptographicHash::Sha256);
    }

    const CertificateAuthority m_authority;
    const Credentials m_good = m_authority.issue({"127.0.0.1"});
};

void tst_ClientTls::believesItsAuthority()
{
    ClientScene scene(server(m_good));
    scene.client.setSslConfiguration(client());
    QVERIFY(scene.connect());
    scene.client.send(1, "x");
    QVERIFY(scene.relay.take());
    QVERIFY(scene.errors.isEmpty());
}

void tst_ClientTls::believesTheAppsAuthorities()
{
    const QSslConfiguration before = QSslConfiguration::defaultConfiguration();
    QSslConfiguration::setDefaultConfiguration(client());
    ClientScene scene(server(m_good));
    const bool connected = scene.connect();
    QSslConfiguration::setDefaultConfiguration(before);
    QVERIFY(connected);
}

void tst_ClientTls::disbelieves_data()
{
    QTest::addColumn<Credentials>("credentials");
    QTest::addColumn<QSslConfiguration>("configuration");
    QTest::newRow("wrong host") << m_authority.issue({"other.example"}) << client();
    QTest::newRow("expired") << m_authority.issue({"127.0.0.1"}, -10, -1) << client();
    QTest::newRow("not yet") << m_authority.issue({"127.0.0.1"}, 1, 10) << client();
    QTest::newRow("unknown authority") << m_good << QSslConfiguration::defaultConfiguration();
}

void tst_ClientTls::disbelieves()
{
    QFETCH(Credentials, credentials);
    QFETCH(QSslConfiguration, configuration);
    ClientScene scene(server(credentials));
    scene.client.setSslConfiguration(configuration);
    scene.client.setHeader("X-Token", "secret");
    scene.client.bloom();
    EVENTUALLY(scene.errors.size() >= 2); // it tries again: a certificate may be renewed
    QCOMPARE(scene.errors[0].code(), Error::Code::Tls);
    QVERIFY(!scene.errors[0].message().isEmpty());
    QVERIFY(scene.fades.isEmpty());
    QCOMPARE(scene.relay.requests(), 0);
    QVERIFY(scene.relay.bytes().isEmpty());
}

void tst_ClientTls::keepsOnVerifying()
{
    QSslConfiguration careless = QSslConfiguration::defaultConfiguration();
    careless.setPeerVerifyMode(QSslSocket::VerifyNone);
    ClientScene scene(server(m_good));
    scene.client.setSslConfiguration(careless);
    scene.client.bloom();
    EVENTUALLY(!scene.errors.isEmpty());
    QCOMPARE(scene.errors[0].code(), Error::Code::Tls);
}

void tst_ClientTls::believesPinnedKeys()
{
    ClientScene scene(server(m_good));
    scene.client.setSslConfiguration(client());
    scene.client.setPinnedKeys({QByteArray(32, 'x'), pinOf(m_good)});
    QVERIFY(scene.connect());
    QVERIFY(scene.errors.isEmpty());
}

void tst_ClientTls::saysNothingToOtherKeys()
{
    ClientScene scene(server(m_good));
    scene.client.setSslConfiguration(client());
    scene.client.setHeader("X-Token", "secret");
    scene.client.setPinnedKeys({pinOf(m_authority.issue({"127.0.0.1"}))});
    scene.client.bloom();
    EVENTUALLY(scene.errors.size() >= 3);
    for (const Error &error : scene.errors)
        QCOMPARE(error.code(), Error::Code::Tls);
    QVERIFY(scene.errors[0].message().contains(u"pinned"));
    QCOMPARE(scene.relay.requests(), 0);
    QVERIFY(scene.relay.bytes().isEmpty());
    scene.client.setPinnedKeys({pinOf(m_good)});
    QVERIFY(scene.blooming());
}

void tst_ClientTls::pinsNothingWithoutTls()
{
    ClientScene scene;
    scene.client.setPinnedKeys({pinOf(m_good)});
    scene.client.bloom();
    EVENTUALLY(!scene.errors.isEmpty());
    QCOMPARE(scene.errors[0].code(), Error::Code::Tls);
    QCOMPARE(scene.relay.requests(), 0);
}

void tst_ClientTls::resumesOverTls()
{
    ClientScene scene(server(m_good));
    scene.client.setSslConfiguration(client());
    scene.client.setPinnedKeys({pinOf(m_good)});
    QVERIFY(scene.connect());
    scene.relay.hello.resumed = true;
    for (int i = 2; i < 5; ++i) {
        scene.relay.drop();
        QVERIFY(scene.blooming(i));
    }
    QCOMPARE(scene.blooms, (QList{false, true, true, true}));
}

void tst_ClientTls::readsPublicKeys()
{
    const QSslCertificate good = certificateOf(m_good);
    QCOMPARE(subjectPublicKeyInfo(good.toDer()), good.publicKey().toDer());
    const QSslCertificate authority(m_authority.certificate());
    QCOMPARE(subjectPublicKeyInfo(authority.toDer()), authority.publicKey().toDer());
}

void tst_ClientTls::readsNoPublicKeys()
{
    const QByteArray der = certificateOf(m_good).toDer();
    const QByteArray key = subjectPublicKeyInfo(der);
    for (qsizetype size = 0; size < der.size(); ++size)
        QVERIFY(subjectPublicKeyInfo(der.first(size)).isEmpty());
    for (qsizetype i = 0; i < der.size(); ++i) {
        for (const char octet : {'\x00', '\x7f', '\x80', '\x84', '\xff'}) {
            QByteArray broken = der;
            broken[i] = octet;
            (void)subjectPublicKeyInfo(broken); // whatever it is, it is read without harm
        }
    }
    QVERIFY(!key.isEmpty());
}

QTEST_GUILESS_MAIN(tst_ClientTls)
#include "tst_clienttls.moc"
