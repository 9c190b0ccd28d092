// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "models/messagemodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Rainbow;

class TestMessageModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void messagesHaveRoles();
    void payloadsThatAreNoObjects_data();
    void payloadsThatAreNoObjects();
    void membersBecomeRoles();
    void membersCannotHideRoles();
    void ownMessagesHaveStates();
    void unknownIdsAreRefused();
    void sameIdTakesThePlace();
    void retryIsQueuedAgain();
    void oldestGoes();
    void limitCanShrink();
    void removeKeepsIdsRight();
    void clearEmpties();
    void getGivesARow();
    void manyChanges();

private:
    static Message said(const QByteArray &json)
    {
        return Message(7, json, QoS::AtLeastOnce, u"c"_qs);
    }
    static QVariant at(const MessageModel &model, int row, int role)
    {
        return model.data(model.index(row), role);
    }
};

void TestMessageModel::messagesHaveRoles()
{
    MessageModel model;
    const QAbstractItemModelTester tester(&model);
    const QDateTime before = QDateTime::currentDateTime();
    const QString id = model.append(said(R"({"a": 1})"));
    QCOMPARE(model.count(), 1);
    QCOMPARE(at(model, 0, MessageModel::IdRole).toString(), id);
    QCOMPARE(at(model, 0, MessageModel::TypeRole).toInt(), 7);
    QCOMPARE(at(model, 0, MessageModel::ChannelRole).toString(), u"c"_qs);
    QCOMPARE(at(model, 0, MessageModel::StateRole).toInt(), int(MessageModel::Received));
    QCOMPARE(at(model, 0, MessageModel::JsonRole).toMap(), QVariantMap({{u"a"_qs, 1.0}}));
    QCOMPARE(at(model, 0, MessageModel::PayloadRole).toString(), uR"({"a": 1})"_qs);
    QCOMPARE_GE(at(model, 0, MessageModel::TimeRole).toDateTime(), before);
    QCOMPARE(model.roleNames().value(MessageModel::StateRole), QByteArray("deliveryState"));
    QCOMPARE(at(model, 0, Qt::DecorationRole), QVariant());
    QCOMPARE(model.data(model.index(1), MessageModel::IdRole), QVariant());
    QCOMPARE(model.rowCount(model.index(0)), 0);
}

void TestMessageModel::payloadsThatAreNoObjects_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<QVariant>("json");
    QTest::newRow("array") << QByteArray("[1]") << QVariant(QVariantList{1.0});
    QTest::newRow("text") << QByteArray("hello") << QVariant();
    QTest::newRow("empty") << QByteArray() << QVariant();
    QTest::newRow("binary") << QByteArray("\xff\0", 2) << QVariant();
}

void TestMessageModel::payloadsThatAreNoObjects()
{
    QFETCH(QByteArray, payload);
    QFETCH(QVariant, json);
    MessageModel model;
    const QAbstractItemModelTester tester(&model);
    model.setMembers({u"a"_qs});
    model.setIdMember(u"a"_qs);
    model.append(said(payload));
    QCOMPARE(at(model, 0, MessageModel::JsonRole), json);
    QCOMPARE(at(model, 0, MessageModel::FirstMemberRole), QVariant());
    QVERIFY(!at(model, 0, MessageModel::IdRole).toString().isEmpty());
}

void TestMessageModel::membersBecomeRoles()
{
    MessageModel model;
    const QAbstractItemModelTester tester(&model);
    model.append(said(R"({"from": "Ada", "n": 5, "deep": {"x": 1}})"));
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.setMembers({u"n"_qs, u"from"_qs, u"deep"_qs, u"none"_qs});
    QCOMPARE(reset.size(), 1);
    QCOMPARE(model.roleNames().value(MessageModel::FirstMemberRole + 1), QByteArray("from"));
    QCOMPARE(at(model, 0, MessageModel::FirstMemberRole).toInt(), 5);
    QCOMPARE(at(model, 0, MessageModel::FirstMemberRole + 1).toString(), u"Ada"_qs);
    QCOMPARE(at(model, 0, MessageModel::FirstMemberRole + 2).toMap().value(u"x"_qs).toInt(), 1);
    QCOMPARE(at(model, 0, MessageModel::FirstMemberRole + 3), QVariant());
    QCOMPARE(at(model, 0, MessageModel::FirstMemberRole + 4), QVariant());
}

