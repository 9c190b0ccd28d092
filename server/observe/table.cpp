// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/table.h"

#include <algorithm>
#include <array>

namespace Rainbow {

namespace {

/// A member of the rows of a table.
template <typename Row>
struct Column {
    const char *name;
    bool isSearched = false; ///< by a filter that is text
    QByteArrayView (*text)(const Row &row) = nullptr; ///< one of these two is there
    double (*number)(const Row &row) = nullptr;
};

constexpr bool Searched = true;

/// The first names the row.
template <typename Row>
std::span<const Column<Row>> columns();

template <>
std::span<const Column<ConnectionRow>> columns()
{
    using Row = ConnectionRow;
    using View = QByteArrayView;
    static constexpr std::array Columns{
        Column<Row>{"identity", Searched, [](const Row &r) { return View(r.identity); }},
        Column<Row>{"platform", Searched, [](const Row &r) { return View(r.platform); }},
        Column<Row>{"device", Searched, [](const Row &r) { return View(r.device); }},
        Column<Row>{"address", Searched, [](const Row &r) { return View(r.address); }},
        Column<Row>{"account", Searched, [](const Row &r) { return View(r.account); }},
        Column<Row>{"app", false, [](const Row &r) { return View(r.app); }},
        Column<Row>{"protocol", false, [](const Row &r) { return View(nameOf(r.protocol)); }},
        Column<Row>{"state", false, [](const Row &r) { return View(nameOf(r.state)); }},
        Column<Row>{"worker", false, nullptr, [](const Row &r) { return double(r.worker); }},
        Column<Row>{"connectedAt", false, nullptr,
                    [](const Row &r) { return double(r.connectedAt); }},
        Column<Row>{"channels", false, nullptr, [](const Row &r) { return double(r.channels); }},
        Column<Row>{"messagesIn", false, nullptr,
                    [](const Row &r) { return double(r.messagesIn); }},
        Column<Row>{"messagesOut", false, nullptr,
                    [](const Row &r) { return double(r.messagesOut); }},
        Column<Row>{"bytesIn", false, nullptr, [](const Row &r) { return double(r.bytesIn); }},
        Column<Row>{"bytesOut", false, nullptr, [](const Row &r) { return double(r.bytesOut); }},
        Column<Row>{"unanswered", false, nullptr,
                    [](const Row &r) { return double(r.unanswered); }},
        Column<Row>{"backlog", false, nullptr, [](const Row &r) { return double(r.backlog); }},
        // What is not known is less than all that is.
        Column<Row>{"roundTripMs", false, nullptr,
                    [](const Row &r) { return double(r.roundTrip) / 1000; }},
    };
    return Columns;
}

template <>
std::span<const Column<ChannelRow>> columns()
{
    using Row = ChannelRow;
    using View = QByteArrayView;
    static constexpr std::array Columns{
        Column<Row>{"name", Searched, [](const Row &r) { return View(r.name); }},
        Column<Row>{"app", false, [](const Row &r) { return View(r.app); }},
        Column<Row>{"occupant", false, [](const Row &r) { return View(r.occupant); }},
        Column<Row>{"members", false, nullptr, [](const Row &r) { return double(r.members); }},
        Column<Row>{"rate", false, nullptr, [](const Row &r) { return double(r.rate); }},
        Column<Row>{"published", false, nullptr, [](const Row &r) { return double(r.published); }},
        Column<Row>{"delivered", false, nullptr, [](const Row &r) { return double(r.delivered); }},
    };
    return Columns;
}

template <typename Row>
const Column<Row> *findColumn(QByteArrayView name)
{
    for (const Column<Row> &column : columns<Row>()) {
        if (name == column.name)
            return &column;
    }
    return nullptr;
}

template <typename Row>
ColumnFacts factsOf(QByteArrayView name)
{
    const Column<Row> *column = findColumn<Row>(name);
    return {column != nullptr, column && column->text};
}

/// A filter that is ready to be applied to many rows.
template <typename Row>
class RowFilter {
public:
    explicit RowFilter(const TableFilter &filter) : m_search(filter.text)
    {
        for (const TableFilter::Match &match : filter.matches)
            m_matches.push_back({findColumn<Row>(match.member), &match});
    }

