// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/shownheaders.h"

#include <QTest>

using namespace Rainbow;

/// Which headers of clients people may see.
class TestShownHeaders : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hidesSecrets();
    void isBounded();
};

void TestShownHeaders::hidesSecrets()
{
    RequestHead head;
    head.headers = {{"User-Agent", "x"}, {"X-Empty", ""}};
    for (const char *name : {"Authorization", "proxy-authorization", "Cookie", "X-RAINBOW-SESSION",
                             "X_RAINBOW_SESSION", "X-Access-TOKEN", "MySecret", "X-Api-Key",
                             "password2", "X-Auth", "Signature"}) {
        head.headers.append(HeaderField{name, "hidden"});
    }
    const QByteArray shown = shownHeaders(head);
    QVERIFY(shown.startsWith("User-Agent: x\nX-Empty: \nAuthorization: ***\n"));
    QVERIFY(!shown.contains("hidden"));
    QCOMPARE(shown.count(": ***\n"), 11);
}

void TestShownHeaders::isBounded()
{
    RequestHead head;
    head.headers = {{"A", QByteArray(5'000, 'x')}, {"B", "small"}};
    QCOMPARE(shownHeaders(head), "B: small\n");
    for (int i = 0; i < 1'000; ++i)
        head.headers.append(HeaderField{"Many", QByteArray(20, 'x')});
    QVERIFY(shownHeaders(head).size() <= MaxShownHeaders);
    QVERIFY(shownHeaders(head).size() > MaxShownHeaders - 100);
}

QTEST_APPLESS_MAIN(TestShownHeaders)
#include "tst_shownheaders.moc"
