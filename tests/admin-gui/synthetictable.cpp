// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "admin-gui/synthetictable.h"

#include "admin-gui/syntheticrelay.h"

#include <algorithm>
#include <vector>

namespace Rainbow::Test {

namespace {

constexpr int MaxLimit = 500;

struct Ranked {
    qsizetype row = 0;
    double number = 0;
    QString text;
    QString name;
};

class Filter {
public:
    Filter(const SyntheticTable &table, const QJsonValue &filter) : m_table(table)
    {
        m_members = filter.toObject();
        m_text = filter.isString() ? filter.toString() : m_members.take(u"text").toString();
    }

    [[nodiscard]] bool matches(qsizetype row) const
    {
        for (auto it = m_members.begin(); it != m_members.end(); ++it) {
            if (m_table.matches && m_table.sortable.indexOf(it.key()) < 0) {
                if (!m_table.matches(row, it.key(), it.value()))
                    return false;
            } else if (m_table.member(row, it.key()) != it.value()) {
                return false;
            }
        }
        return m_text.isEmpty()
            || std::any_of(m_table.searched.begin(), m_table.searched.end(),
                           [this, row](const QString &member) {
                               return m_table.member(row, member)
                                   .toString()
                                   .contains(m_text, Qt::CaseInsensitive);
                           });
    }

private:
    const SyntheticTable &m_table;
    QJsonObject m_members;
    QString m_text;
};

} // namespace

QJsonObject SyntheticTable::page(const QJsonObject &question, qint64 at) const
{
    const qint64 offset = question[u"offset"].toInteger(0);
    const qint64 limit = question[u"limit"].toInteger(100);
    const QString sort = question[u"sort"].toString(defaultSort);
    const bool descending =
        question[u"order"].toString(sort == defaultSort ? u"desc"_qs : u"asc"_qs) == u"desc";
    if (offset < 0 || limit < 1)
        return SyntheticRelay::refusal(400, u"offset and limit are whole numbers from 0 and 1"_qs);
    if (limit > MaxLimit)
        return SyntheticRelay::refusal(413, u"limit is at most 500"_qs);
    if (!sortable.contains(sort))
        return SyntheticRelay::refusal(400, u"sort is a member of the rows, not "_qs + sort);

    const Filter filter(*this, question[u"filter"]);
    std::vector<Ranked> matched;
    for (qsizetype i = 0; i < size; ++i) {
        if (!filter.matches(i))
            continue;
        const QJsonValue key = member(i, sort);
        matched.push_back({i, key.toDouble(-1), key.toString(), member(i, name).toString()});
    }
    std::sort(matched.begin(), matched.end(), [descending](const Ranked &a, const Ranked &b) {
        if (a.number != b.number)
            return descending ? a.number > b.number : a.number < b.number;
        if (const int order = a.text.compare(b.text); order != 0)
            return descending ? order > 0 : order < 0;
        return a.name < b.name;
    });
    QJsonArray rows;
    for (auto i = size_t(offset); i < matched.size() && i < size_t(offset + limit); ++i)
        rows.append(row(matched[i].row));
    return {{u"ok"_qs, true},
            {u"total"_qs, qint64(size)},
            {u"matched"_qs, qint64(matched.size())},
            {u"offset"_qs, offset},
            {u"rows"_qs, rows},
            {u"at"_qs, at}};
}

} // namespace Rainbow::Test