    [[nodiscard]] bool passes(const Row &row) const
    {
        return std::all_of(
                   m_matches.begin(), m_matches.end(),
                   [&row](const auto &match) { return isMet(*match.second, *match.first, row); })
            && (m_search.isEmpty() || isFound(row));
    }

private:
    static bool isMet(const TableFilter::Match &match, const Column<Row> &column, const Row &row)
    {
        if (column.text) {
            const auto *text = std::get_if<QByteArray>(&match.value);
            return text && column.text(row) == *text;
        }
        const auto *number = std::get_if<double>(&match.value);
        return number && column.number(row) == *number;
    }

    [[nodiscard]] bool isFound(const Row &row) const
    {
        const auto all = columns<Row>();
        return std::any_of(all.begin(), all.end(), [&](const Column<Row> &column) {
            return column.isSearched && m_search.isFoundIn(column.text(row));
        });
    }

    TextSearch m_search;
    std::vector<std::pair<const Column<Row> *, const TableFilter::Match *>> m_matches;
};

/// A row and what it is sorted by.
template <typename Row>
struct Ranked {
    double number = 0;
    QByteArrayView text;
    QByteArrayView name;
    QByteArrayView app; ///< where another may be called the same
    const Row *row = nullptr;
};

template <typename Row>
std::vector<Ranked<Row>> rankedOf(std::span<const Row> rows, const TableQuery &query)
{
    const RowFilter<Row> filter(query.filter);
    const Column<Row> &rank = *findColumn<Row>(query.sort);
    const Column<Row> &name = columns<Row>().front();
    std::vector<Ranked<Row>> ranked;
    ranked.reserve(rows.size());
    for (const Row &row : rows) {
        if (filter.passes(row)) {
            ranked.push_back({rank.number ? rank.number(row) : 0,
                              rank.text ? rank.text(row) : QByteArrayView(), name.text(row),
                              row.app, &row});
        }
    }
    return ranked;
}

template <typename Row>
TablePage<Row> makePage(std::span<const Row> rows, const TableQuery &query)
{
    auto ranked = rankedOf(rows, query);
    TablePage<Row> page{qsizetype(rows.size()), qsizetype(ranked.size()), {}};
    const auto from = std::min<qsizetype>(query.offset, page.matched);
    const auto to = std::min<qsizetype>(from + query.limit, page.matched);
    if (from == to)
        return page;
    const auto before = [&query](const Ranked<Row> &a, const Ranked<Row> &b) {
        if (a.number != b.number)
            return query.descending ? a.number > b.number : a.number < b.number;
        if (const int order = a.text.compare(b.text))
            return query.descending ? order > 0 : order < 0;
        if (const int order = a.name.compare(b.name))
            return order < 0;
        return a.app < b.app;
    };
    // First what comes before the page is told from the rest, then only the page is sorted.
    const auto begin = ranked.begin() + from;
    const auto end = ranked.begin() + to;
    if (from > 0)
        std::nth_element(ranked.begin(), begin, ranked.end(), before);
    std::partial_sort(begin, end, ranked.end(), before);
    for (auto it = begin; it != end; ++it)
        page.rows.push_back(it->row);
    return page;
}

char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
}

bool isAscii(QByteArrayView bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](char c) { return quint8(c) < 0x80; });
}

} // namespace

ColumnFacts connectionColumn(QByteArrayView name)
{
    return factsOf<ConnectionRow>(name);
}

ColumnFacts channelColumn(QByteArrayView name)
{
    return factsOf<ChannelRow>(name);
}

TablePage<ConnectionRow> pageOf(std::span<const ConnectionRow> rows, const TableQuery &query)
{
    return makePage(rows, query);
}

TablePage<ChannelRow> pageOf(std::span<const ChannelRow> rows, const TableQuery &query)
{
    return makePage(rows, query);
}

TextSearch::TextSearch(const QByteArray &text)
{
    if (isAscii(text))
        m_text = text.toLower();
    else
        m_wide = QString::fromUtf8(text);
}

bool TextSearch::isFoundIn(QByteArrayView bytes) const
{
    if (!m_wide.isEmpty())
        return QString::fromUtf8(bytes).contains(m_wide, Qt::CaseInsensitive);
    return std::search(bytes.begin(), bytes.end(), m_text.begin(), m_text.end(),
                       [](char c, char wanted) { return lowered(c) == wanted; })
        != bytes.end()
        || m_text.isEmpty();
}

} // namespace Rainbow
