// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "sessions/timelineexport.h"

#include "log/csv.h"
#include "sessions/timelinemodel.h"

#include <QDateTime>
#include <QSaveFile>
#include <QTimeZone>

namespace Rainbow::Admin {

namespace {

QString fieldOf(const QModelIndex &index)
{
    const QVariant raw = index.data(TimelineModel::RawRole);
    switch (index.column()) {
    case TimelineModel::TimeColumn:
        return raw.toLongLong() == 0
            ? QString()
            : QDateTime::fromMSecsSinceEpoch(raw.toLongLong(), Qt::UTC).toString(Qt::ISODateWithMs);
    case TimelineModel::DirectionColumn:
        return index.data(Qt::AccessibleTextRole).toString();
    case TimelineModel::PacketColumn:
    case TimelineModel::AnswerColumn:
        return index.data().toString();
    case TimelineModel::PayloadColumn:
        return raw.toByteArray().isEmpty() ? index.data().toString()
                                           : QString::fromUtf8(raw.toByteArray());
    default:
        return raw.toString();
    }
}

} // namespace

QString exportTimeline(const QAbstractItemModel &timeline, const QString &fileName)
{
    QSaveFile file(fileName);
    if (!file.open(QIODevice::WriteOnly))
        return file.errorString();
    QStringList fields;
    for (int column = 0; column < timeline.columnCount(); ++column)
        fields.append(timeline.headerData(column, Qt::Horizontal).toString());
    file.write(csvRecord(fields));
    for (int row = 0; row < timeline.rowCount(); ++row) {
        fields.clear();
        for (int column = 0; column < timeline.columnCount(); ++column)
            fields.append(fieldOf(timeline.index(row, column)));
        file.write(csvRecord(fields));
    }
    return file.commit() ? QString() : file.errorString();
}

} // namespace Rainbow::Admin
