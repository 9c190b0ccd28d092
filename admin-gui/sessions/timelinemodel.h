// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "sessions/dialogues.h"
#include "sessions/timelinepacket.h"

#include <QAbstractTableModel>
#include <QSet>

#include <deque>
#include <limits>

namespace Rainbow::Admin {

/// The packets of one connection, oldest first, the last MaxPackets of them; where the relay left
/// some out there is a row that says so. Times are the relay's.
class TimelineModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        TimeColumn,
        DirectionColumn,
        PacketColumn,
        QosColumn,
        IdColumn,
        TypeColumn,
        ChannelColumn,
        SizeColumn,
        AnswerColumn, ///< how long it took, or that there is none
        PayloadColumn,
        ColumnCount,
    };

    enum Role {
        RawRole = Qt::UserRole, ///< what is shown as number or string
        DirectionRole, ///< PacketDirection as int; invalid for a gap
        RetryRole, ///< bool
        GapRole, ///< bool
        DialogueRole, ///< number; 0: none
    };

    static constexpr int MaxPackets = 10'000;
    /// A message without an answer for so long is shown as unanswered.
    static constexpr std::chrono::seconds AnswerTime{10};

    explicit TimelineModel(QObject *parent = nullptr);

    /// Takes what came, in order.
    void append(const QList<TimelinePacket> &packets);
    /// The watch was interrupted: what passed meanwhile is not known.
    void interrupt();
    /// Nothing more comes: what is unanswered remains so.
    void end();
    void clear();
    /// What time it is on the relay's clock, so that what is unanswered can be told.
    void setNow(qint64 at);

    /// Shows the packets of that dialogue with another background; 0: none.
    void setHighlighted(qint64 dialogue);
    [[nodiscard]] qint64 highlighted() const { return m_highlighted; }

    /// Null for a gap.
    [[nodiscard]] const TimelinePacket *packet(int row) const;
    [[nodiscard]] const Dialogues::Dialogue *dialogue(int row) const;
    [[nodiscard]] Dialogues::Part part(int row) const { return m_rows[size_t(row)].place.part; }
    [[nodiscard]] bool isUnanswered(const Dialogues::Dialogue &dialogue) const;
    /// How a dialogue stands, in one line for people; translated.
    [[nodiscard]] QString describe(const Dialogues::Dialogue &dialogue) const;
    /// Packets that came since it was cleared, those too that went again.
    [[nodiscard]] qint64 seen() const { return m_seen; }
    void retranslate();

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    struct Row {
        qint64 ordinal = 0;
        qint64 missed = 0; ///< a gap of so many; -1: nobody knows
        TimelinePacket packet;
        Dialogues::Place place;
        [[nodiscard]] bool isGap() const { return missed != 0; }
    };

    [[nodiscard]] qint64 missedBefore(qint64 seq) const;
    void addRows(std::deque<Row> rows);
    void dropOldest(qsizetype room);
    /// Rows behind lastOrdinal are new, and need not be told of.
    void announce(const QSet<qint64> &dialogues, int firstColumn, int lastColumn,
                  qint64 lastOrdinal = std::numeric_limits<qint64>::max());
    [[nodiscard]] int rowOf(qint64 ordinal) const;
    [[nodiscard]] QVariant text(const Row &row, int column) const;
    [[nodiscard]] QString gapText(const Row &row) const;
    [[nodiscard]] QString answerText(const Row &row) const;
    [[nodiscard]] QString toolTip(const Row &row, int column) const;
    [[nodiscard]] QVariant foreground(const Row &row, int column) const;
    [[nodiscard]] static QVariant raw(const Row &row, int column);
    [[nodiscard]] static QString directionText(const Row &row);

    std::deque<Row> m_rows; ///< ordinals rise by one
    Dialogues m_dialogues;
    QSet<qint64> m_waiting; ///< dialogues that time may turn into unanswered ones
    qint64 m_lastOrdinal = 0;
    qint64 m_lastSeq = -1; ///< -1: whatever comes is the first
    qint64 m_seen = 0;
    qint64 m_now = 0;
    qint64 m_highlighted = 0;
};

} // namespace Rainbow::Admin
