// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "nodesmodel.h"

#include "format.h"
#include "settings/theme.h"

#include <QJsonArray>

#include <algorithm>
#include <utility>

namespace Rainbow::Admin {

namespace {

constexpr double CpuWarning = 80; // per cent of a worker's core
constexpr double CpuAlarm = 95;
constexpr double LoopDelayWarning = 50; // ms
constexpr double LoopDelayAlarm = 250;

/// Nothing where there is no number.
QVariant number(const QJsonObject &object, const QString &member)
{
    const QJsonValue value = object.value(member);
    return value.isDouble() ? QVariant(value.toDouble()) : QVariant();
}

QString stateOf(const QJsonObject &node)
{
    if (node.value(u"draining").toBool())
        return u"draining"_qs;
    return node.value(u"pressure").toString(u"none"_qs);
}

/// What is bad from two thresholds on.
QVariant gradedColor(double value, double warning, double alarm)
{
    if (value >= alarm)
        return Theme::color(Theme::Role::Bad);
    return value >= warning ? QVariant(Theme::color(Theme::Role::Warning)) : QVariant();
}

} // namespace

NodesModel::NodesModel(QObject *parent) : QAbstractItemModel(parent)
{
}

NodesModel::~NodesModel() = default;

void NodesModel::update(const QJsonObject &stats)
{
    Nodes now;
    for (const auto &value : stats.value(u"nodes").toArray())
        if (auto node = nodeOf(value.toObject()))
            now.push_back(std::move(node));
    std::stable_sort(now.begin(), now.end(),
                     [](const auto &a, const auto &b) { return a->name < b->name; });
    const auto last = std::unique(now.begin(), now.end(),
                                  [](const auto &a, const auto &b) { return a->name == b->name; });
    now.erase(last, now.end());

    std::size_t at = 0;
    for (std::unique_ptr<Node> &node : now) {
        while (at < m_nodes.size() && m_nodes[at]->name < node->name)
            remove(at);
        if (at < m_nodes.size() && m_nodes[at]->name == node->name)
            merge(at, *node);
        else
            insert(at, std::move(node));
        ++at;
    }
    while (m_nodes.size() > at)
        remove(at);
}

void NodesModel::clear()
{
    beginResetModel();
    m_nodes.clear();
    endResetModel();
}

void NodesModel::refresh()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    const auto all = [this](const QModelIndex &parent) {
        const int rows = rowCount(parent);
        if (rows > 0)
            Q_EMIT dataChanged(index(0, 0, parent), index(rows - 1, ColumnCount - 1, parent));
    };
    all({});
    for (int row = 0; row < rowCount(); ++row)
        all(index(row, 0));
}

QModelIndex NodesModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    if (!parent.isValid())
        return createIndex(row, column);
    return createIndex(row, column, m_nodes[static_cast<std::size_t>(parent.row())].get());
}

QModelIndex NodesModel::parent(const QModelIndex &index) const
{
    const Node *node = parentNode(index);
    if (!node)
        return {};
    const auto found = std::find_if(m_nodes.begin(), m_nodes.end(),
                                    [node](const auto &each) { return each.get() == node; });
    return createIndex(static_cast<int>(found - m_nodes.begin()), 0);
}

int NodesModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_nodes.size());
    if (parent.column() != 0 || parentNode(parent))
        return 0;
    return static_cast<int>(m_nodes[static_cast<std::size_t>(parent.row())]->workers.size());
}

int NodesModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QVariant NodesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto column = static_cast<Column>(index.column());
    const QVariant &raw = (*rowOf(index))[static_cast<std::size_t>(column)];
    const Node *parent = parentNode(index);
    const bool textual = column == Name || column == State || column == Version;
    switch (role) {
    case Qt::DisplayRole:
        return text(column, raw, parent);
    case Qt::ToolTipRole:
        return toolTip(index);
    case Qt::ForegroundRole:
        return color(column, raw, parent);
    case Qt::TextAlignmentRole:
        return QVariant(Qt::AlignVCenter | (textual ? Qt::AlignLeft : Qt::AlignRight));
    case RawRole:
        return raw;
    case NodeRole:
        return parent ? parent->name : m_nodes[static_cast<std::size_t>(index.row())]->name;
    default:
        return {};
    }
}