void TestMessageModel::membersCannotHideRoles()
{
    MessageModel model;
    model.setMembers({u"type"_qs, u"from"_qs, u"from"_qs, u"messageId"_qs});
    QCOMPARE(model.members(), QStringList{u"from"_qs});
}

void TestMessageModel::ownMessagesHaveStates()
{
    MessageModel model;
    const QAbstractItemModelTester tester(&model);
    const QString id = model.add(3, QJsonObject{{u"text"_qs, u"hi"_qs}});
    QCOMPARE(at(model, 0, MessageModel::StateRole).toInt(), int(MessageModel::Queued));
    QCOMPARE(at(model, 0, MessageModel::TypeRole).toInt(), 3);
    QCOMPARE(at(model, 0, MessageModel::PayloadRole).toString(), uR"({"text":"hi"})"_qs);

    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    QVERIFY(model.setState(id, MessageModel::Sent));
    QVERIFY(model.setState(id, MessageModel::Sent)); // no news
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed.first().at(0).toModelIndex().row(), 0);
    QCOMPARE(changed.first().at(2).value<QList<int>>(), QList<int>{MessageModel::StateRole});
    QCOMPARE(at(model, 0, MessageModel::StateRole).toInt(), int(MessageModel::Sent));

    const QDateTime time = QDateTime::fromSecsSinceEpoch(1'700'000'000);
    QVERIFY(model.setTime(id, time));
    QCOMPARE(at(model, 0, MessageModel::TimeRole).toDateTime(), time);
}

void TestMessageModel::unknownIdsAreRefused()
{
    MessageModel model;
    model.add(1, {});
    for (const QString &id : {QString(), u"nobody"_qs}) {
        QVERIFY(!model.setState(id, MessageModel::Sent));
        QVERIFY(!model.setTime(id, QDateTime::currentDateTime()));
        QVERIFY(!model.remove(id));
        QCOMPARE(model.indexOf(id), -1);
    }
    QCOMPARE(model.count(), 1);
}

