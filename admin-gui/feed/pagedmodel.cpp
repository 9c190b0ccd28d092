// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "feed/pagedmodel.h"

#include <QJsonArray>

#include <algorithm>
#include <utility>

namespace Rainbow::Admin {

namespace {

/// So that scrolling past rows does not ask for all of them.
constexpr std::chrono::milliseconds FetchDelay{40};
/// At a time. More would be answered when nobody looks there any more.
constexpr int MaxUnderWay = 3;
/// Whatever a relay says.
constexpr qint64 MaxRows = 10'000'000;

} // namespace

PagedModel::PagedModel(FeedClient &client, QString what, QString key, QObject *parent)
    : QAbstractTableModel(parent), m_client(client), m_what(std::move(what)), m_key(std::move(key)),
      m_relay(client.relay())
{
    m_fetch.setParent(this);
    m_fetch.setSingleShot(true);
    m_fetch.setInterval(FetchDelay);
    connect(&m_fetch, &QTimer::timeout, this, &PagedModel::fetchWanted);
    m_refresh.setParent(this);
    m_refresh.setInterval(RefreshInterval);
    connect(&m_refresh, &QTimer::timeout, this, &PagedModel::refresh);
    connect(&client, &FeedClient::stateChanged, this, &PagedModel::onClientState);
}

void PagedModel::onClientState()
{
    if (m_client.relay() != m_relay) {
        m_relay = m_client.relay();
        clear();
    }
    if (m_client.state() == FeedClient::State::Open && m_active)
        refresh();
}

void PagedModel::setActive(bool active)
{
    if (active == m_active)
        return;
    m_active = active;
    m_wanted.clear();
    if (active) {
        m_refresh.start();
        refresh();
    } else {
        m_refresh.stop();
        m_fetch.stop();
    }
}

void PagedModel::refresh()
{
    if (m_client.state() != FeedClient::State::Open)
        return;
    const QList<int> pages = visiblePages();
    for (const int page : pages)
        want(page);
    fetchWanted();
}

void PagedModel::setVisibleRows(int first, int last)
{
    m_hasView = true;
    m_firstVisible = first;
    m_lastVisible = last;
}

QList<int> PagedModel::visiblePages() const
{
    QList<int> pages;
    const int last = std::min(m_lastVisible, std::max(0, m_count - 1));
    for (int page = std::min(m_firstVisible, last) / PageSize; page * PageSize <= last; ++page)
        pages.append(page);
    return pages.mid(0, MaxPages / 2);
}

void PagedModel::setFilter(const QJsonValue &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    startAnew();
}

void PagedModel::setArguments(const QJsonObject &arguments)
{
    if (arguments == m_arguments)
        return;
    m_arguments = arguments;
    clear();
    startAnew();
}

void PagedModel::sort(int column, Qt::SortOrder order)
{
    const QString sort = column < 0 ? QString() : member(column);
    if ((sort.isEmpty() && column >= 0) || (sort == m_sort && order == m_order))
        return;
    m_sort = sort;
    m_order = order;
    startAnew();
}

void PagedModel::startAnew()
{
    ++m_question;
    m_underWay.clear();
    m_wanted.clear();
    if (m_active)
        refresh();
}

void PagedModel::clear()
{
    ++m_question;
    m_underWay.clear();
    m_wanted.clear();
    Q_EMIT aboutToTake();
    m_pages.clear();
    m_rows.clear();
    setRowCount(0);
    m_loaded = false;
    m_total = 0;
    m_at = 0;
    setError(0, {});
    Q_EMIT taken({});
    Q_EMIT countsChanged();
}

void PagedModel::want(int page) const
{
    m_wanted.insert(page);
}

void PagedModel::fetchWanted()
{
    if (m_client.state() != FeedClient::State::Open)
        return;
    QList<int> pages = visiblePages();
    if (!m_hasView)
        pages += QList<int>(m_wanted.begin(), m_wanted.end()).mid(0, MaxPages / 2);
    for (const int page : std::as_const(pages)) {
        if (m_underWay.size() >= MaxUnderWay)
            return m_fetch.start();
        if (m_wanted.remove(page) && !m_underWay.contains(page))
            ask(page);
    }
    // The view has gone on.
    m_wanted.clear();
}

void PagedModel::ask(int page)
{
    m_underWay.insert(page);
    QJsonObject question = m_arguments;
    question[u"offset"] = page * PageSize;
    question[u"limit"] = PageSize;
    if (!m_filter.isNull() && !m_filter.isUndefined())
        question[u"filter"] = m_filter;
    if (!m_sort.isEmpty()) {
        question[u"sort"] = m_sort;
        question[u"order"] = m_order == Qt::AscendingOrder ? u"asc"_qs : u"desc"_qs;
    }
    m_client.ask(m_what, question, this,
                 [this, page, number = m_question](const FeedAnswer &answer) {
                     if (number != m_question)
                         return;
                     m_underWay.remove(page);
                     if (answer.ok)
                         take(page, answer.object);
                     else
                         setError(answer.code, answer.error);
                 });
}

void PagedModel::take(int page, const QJsonObject &answer)
{
    Q_EMIT aboutToTake();
    const bool wasLoaded = std::exchange(m_loaded, true);
    const qint64 total = std::exchange(m_total, answer[u"total"].toInteger());
    const int count = m_count;
    m_at = answer[u"at"].toInteger();
    setRowCount(int(std::clamp<qint64>(answer[u"matched"].toInteger(), 0, MaxRows)));
    if (m_shown != m_question) {
        m_shown = m_question;
        const QList<int> others = m_pages.keys();
        for (const int other : others) {
            if (other != page)
                forget(other);
        }
    }
    takeRows(page, answer[u"rows"].toArray());
    forgetOldest();
    setError(0, {});
    Q_EMIT taken(answer);
    if (!wasLoaded || total != m_total || count != m_count)
        Q_EMIT countsChanged();
}

void PagedModel::takeRows(int page, const QJsonArray &rows)
{
    const int first = page * PageSize;
    QList<QJsonObject> now;
    for (const auto &row : rows) {
        if (first + int(now.size()) < m_count)
            now.append(row.toObject());
    }
    const QList<QJsonObject> before = m_pages.value(page).rows;
    for (int i = 0; i < before.size(); ++i)
        forgetKey(before[i], first + i);
    for (int i = 0; i < now.size(); ++i)
        m_rows.insert(keyOf(now[i]), first + i);
    m_pages.insert(page, {now, ++m_uses});
    announce(first, before, now);
}

/// Unless it has come to another row meanwhile.
void PagedModel::forgetKey(const QJsonObject &row, int place)
{
    const auto known = m_rows.constFind(keyOf(row));
    if (known != m_rows.constEnd() && *known == place)
        m_rows.erase(known);
}

void PagedModel::forget(int page)
{
    const QList<QJsonObject> rows = m_pages.take(page).rows;
    for (int i = 0; i < rows.size(); ++i)
        forgetKey(rows[i], page * PageSize + i);
    const int last = std::min(page * PageSize + int(rows.size()), m_count) - 1;
    if (last >= page * PageSize)
        Q_EMIT dataChanged(index(page * PageSize, 0), index(last, columnCount() - 1));
}

void PagedModel::forgetOldest()
{
    while (m_pages.size() > MaxPages) {
        const auto oldest =
            std::min_element(m_pages.cbegin(), m_pages.cend(),
                             [](const Page &a, const Page &b) { return a.usedAt < b.usedAt; });
        forget(oldest.key());
    }
}

void PagedModel::setRowCount(int count)
{
    if (count > m_count) {
        beginInsertRows({}, m_count, count - 1);
        m_count = count;
        endInsertRows();
    } else if (count < m_count) {
        beginRemoveRows({}, count, m_count - 1);
        m_count = count;
        for (auto page = m_pages.begin(); page != m_pages.end();) {
            const int keep = std::max(0, count - page.key() * PageSize);
            while (page->rows.size() > keep)
                forgetKey(page->rows.takeLast(), page.key() * PageSize + int(page->rows.size()));
            page = keep == 0 ? m_pages.erase(page) : std::next(page);
        }
        endRemoveRows();
    }
}

void PagedModel::announce(int firstRow, const QList<QJsonObject> &before,
                          const QList<QJsonObject> &now)
{
    const auto rows = int(std::max(before.size(), now.size()));
    const int columns = columnCount();
    QList<int> changedSince(columns, -1);
    const auto end = [&](int column, int row) {
        const int first = std::exchange(changedSince[column], -1);
        if (first >= 0)
            Q_EMIT dataChanged(index(firstRow + first, column), index(firstRow + row - 1, column));
    };
    for (int row = 0; row <= rows; ++row) {
        const bool isBoth = row < before.size() && row < now.size();
        const bool isIn = firstRow + row < m_count && row < rows;
        const bool isEqual = isBoth && before[row] == now[row];
        for (int column = 0; column < columns; ++column) {
            const bool changed = isIn && !isEqual
                && (!isBoth
                    || cell(before[row], column, RawRole) != cell(now[row], column, RawRole));
            if (!changed)
                end(column, row);
            else if (changedSince[column] < 0)
                changedSince[column] = row;
        }
    }
}

void PagedModel::setError(int code, const QString &error)
{
    if (code == m_errorCode && error == m_error)
        return;
    m_errorCode = code;
    m_error = error;
    Q_EMIT errorChanged();
}

const QJsonObject *PagedModel::find(int row) const
{
    const auto page = m_pages.find(row / PageSize);
    if (page == m_pages.end() || row % PageSize >= page->rows.size())
        return nullptr;
    page->usedAt = ++m_uses;
    return &page->rows[row % PageSize];
}

QString PagedModel::keyOf(const QJsonObject &row) const
{
    return row[m_key].toString();
}

QString PagedModel::keyAt(int row) const
{
    const QJsonObject *found = find(row);
    return found ? keyOf(*found) : QString();
}

int PagedModel::rowOf(const QString &key) const
{
    return m_rows.value(key, -1);
}

QJsonObject PagedModel::rowAt(int row) const
{
    const QJsonObject *found = find(row);
    return found ? *found : QJsonObject();
}

int PagedModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_count;
}

QVariant PagedModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const QJsonObject *row = find(index.row());
    if (!row && role == Qt::DisplayRole && m_active) {
        want(index.row() / PageSize);
        if (!m_fetch.isActive())
            m_fetch.start();
    }
    if (role == LoadedRole)
        return row != nullptr;
    if (role == KeyRole)
        return row ? keyOf(*row) : QString();
    return row ? cell(*row, index.column(), role) : QVariant();
}

} // namespace Rainbow::Admin
