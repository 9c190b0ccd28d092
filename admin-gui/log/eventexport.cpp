// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "log/eventexport.h"

#include "feed/feedclient.h"
#include "log/csv.h"

#include <QDateTime>
#include <QJsonArray>
#include <QTimer>

namespace Rainbow::Admin {

namespace {

constexpr int PageSize = 500; // the most a relay gives

/// Names and values for programs: the same in every language.
const QStringList &header()
{
    static const QStringList names{u"seq"_qs,      u"time"_qs,    u"kind"_qs, u"worker"_qs,
                                   u"identity"_qs, u"address"_qs, u"code"_qs, u"text"_qs};
    return names;
}

QStringList record(const FeedEvent &event)
{
    return {QString::number(event.seq),
            QDateTime::fromMSecsSinceEpoch(event.at, Qt::UTC).toString(Qt::ISODateWithMs),
            event.kindName,
            event.worker < 0 ? u"node"_qs : QString::number(event.worker),
            event.identity,
            event.address,
            event.code == 0 ? QString() : QString::number(event.code),
            event.text};
}

} // namespace

EventExport::EventExport(FeedClient &client, const EventFilter &filter, const QString &fileName,
                         QObject *parent)
    : QObject(parent), m_client(client), m_filter(filter), m_file(fileName)
{
}

void EventExport::start()
{
    if (!m_file.open(QIODevice::WriteOnly)) {
        QTimer::singleShot(0, this, [this, why = m_file.errorString()] { fail(why); });
        return;
    }
    if (write(csvRecord(header())))
        ask();
}

void EventExport::cancel()
{
    m_ended = true;
    m_file.cancelWriting();
}

void EventExport::fail(const QString &problem)
{
    if (m_ended)
        return;
    cancel();
    Q_EMIT finished(m_written, problem);
}

bool EventExport::write(const QByteArray &record)
{
    if (m_file.write(record) == record.size())
        return true;
    fail(m_file.errorString());
    return false;
}

void EventExport::ask()
{
    QJsonObject question{{u"after"_qs, m_after}, {u"limit"_qs, PageSize}};
    if (!m_filter.isEmpty())
        question[u"filter"] = m_filter.toJson();
    m_client.ask(u"events"_qs, question, this,
                 [this](const FeedAnswer &answer) { onAnswer(answer); });
}

void EventExport::onAnswer(const FeedAnswer &answer)
{
    if (m_ended)
        return;
    if (!answer.ok) {
        fail(answer.error);
        return;
    }
    if (m_until < 0) {
        m_until = answer.object[u"last"].toInteger();
        m_total = answer.object[u"matched"].toInteger();
    }
    const QJsonArray rows = answer.object[u"rows"].toArray();
    bool done = rows.size() < PageSize;
    for (const auto &row : rows) {
        const FeedEvent event = FeedEvent::fromJson(row.toObject());
        // A relay that begins anew, or answers nonsense, must not make it go on for ever.
        if (event.seq > m_until || event.seq <= m_after) {
            done = true;
            break;
        }
        if (!write(csvRecord(record(event))))
            return;
        m_after = event.seq;
        ++m_written;
    }
    Q_EMIT progress(m_written, qMax(m_written, m_total));
    if (m_ended)
        return; // whoever was told has cancelled
    if (done)
        complete();
    else
        ask();
}

void EventExport::complete()
{
    if (!m_file.commit()) {
        fail(m_file.errorString());
        return;
    }
    m_ended = true;
    Q_EMIT finished(m_written, {});
}

} // namespace Rainbow::Admin