void TestMessageModel::sameIdTakesThePlace()
{
    MessageModel model;
    const QAbstractItemModelTester tester(&model);
    model.setIdMember(u"key"_qs);
    QCOMPARE(model.add(1, QJsonObject{{u"key"_qs, u"k1"_qs}, {u"text"_qs, u"mine"_qs}}), u"k1"_qs);
    model.append(said(R"({"text": "other"})"));
    QVERIFY(model.setState(u"k1"_qs, MessageModel::Sent));
    // The echo of the own message, which knows more.
    QCOMPARE(model.append(said(R"({"key": "k1", "text": "mine", "id": 9})")), u"k1"_qs);
    QCOMPARE(model.count(), 2);
    QCOMPARE(at(model, 0, MessageModel::StateRole).toInt(), int(MessageModel::Sent));
    QCOMPARE(at(model, 0, MessageModel::JsonRole).toMap().value(u"id"_qs).toInt(), 9);
    // A number is as good as a text.
    QCOMPARE(model.append(said(R"({"key": 5})")), u"5"_qs);
    QCOMPARE(model.receive(70'000, QJsonObject{{u"key"_qs, 5}}), u"5"_qs);
    QCOMPARE(at(model, 2, MessageModel::TypeRole).toInt(), 65535);
    QCOMPARE(model.count(), 3);
}

void TestMessageModel::retryIsQueuedAgain()
{
    MessageModel model;
    const QString id = model.add(1, QJsonValue(1), u"mine"_qs);
    QCOMPARE(id, u"mine"_qs);
    model.setState(id, MessageModel::Failed);
    QCOMPARE(model.add(1, QJsonValue(1), id), id);
    QCOMPARE(model.count(), 1);
    QCOMPARE(at(model, 0, MessageModel::StateRole).toInt(), int(MessageModel::Queued));
}

void TestMessageModel::oldestGoes()
{
    MessageModel model;
    const QAbstractItemModelTester tester(&model);
    model.setLimit(3);
    QStringList ids;
    for (int i = 0; i < 10; ++i)
        ids.append(model.append(said(QByteArray::number(i))));
    QCOMPARE(model.count(), 3);
    QCOMPARE(at(model, 0, MessageModel::PayloadRole).toString(), u"7"_qs);
    QCOMPARE(model.indexOf(ids.at(6)), -1);
    QCOMPARE(model.indexOf(ids.at(9)), 2);
    QVERIFY(model.setState(ids.at(8), MessageModel::Failed));
    QCOMPARE(at(model, 1, MessageModel::StateRole).toInt(), int(MessageModel::Failed));
}

void TestMessageModel::limitCanShrink()
{
    MessageModel model;
    const QAbstractItemModelTester tester(&model);
    for (int i = 0; i < 5; ++i)
        model.append(said(QByteArray::number(i)));
    QSignalSpy counted(&model, &MessageModel::countChanged);
    model.setLimit(0); // the least is 1
    QCOMPARE(model.limit(), 1);
    QCOMPARE(model.count(), 1);
    QCOMPARE(counted.size(), 1);
    QCOMPARE(at(model, 0, MessageModel::PayloadRole).toString(), u"4"_qs);
}

void TestMessageModel::removeKeepsIdsRight()
{
    MessageModel model;
    const QAbstractItemModelTester tester(&model);
    QStringList ids;
    for (int i = 0; i < 4; ++i)
        ids.append(model.append(said(QByteArray::number(i))));
    QVERIFY(model.remove(ids.at(1)));
    QCOMPARE(model.indexOf(ids.at(0)), 0);
    QCOMPARE(model.indexOf(ids.at(2)), 1);
    QCOMPARE(model.indexOf(ids.at(3)), 2);
    QVERIFY(model.remove(ids.at(0)));
    const QString last = model.append(said("4"));
    QCOMPARE(model.indexOf(ids.at(3)), 1);
    QCOMPARE(model.indexOf(last), 2);
}

void TestMessageModel::clearEmpties()
{
    MessageModel model;
    const QAbstractItemModelTester tester(&model);
    const QString id = model.append(said("1"));
    model.clear();
    QCOMPARE(model.count(), 0);
    QCOMPARE(model.indexOf(id), -1);
    const QString next = model.append(said("2"));
    QCOMPARE(model.indexOf(next), 0);
}

void TestMessageModel::getGivesARow()
{
    MessageModel model;
    model.setMembers({u"from"_qs});
    model.append(said(R"({"from": "Ada"})"));
    QCOMPARE(model.get(0).value(u"from"_qs).toString(), u"Ada"_qs);
    QCOMPARE(model.get(0).value(u"type"_qs).toInt(), 7);
    QCOMPARE(model.value(model.get(0).value(u"messageId"_qs).toString(), u"from"_qs),
             QVariant(u"Ada"_qs));
    QCOMPARE(model.value(u"nobody"_qs, u"from"_qs), QVariant());
    QCOMPARE(model.value(model.get(0).value(u"messageId"_qs).toString(), u"none"_qs), QVariant());
    QVERIFY(model.get(1).isEmpty());
    QVERIFY(model.get(-1).isEmpty());
}

void TestMessageModel::manyChanges()
{
    MessageModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setLimit(50);
    QStringList ids;
    // What the model should be, kept in the plainest way.
    for (quint32 i = 1, random = 7; i <= 2'000; ++i) {
        random = random * 1'664'525 + 1'013'904'223;
        if (random % 4 == 0 && !ids.isEmpty()) {
            const QString id = ids.takeAt(int((random >> 8) % quint32(ids.size())));
            QVERIFY(model.remove(id));
        } else {
            ids.append(model.append(said(QByteArray::number(i))));
            if (ids.size() > 50)
                ids.removeFirst();
        }
        if (i % 50 != 0)
            continue;
        QCOMPARE(model.count(), ids.size());
        for (int row = 0; row < ids.size(); ++row) {
            QCOMPARE(model.indexOf(ids.at(row)), row);
            QCOMPARE(at(model, row, MessageModel::IdRole).toString(), ids.at(row));
        }
    }
}

QTEST_GUILESS_MAIN(TestMessageModel)
#include "tst_messagemodel.moc"
