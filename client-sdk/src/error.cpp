// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include <rainbow/error.h>

#include "protocol/closecode.h"

#include <QSharedData>

namespace Rainbow {

class ErrorData : public QSharedData {
public:
    Error::Code code = Error::Code::None;
    int closeCode = 0;
    QString message;
    QString closeReason;
};

// No data: no error, which costs nothing.
Error::Error() = default;
Error::Error(const Error &other) = default;
Error &Error::operator=(const Error &other) = default;
Error::~Error() = default;

Error::Error(Code code, const QString &message, int closeCode, const QString &closeReason)
    : d(new ErrorData)
{
    d->code = code;
    d->message = message;
    d->closeCode = closeCode;
    d->closeReason = closeReason;
}

Error::Code Error::code() const
{
    return d ? d->code : Code::None;
}

QString Error::message() const
{
    return d ? d->message : QString();
}

int Error::closeCode() const
{
    return d ? d->closeCode : 0;
}

QString Error::closeReason() const
{
    return d ? d->closeReason : QString();
}

bool Error::isRetryable() const
{
    switch (code()) {
    case Code::None:
    case Code::Malformed:
    case Code::NotAllowed:
    case Code::NoSuchChannel:
    case Code::TooLarge:
    case Code::Destroyed:
    case Code::Unsupported:
    case Code::Cancelled:
    case Code::Unauthorized:
        return false;
    case Code::ClosedByRelay:
        return !isFinal(quint16(closeCode()));
    default:
        return true;
    }
}

} // namespace Rainbow
