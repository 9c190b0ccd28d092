// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "sessions/timelinemodel.h"

#include "format.h"
#include "settings/theme.h"

#include <QBrush>
#include <QDateTime>
#include <QFont>

#include <algorithm>
#include <iterator>
#include <utility>

namespace Rainbow::Admin {

namespace {

constexpr int MaxPayloadLine = 200;
/// So that the oldest do not go one by one.
constexpr qsizetype DropAtOnce = 200;
constexpr float HighlightAlpha = 0.18F;

QString timeText(qint64 at)
{
    return QDateTime::fromMSecsSinceEpoch(at).toString(u"HH:mm:ss.zzz"_qs);
}

QVariant numberText(const std::optional<int> &number)
{
    return number ? QVariant(QString::number(*number)) : QVariant();
}

} // namespace

TimelineModel::TimelineModel(QObject *parent) : QAbstractTableModel(parent)
{
}

void TimelineModel::append(const QList<TimelinePacket> &packets)
{
    std::deque<Row> rows;
    QSet<qint64> touched;
    const qint64 before = m_lastOrdinal;
    for (const TimelinePacket &packet : packets) {
        ++m_seen;
        m_now = std::max(m_now, packet.at);
        if (const qint64 missed = missedBefore(packet.seq); missed != 0) {
            rows.push_back({++m_lastOrdinal, missed, {}, {}});
            const QList<qint64> unknown = m_dialogues.addGap();
            touched += QSet<qint64>(unknown.begin(), unknown.end());
        }
        m_lastSeq = packet.seq;
        Row row{++m_lastOrdinal, 0, packet, {}};
        row.place = m_dialogues.add(row.ordinal, packet);
        touched += {row.place.dialogue, row.place.overtaken};
        if (row.place.part == Dialogues::Part::Message)
            m_waiting.insert(row.place.dialogue);
        rows.push_back(std::move(row));
    }
    addRows(std::move(rows));
    announce(touched, AnswerColumn, AnswerColumn, before);
}

qint64 TimelineModel::missedBefore(qint64 seq) const
{
    if (m_lastSeq < 0)
        return 0;
    return seq <= m_lastSeq ? -1 : seq - m_lastSeq - 1;
}

void TimelineModel::interrupt()
{
    m_lastSeq = -1;
    if (m_rows.empty() || m_rows.back().isGap())
        return;
    const QList<qint64> unknown = m_dialogues.addGap();
    addRows({{++m_lastOrdinal, -1, {}, {}}});
    announce({unknown.begin(), unknown.end()}, AnswerColumn, AnswerColumn);
}

void TimelineModel::end()
{
    const QList<qint64> open = m_dialogues.end();
    announce({open.begin(), open.end()}, AnswerColumn, AnswerColumn);
}

void TimelineModel::clear()
{
    beginResetModel();
    m_rows.clear();
    m_dialogues.clear();
    m_waiting.clear();
    m_seen = 0;
    m_highlighted = 0;
    endResetModel();
}

void TimelineModel::addRows(std::deque<Row> rows)
{
    if (rows.empty())
        return;
    while (rows.size() > MaxPackets)
        rows.pop_front();
    dropOldest(qsizetype(rows.size()));
    const int first = int(m_rows.size());
    beginInsertRows({}, first, first + int(rows.size()) - 1);
    std::move(rows.begin(), rows.end(), std::back_inserter(m_rows));
    endInsertRows();
}

void TimelineModel::dropOldest(qsizetype room)
{
    const qsizetype excess = qsizetype(m_rows.size()) + room - MaxPackets;
    if (excess <= 0)
        return;
    const qsizetype count = std::min(std::max(excess, DropAtOnce), qsizetype(m_rows.size()));
    if (count == 0)
        return;
    beginRemoveRows({}, 0, int(count) - 1);
    m_rows.erase(m_rows.begin(), m_rows.begin() + count);
    m_dialogues.forgetBefore(m_rows.empty() ? m_lastOrdinal + 1 : m_rows.front().ordinal);
    endRemoveRows();
}

int TimelineModel::rowOf(qint64 ordinal) const
{
    const qint64 row = m_rows.empty() ? -1 : ordinal - m_rows.front().ordinal;
    return row < 0 || row >= qint64(m_rows.size()) ? -1 : int(row);
}

void TimelineModel::announce(const QSet<qint64> &dialogues, int firstColumn, int lastColumn,
                             qint64 lastOrdinal)
{
    for (const qint64 number : dialogues) {
        const Dialogues::Dialogue *dialogue = m_dialogues.find(number);
        if (!dialogue)
            continue;
        for (const qint64 ordinal : dialogue->packets) {
            const int row = rowOf(ordinal);
            if (row >= 0 && ordinal <= lastOrdinal)
                Q_EMIT dataChanged(index(row, firstColumn), index(row, lastColumn));
        }
    }
}

void TimelineModel::setNow(qint64 at)
{
    const qint64 before = std::exchange(m_now, std::max(m_now, at));
    QSet<qint64> late;
    for (auto number = m_waiting.begin(); number != m_waiting.end();) {
        const Dialogues::Dialogue *dialogue = m_dialogues.find(*number);
        const bool waits = dialogue && dialogue->state == Dialogues::State::Waiting;
        if (waits && isUnanswered(*dialogue))
            late.insert(*number);
        number = waits && !late.contains(*number) ? std::next(number) : m_waiting.erase(number);
    }
    if (m_now != before)
        announce(late, AnswerColumn, AnswerColumn);
}

void TimelineModel::setHighlighted(qint64 dialogue)
{
    if (dialogue == m_highlighted)
        return;
    const qint64 before = std::exchange(m_highlighted, dialogue);
    announce({before, dialogue}, 0, ColumnCount - 1);
}

void TimelineModel::retranslate()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, 0), index(int(m_rows.size()) - 1, ColumnCount - 1));
}

