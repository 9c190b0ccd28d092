// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "log/eventfilter.h"

#include <QObject>
#include <QSaveFile>

namespace Rainbow::Admin {

class FeedClient;
struct FeedAnswer;

/// Writes the events that a relay keeps to a CSV file, those that match and are there when it
/// begins, page by page. The file is there whole, or not at all.
class EventExport : public QObject {
    Q_OBJECT

public:
    /// client must outlive it.
    EventExport(FeedClient &client, const EventFilter &filter, const QString &fileName,
                QObject *parent = nullptr);

    void start();
    /// Nothing is left behind; no finished().
    void cancel();
    [[nodiscard]] QString fileName() const { return m_file.fileName(); }

Q_SIGNALS:
    void progress(qint64 written, qint64 total);
    /// Once. problem: why there is no file; translated; empty: there is one.
    void finished(qint64 written, const QString &problem);

private:
    void ask();
    void onAnswer(const FeedAnswer &answer);
    bool write(const QByteArray &record);
    void fail(const QString &problem);
    void complete();

    FeedClient &m_client;
    EventFilter m_filter;
    QSaveFile m_file;
    qint64 m_after = 0;
    qint64 m_until = -1; ///< seq of the last one that was there at the beginning; -1: not known
    qint64 m_total = 0;
    qint64 m_written = 0;
    bool m_ended = false;
};

} // namespace Rainbow::Admin
