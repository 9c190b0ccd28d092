// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/memberreader.h"

#include <limits>

namespace Rainbow {

QByteArray MemberReader::text(QStringView name, Bytes size,
                              const std::optional<QByteArray> &otherwise)
{
    const QJsonValue member = value(name);
    if (member.isUndefined() && otherwise)
        return *otherwise;
    QByteArray bytes = member.toString().toUtf8();
    if (!member.isString() || bytes.size() < size.first || bytes.size() > size.second) {
        QByteArray wanted = " must be text";
        if (size.second < std::numeric_limits<int>::max())
            wanted += " of " + QByteArray::number(size.first) + " to "
                + QByteArray::number(size.second) + " bytes";
        fail(name.toUtf8() + wanted);
    }
    return bytes;
}

qint64 MemberReader::whole(QStringView name, qint64 least, qint64 most, qint64 otherwise)
{
    const QJsonValue member = value(name);
    if (member.isUndefined())
        return otherwise;
    const qint64 number = member.toInteger(least - 1);
    const bool isWhole = member.isDouble() && double(number) == member.toDouble();
    if (isWhole && number >= least && number <= most)
        return number;
    const bool isOpen = most >= std::numeric_limits<int>::max();
    fail(name.toUtf8() + " must be a whole number from " + QByteArray::number(least)
         + (isOpen ? " on" : " to " + QByteArray::number(most)));
    return otherwise;
}

bool MemberReader::flag(QStringView name, bool otherwise)
{
    const QJsonValue member = value(name);
    if (!member.isUndefined() && !member.isBool())
        fail(name.toUtf8() + " must be true or false");
    return member.toBool(otherwise);
}

void MemberReader::fail(const QByteArray &text, int code)
{
    if (!m_error)
        m_error = FeedError{code, m_prefix + text};
}

void MemberReader::failAs(const MemberReader &other)
{
    if (!m_error)
        m_error = other.m_error;
}

} // namespace Rainbow