const TimelinePacket *TimelineModel::packet(int row) const
{
    const Row &found = m_rows[size_t(row)];
    return found.isGap() ? nullptr : &found.packet;
}

const Dialogues::Dialogue *TimelineModel::dialogue(int row) const
{
    return m_dialogues.find(m_rows[size_t(row)].place.dialogue);
}

bool TimelineModel::isUnanswered(const Dialogues::Dialogue &dialogue) const
{
    using State = Dialogues::State;
    return dialogue.state == State::Overtaken
        || (dialogue.state == State::Waiting
            && m_now - dialogue.startedAt >= std::chrono::milliseconds(AnswerTime).count());
}

QString TimelineModel::describe(const Dialogues::Dialogue &dialogue) const
{
    QStringList parts;
    const auto took = dialogue.took();
    if (dialogue.state == Dialogues::State::Refused)
        parts.append(took ? tr("refused after %1").arg(Format::latency(double(took->count())))
                          : tr("refused"));
    else if (took)
        parts.append(tr("answered after %1").arg(Format::latency(double(took->count()))));
    else if (dialogue.answeredAt != 0)
        //: The beginning was not seen, so how long it took is not known
        parts.append(tr("answered"));
    else if (isUnanswered(dialogue))
        parts.append(tr("no answer"));
    else if (dialogue.state == Dialogues::State::Unknown)
        parts.append(tr("no answer seen"));
    else if (dialogue.isOpen())
        parts.append(tr("waiting for an answer"));
    if (dialogue.state == Dialogues::State::Received)
        parts.append(tr("not completed yet"));
    else if (dialogue.state == Dialogues::State::Done && dialogue.qos == 2)
        parts.append(tr("completed"));
    if (dialogue.retries > 0)
        parts.append(tr("repeated %n time(s)", "", dialogue.retries));
    //: Separates remarks: "answered after 12 ms, repeated 2 times"
    return parts.join(tr(", "));
}

int TimelineModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int TimelineModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant TimelineModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[size_t(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return row.isGap() ? (column == PacketColumn ? gapText(row) : QVariant())
                           : text(row, column);
    case Qt::ToolTipRole:
        return toolTip(row, column);
    case Qt::AccessibleTextRole:
        return column == DirectionColumn && !row.isGap() ? directionText(row)
                                                         : data(index, Qt::DisplayRole);
    case Qt::TextAlignmentRole:
        return column == SizeColumn || column == IdColumn || column == TypeColumn
                || column == QosColumn
            ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
            : QVariant();
    case Qt::ForegroundRole:
        return foreground(row, column);
    case Qt::BackgroundRole:
        if (m_highlighted != 0 && row.place.dialogue == m_highlighted) {
            QColor tint = Theme::color(Theme::Role::Accent);
            tint.setAlphaF(HighlightAlpha);
            return QBrush(tint);
        }
        return {};
    case RawRole:
        return raw(row, column);
    case DirectionRole:
        return row.isGap() ? QVariant() : QVariant(int(row.packet.direction));
    case RetryRole:
        return row.place.part == Dialogues::Part::Retry || row.packet.dup;
    case GapRole:
        return row.isGap();
    case DialogueRole:
        return row.place.dialogue;
    default:
        return {};
    }
}

QVariant TimelineModel::text(const Row &row, int column) const
{
    const TimelinePacket &packet = row.packet;
    switch (column) {
    case TimeColumn:
        return timeText(packet.at);
    case PacketColumn:
        return row.place.part == Dialogues::Part::Retry || packet.dup
            //: A packet's name, e.g. SEND; it came before
            ? tr("%1, again").arg(packet.name)
            : packet.name;
    case QosColumn:
        return numberText(packet.qos);
    case IdColumn:
        return numberText(packet.id);
    case TypeColumn:
        return numberText(packet.type);
    case ChannelColumn:
        return packet.channel;
    case SizeColumn:
        return packet.size > 0 ? Format::bytes(double(packet.size)) : QString();
    case AnswerColumn:
        return answerText(row);
    case PayloadColumn: {
        const QString line = packet.payloadLine(MaxPayloadLine);
        return packet.code ? QString(QString::number(*packet.code) + u' ' + line).trimmed() : line;
    }
    default:
        return {};
    }
}