QVariant NodesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    const bool textual = section == Name || section == State || section == Version;
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignVCenter | (textual ? Qt::AlignLeft : Qt::AlignRight));
    const bool tip = role == Qt::ToolTipRole;
    if (role != Qt::DisplayRole && !tip)
        return {};
    switch (static_cast<Column>(section)) {
    case Name:
        return tip ? tr("Nodes, and their workers: one thread each") : tr("Node");
    case State:
        return tip ? tr("Whether it takes clients, and what scarce memory makes it do")
                   : tr("State");
    case Cpu:
        return tip ? tr("Per cent of one core") : tr("CPU");
    case LoopDelay:
        return tip ? tr("How long the worker took to turn to a question just now")
                   : tr("Loop delay");
    case Connections:
        return tip ? tr("Clients connected now") : tr("Connections");
    case MessagesIn:
        return tip ? tr("Messages from clients") : tr("In");
    case MessagesOut:
        return tip ? tr("Messages to clients") : tr("Out");
    case ForwardsWaiting:
        return tip ? tr("Client messages that wait for their turn, and calls of the business "
                        "server under way")
                   //: Client messages that wait for the business server
                   : tr("Waiting");
    case Backlog:
        return tip ? tr("Kept for slow clients") : tr("Backlog");
    case Memory:
        return tip ? tr("Of the process") : tr("Memory");
    case Version:
        return tip ? QVariant() : tr("Version");
    case Pid:
        return tip ? tr("Number of the process") : tr("PID");
    case Uptime:
        return tip ? tr("Since it was started") : tr("Uptime");
    case ColumnCount:
        break;
    }
    return {};
}

std::unique_ptr<NodesModel::Node> NodesModel::nodeOf(const QJsonObject &json)
{
    auto node = std::make_unique<Node>();
    node->name = json.value(u"node").toString();
    if (node->name.isEmpty())
        return nullptr;
    node->row = workerRow(json.value(u"total").toObject());
    node->row[Name] = node->name;
    node->row[State] = stateOf(json);
    node->row[Cpu] = number(json, u"cpu"_qs);
    node->row[LoopDelay] = QVariant();
    node->row[Memory] = number(json, u"memory"_qs);
    node->row[Version] = json.value(u"version").toString();
    node->row[Pid] = number(json, u"pid"_qs);
    node->row[Uptime] = number(json, u"uptimeMs"_qs);
    node->memoryBudget = json.value(u"memoryBudget").toDouble();
    node->maxConnections = json.value(u"maxConnections").toDouble();
    node->startedAt = static_cast<qint64>(json.value(u"startedAt").toDouble());
    for (const auto &worker : json.value(u"workers").toArray())
        node->workers.push_back(workerRow(worker.toObject()));
    return node;
}

NodesModel::Row NodesModel::workerRow(const QJsonObject &worker)
{
    Row row;
    row[Name] = worker.value(u"worker").toInt();
    row[Cpu] = number(worker, u"cpu"_qs);
    row[LoopDelay] = number(worker, u"loopDelayMs"_qs);
    row[Connections] = number(worker, u"connections"_qs);
    row[MessagesIn] = number(worker, u"messagesIn"_qs);
    row[MessagesOut] = number(worker, u"messagesOut"_qs);
    row[ForwardsWaiting] = number(worker, u"forwardsWaiting"_qs);
    row[Backlog] = number(worker, u"backlog"_qs);
    return row;
}

void NodesModel::insert(std::size_t at, std::unique_ptr<Node> node)
{
    const auto row = static_cast<int>(at);
    beginInsertRows({}, row, row);
    m_nodes.insert(m_nodes.begin() + row, std::move(node));
    endInsertRows();
}

void NodesModel::remove(std::size_t at)
{
    const auto row = static_cast<int>(at);
    beginRemoveRows({}, row, row);
    m_nodes.erase(m_nodes.begin() + row);
    endRemoveRows();
}

