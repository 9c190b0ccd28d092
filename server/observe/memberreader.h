// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "observe/feedrequest.h"

#include <QJsonObject>

#include <optional>
#include <utility>

namespace Rainbow {

/// Takes the members of a JSON object, and keeps the first thing that is wrong with them; from then
/// on what it gives is not to be used.
class MemberReader {
public:
    /// prefix: of what it says is wrong.
    explicit MemberReader(const QJsonObject &object, QByteArray prefix = {})
        : m_object(object), m_prefix(std::move(prefix))
    {
    }

    /// Undefined: there is none.
    [[nodiscard]] QJsonValue value(QStringView name) const { return m_object.value(name); }

    using Bytes = std::pair<qsizetype, qsizetype>; ///< at least and at most
    /// UTF-8. There is none: otherwise; nothing: there must be one.
    [[nodiscard]] QByteArray text(QStringView name, Bytes size,
                                  const std::optional<QByteArray> &otherwise = {});
    [[nodiscard]] qint64 whole(QStringView name, qint64 least, qint64 most, qint64 otherwise);
    [[nodiscard]] bool flag(QStringView name, bool otherwise);

    void fail(const QByteArray &text, int code = 400);
    /// Fails as that one has, if it has.
    void failAs(const MemberReader &other);
    [[nodiscard]] const std::optional<FeedError> &error() const { return m_error; }

private:
    const QJsonObject &m_object;
    QByteArray m_prefix;
    std::optional<FeedError> m_error;
};

} // namespace Rainbow