QVariant TimelineModel::raw(const Row &row, int column)
{
    const TimelinePacket &packet = row.packet;
    switch (column) {
    case TimeColumn:
        return packet.at;
    case PacketColumn:
        return packet.name;
    case SizeColumn:
        return packet.size;
    case QosColumn:
        return packet.qos ? QVariant(*packet.qos) : QVariant();
    case IdColumn:
        return packet.id ? QVariant(*packet.id) : QVariant();
    case TypeColumn:
        return packet.type ? QVariant(*packet.type) : QVariant();
    case ChannelColumn:
        return packet.channel;
    case PayloadColumn:
        return packet.payload;
    default:
        return {};
    }
}

QString TimelineModel::directionText(const Row &row)
{
    return row.packet.direction == PacketDirection::In ? tr("from the client")
                                                       : tr("to the client");
}

QString TimelineModel::gapText(const Row &row) const
{
    return row.missed < 0
        ? tr("What passed here was not seen: the connection to the relay was lost.")
        : tr("%n packet(s) left out here: more came than is shown.", "",
             int(std::min<qint64>(row.missed, INT_MAX)));
}

QString TimelineModel::answerText(const Row &row) const
{
    const Dialogues::Dialogue *dialogue = m_dialogues.find(row.place.dialogue);
    if (!dialogue)
        return row.place.part == Dialogues::Part::Stray && row.packet.kind != PacketKind::Pong
            //: An answer to a message that was not seen
            ? tr("to what was not seen")
            : QString();
    const auto took = dialogue->took();
    QString time = took ? Format::latency(double(took->count())) : QString();
    const bool isFirst = dialogue->packets.constFirst() == row.ordinal;
    if (!isFirst)
        return row.place.part == Dialogues::Part::Answer && took
            //: An answer came so long after its message
            ? tr("after %1").arg(time)
            : QString();
    if (isUnanswered(*dialogue))
        return tr("no answer");
    switch (dialogue->state) {
    case Dialogues::State::Waiting:
        return tr("waiting…");
    case Dialogues::State::Refused:
        return tr("refused");
    case Dialogues::State::Unknown:
        return dialogue->answeredAt == 0 ? tr("no answer seen") : time;
    default:
        return time;
    }
}

QString TimelineModel::toolTip(const Row &row, int column) const
{
    if (row.isGap())
        return gapText(row);
    if (column == TimeColumn)
        return Format::fullDateTime(row.packet.at);
    if (column == DirectionColumn)
        return directionText(row);
    const Dialogues::Dialogue *dialogue = m_dialogues.find(row.place.dialogue);
    return dialogue && column == AnswerColumn ? describe(*dialogue) : QString();
}

QVariant TimelineModel::foreground(const Row &row, int column) const
{
    if (row.isGap())
        return Theme::color(Theme::Role::Warning);
    const Dialogues::Dialogue *dialogue = m_dialogues.find(row.place.dialogue);
    const PacketKind kind = row.packet.kind;
    if (column == AnswerColumn && dialogue && dialogue->packets.constFirst() == row.ordinal) {
        if (isUnanswered(*dialogue) || dialogue->state == Dialogues::State::Refused)
            return Theme::color(Theme::Role::Bad);
        return dialogue->state == Dialogues::State::Waiting ? Theme::color(Theme::Role::Muted)
                                                            : QVariant();
    }
    if (column == PacketColumn) {
        if (kind == PacketKind::Nak)
            return Theme::color(Theme::Role::Bad);
        if (row.place.part == Dialogues::Part::Retry || row.packet.dup)
            return Theme::color(Theme::Role::Warning);
    }
    // What keeps the connection alive is beside the point.
    if (kind == PacketKind::Ping || kind == PacketKind::Pong)
        return Theme::color(Theme::Role::Muted);
    return {};
}

QVariant TimelineModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole) {
        const bool isNumber = section == SizeColumn || section == IdColumn || section == TypeColumn
            || section == QosColumn;
        const Qt::Alignment alignment = section == DirectionColumn ? Qt::AlignHCenter
            : isNumber                                             ? Qt::AlignRight
                                                                   : Qt::AlignLeft;
        return QVariant(alignment | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn:
        return tr("Time");
    case DirectionColumn:
        //: Over arrows that go from the one to the other; keep the order
        return tr("Client – relay");
    case PacketColumn:
        return tr("Packet");
    case QosColumn:
        //: Quality of service: 0, 1 or 2
        return tr("QoS");
    case IdColumn:
        //: A message's number
        return tr("ID");
    case TypeColumn:
        return tr("Type");
    case ChannelColumn:
        return tr("Channel");
    case SizeColumn:
        return tr("Size");
    case AnswerColumn:
        return tr("Answer");
    case PayloadColumn:
        return tr("Payload");
    default:
        return {};
    }
}

} // namespace Rainbow::Admin