void NodesModel::merge(std::size_t at, Node &from)
{
    Node &node = *m_nodes[at];
    node.memoryBudget = from.memoryBudget;
    node.maxConnections = from.maxConnections;
    node.startedAt = from.startedAt;
    const auto number = static_cast<int>(at);
    replace(node.row, from.row, number, {});
    const QModelIndex parent = index(number, 0);
    const std::size_t common = std::min(node.workers.size(), from.workers.size());
    for (std::size_t i = 0; i < common; ++i)
        replace(node.workers[i], from.workers[i], static_cast<int>(i), parent);
    const auto first = static_cast<int>(common);
    if (from.workers.size() > common) {
        beginInsertRows(parent, first, static_cast<int>(from.workers.size()) - 1);
        node.workers.insert(node.workers.end(), from.workers.begin() + first, from.workers.end());
        endInsertRows();
    } else if (node.workers.size() > common) {
        beginRemoveRows(parent, first, static_cast<int>(node.workers.size()) - 1);
        node.workers.resize(common);
        endRemoveRows();
    }
}

void NodesModel::replace(Row &row, const Row &with, int number, const QModelIndex &parent)
{
    const Row before = std::exchange(row, with);
    for (int first = 0; first < ColumnCount; ++first) {
        const auto differs = [&before, &with](int column) {
            const auto i = static_cast<std::size_t>(column);
            return before[i] != with[i];
        };
        if (!differs(first))
            continue;
        int last = first;
        while (last + 1 < ColumnCount && differs(last + 1))
            ++last;
        Q_EMIT dataChanged(index(number, first, parent), index(number, last, parent));
        first = last;
    }
}

NodesModel::Node *NodesModel::parentNode(const QModelIndex &index)
{
    return static_cast<Node *>(index.internalPointer());
}

const NodesModel::Row *NodesModel::rowOf(const QModelIndex &index) const
{
    const auto row = static_cast<std::size_t>(index.row());
    const Node *parent = parentNode(index);
    return parent ? &parent->workers[row] : &m_nodes[row]->row;
}

QString NodesModel::workerName(int number)
{
    //: One thread of a node; %1: its number
    return tr("Worker %1").arg(number);
}

QString NodesModel::text(Column column, const QVariant &raw, bool worker)
{
    if (column == Name)
        return worker ? workerName(raw.toInt()) : raw.toString();
    if (!raw.isValid()) // said of the other kind of row only
        return {};
    const double value = raw.toDouble();
    switch (column) {
    case State:
        return stateText(raw.toString());
    case Cpu:
        return Format::percent(value);
    case LoopDelay:
        return Format::latency(value);
    case Connections:
    case ForwardsWaiting:
        return Format::count(qRound64(value));
    case MessagesIn:
    case MessagesOut:
        return Format::rate(value);
    case Backlog:
    case Memory:
        return Format::bytes(value);
    case Pid:
        return QString::number(raw.toLongLong());
    case Uptime:
        return Format::duration(value);
    default:
        return raw.toString();
    }
}

QString NodesModel::stateText(const QString &state)
{
    if (state == u"none")
        //: A node that takes clients
        return tr("running");
    if (state == u"draining")
        //: A node that sends its clients away, and ends
        return tr("draining");
    if (state == u"refuse")
        //: Memory is scarce, so that a node takes no more clients
        return tr("refuses clients");
    if (state == u"drop")
        //: Memory is scarce
        return tr("drops messages");
    if (state == u"close")
        //: Memory is scarce
        return tr("closes clients");
    return state;
}

QString NodesModel::toolTip(const QModelIndex &index) const
{
    if (parentNode(index))
        return {};
    const Node &node = *m_nodes[static_cast<std::size_t>(index.row())];
    switch (index.column()) {
    case Connections:
        if (node.maxConnections > 0)
            return tr("At most %1").arg(Format::count(qRound64(node.maxConnections)));
        break;
    case Memory:
        return node.memoryBudget > 0 ? tr("Of %1").arg(Format::bytes(node.memoryBudget))
                                     : tr("No limit is set");
    case Uptime:
        return tr("Since %1").arg(Format::fullDateTime(node.startedAt));
    default:
        break;
    }
    return {};
}

QVariant NodesModel::color(Column column, const QVariant &raw, bool worker)
{
    if (column == State && raw.isValid()) {
        const QString state = raw.toString();
        if (state != u"none")
            return Theme::color(state == u"draining" ? Theme::Role::Warning : Theme::Role::Bad);
    }
    // A node has several cores.
    if (column == Cpu && worker)
        return gradedColor(raw.toDouble(), CpuWarning, CpuAlarm);
    if (column == LoopDelay)
        return gradedColor(raw.toDouble(), LoopDelayWarning, LoopDelayAlarm);
    return {};
}

} // namespace Rainbow::Admin
